import type { ReactNode } from "react"

type EmptyStateProps = { title: string; children: ReactNode; example?: ReactNode; action?: ReactNode }

/** A place with nothing in it yet: says what will stand here, shows a real example, offers one button. */
export function EmptyState({ title, children, example, action }: EmptyStateProps) {
  return (
    <section
      className="card"
      style={{ padding: 24, maxWidth: 720, background: "transparent", borderStyle: "dashed", boxShadow: "none" }}
    >
      <h2 style={{ marginBottom: 6 }}>{title}</h2>
      <p style={{ color: "var(--ink-2)" }}>{children}</p>
      {example && <div style={{ marginTop: 16, paddingTop: 14, borderTop: "1px solid var(--line)" }}>{example}</div>}
      {action && <div style={{ marginTop: 18 }}>{action}</div>}
    </section>
  )
}
