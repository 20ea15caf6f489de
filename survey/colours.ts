import type { Theme } from "./definition.ts"

/** The contrast of two colours (#rrggbb) by WCAG 2: from 1 to 21. Text needs 4.5, the edge of a control 3. */
export function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

/** Black or white, whichever reads better on a colour: one of them always reaches 4.5. */
export const inkOn = (colour: string) => (contrast(colour, "#ffffff") >= 4.5 ? "#ffffff" : "#000000")

/** `share` of one colour over another. */
export function mixed(over: string, under: string, share: number): string {
  const [a, b] = [channels(over), channels(under)]
  return `#${a.map((value, at) => hex(value * share + (b[at] ?? 0) * (1 - share))).join("")}`
}

/**
 * The theme by night: the accent stays, brightened until it can be seen; paper and ink are ours. A theme whose own
 * background is dark already is night all day.
 */
export function atNight(theme: Theme): Theme {
  if (luminance(theme.background) < 0.18) return theme
  const background = "#14171a"
  let accent = theme.accent
  while (contrast(accent, background) < 4.5) accent = mixed("#ffffff", accent, 0.12)
  return { ...theme, background, text: "#eceae4", accent }
}

/** Whether a theme may follow the night of the respondent's system: only with paper that is nearly white. */
export const followsNight = (theme: Theme) => luminance(theme.background) > 0.75

function luminance(colour: string): number {
  const [red, green, blue] = channels(colour).map((value) => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const channels = (colour: string) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) || 0)
const hex = (value: number) => Math.round(value).toString(16).padStart(2, "0")
