import { type ReactNode, useEffect } from "react"

type PageHeadProps = {
  /** The answer, as a sentence. */
  title: ReactNode
  /** What the browser's tab says, when the title is not plain text. */
  documentTitle?: string
  tags?: ReactNode
  lede?: ReactNode
  /** The one main action and its neighbours. */
  children?: ReactNode
}

/** How every page opens: a sentence that is the answer, the figures in one line, the main action. */
export function PageHead({ title, documentTitle, tags, lede, children }: PageHeadProps) {
  const words = documentTitle ?? (typeof title === "string" ? title : "")
  useEffect(() => {
    document.title = words ? `${words} · Rapport` : "Rapport"
  }, [words])
  return (
    <header style={{ marginBottom: 22 }}>
      {tags && (
        <div className="row" style={{ marginBottom: 10 }}>
          {tags}
        </div>
      )}
      <h1>{title}</h1>
      {lede && <p className="lede">{lede}</p>}
      {children && (
        <div className="row" style={{ marginTop: 16 }}>
          {children}
        </div>
      )}
    </header>
  )
}
