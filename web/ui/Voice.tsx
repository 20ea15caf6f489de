import type { ReactNode } from "react"
import classes from "./Voice.module.css"

export type Mark = { start: number; end: number; feeling?: "negative" | "positive" | "neutral" }
type VoiceProps = {
  text: string
  language?: string | null
  marks?: readonly Mark[]
  /** Who said it, when, with which score: in sans, below. */
  who?: ReactNode
  large?: boolean
  lines?: number
}

/** A customer's own words: always in serif, in their own language, with what matters marked. */
export function Voice({ text, language, marks = [], who, large, lines }: VoiceProps) {
  const clamp = lines ? { WebkitLineClamp: lines } : undefined
  return (
    <figure className={classes.figure}>
      <blockquote
        className={[classes.voice, large && classes.large].filter(Boolean).join(" ")}
        lang={language ?? undefined}
        dir="auto"
      >
        <span className={lines ? classes.clamped : undefined} style={clamp}>
          {marked(text, marks)}
        </span>
      </blockquote>
      {who && <figcaption className={classes.who}>{who}</figcaption>}
    </figure>
  )
}

export type Piece = { start: number; text: string; feeling: Mark["feeling"] | "mark" | null }

/** The text cut at its marks; marks may touch, overlap or run past the end (positions are UTF-16 code units). */
export function pieces(text: string, marks: readonly Mark[]): Piece[] {
  const cut: Piece[] = []
  let at = 0
  for (const mark of [...marks].sort((a, b) => a.start - b.start)) {
    const start = Math.max(at, mark.start)
    const end = Math.min(text.length, mark.end)
    if (end <= start) continue
    if (start > at) cut.push({ start: at, text: text.slice(at, start), feeling: null })
    cut.push({ start, text: text.slice(start, end), feeling: mark.feeling ?? "mark" })
    at = end
  }
  if (at < text.length) cut.push({ start: at, text: text.slice(at), feeling: null })
  return cut
}

function marked(text: string, marks: readonly Mark[]): ReactNode {
  return pieces(text, marks).map((piece) => {
    if (piece.feeling === "mark") return <mark key={piece.start}>{piece.text}</mark>
    if (piece.feeling === null || piece.feeling === "neutral") return piece.text
    return (
      <span key={piece.start} data-feeling={piece.feeling}>
        {piece.text}
      </span>
    )
  })
}
