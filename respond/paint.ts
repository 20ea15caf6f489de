import { atNight, contrast, followsNight, inkOn, mixed } from "../survey/colours.ts"
import type { Theme } from "../survey/definition.ts"

const fonts = {
  system: "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif",
  serif: "'Iowan Old Style',Charter,'Source Serif 4',Georgia,'Noto Serif',serif",
  rounded: "ui-rounded,'SF Pro Rounded','Hiragino Maru Gothic ProN',Nunito,system-ui,sans-serif",
}

/** Puts a theme on an element. What stands on what is computed, so that it can always be read. */
export function paint(element: HTMLElement, given: Theme, dark: boolean) {
  const night = dark && followsNight(given)
  const theme = night ? atNight(given) : given
  const { accent, background, text } = theme
  const over = (share: number, least: number) => {
    const colour = mixed(text, background, share)
    return contrast(colour, background) >= least ? colour : text
  }
  const values = {
    bg: background,
    ink: text,
    accent,
    on: inkOn(accent),
    // An accent that hardly differs from the paper still needs an edge.
    edge: contrast(accent, background) >= 3 ? accent : text,
    soft: mixed(accent, background, 0.1),
    muted: over(0.72, 4.7),
    line: mixed(text, background, 0.14),
    field: over(0.55, 3.2),
    bad: contrast("#b3261e", background) >= 4.5 ? "#b3261e" : contrast("#ffb4a8", background) >= 4.5 ? "#ffb4a8" : text,
    font: fonts[theme.font],
  }
  for (const [name, value] of Object.entries(values)) element.style.setProperty(`--r-${name}`, value)
  element.style.colorScheme = contrast(background, "#000000") < 6 ? "dark" : "light"
}

const system = () => matchMedia("(prefers-color-scheme: dark)")

/** The same, and again whenever the respondent's system turns to night or day. */
export function paintAlways(element: HTMLElement, theme: Theme) {
  const again = () => paint(element, theme, system().matches)
  system().addEventListener("change", again)
  again()
}
