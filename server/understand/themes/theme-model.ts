import { discoverThemes, splitTheme, type Theme, type ThemeComment, themeAssigner } from "../../../text/themes.ts"

/** The heavy part, run in a thread of its own: themes in comments, the earlier ones keeping their identity and edits. */
export function discover(comments: readonly ThemeComment[], previous: Theme[]): Theme[] {
  return discoverThemes(comments, { previous }).themes
}

export const split = (theme: Theme, comments: readonly ThemeComment[]): Theme[] => splitTheme(theme, comments)

/** The themes of each comment, as ids, at most three. */
export function assign(themes: readonly Theme[], comments: readonly ThemeComment[]): string[][] {
  const find = themeAssigner(themes)
  return comments.map(({ text, language }) => find(text, language).map((share) => share.themeId))
}
