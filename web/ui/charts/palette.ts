/** The tokens a chart draws with, read from the page because a canvas knows no CSS variables. */
export function chartPalette() {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    ink: token("ink"),
    ink2: token("ink-2"),
    ink3: token("ink-3"),
    line: token("line"),
    card: token("card"),
    accent: token("accent"),
    bad: token("bad-mark"),
    observed: token("observed"),
    expected: token("expected"),
    band: token("band"),
    font: token("font-ui"),
  }
}
export type ChartPalette = ReturnType<typeof chartPalette>
