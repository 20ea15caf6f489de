import type { CSSProperties, ReactNode } from "react"

/** Something larger than its place, such as a wide table: scrolls, also by keyboard, and says what it is. */
export function ScrollRegion({
  label,
  maxHeight,
  card,
  children,
}: {
  label: string
  maxHeight?: number
  card?: boolean
  children: ReactNode
}) {
  const style: CSSProperties = {
    maxHeight,
    overflow: "auto",
    padding: card ? "4px 12px" : undefined,
    position: "relative",
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section className={card ? "card" : undefined} style={style} tabIndex={0} aria-label={label}>
      {children}
    </section>
  )
}
