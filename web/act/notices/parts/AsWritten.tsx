import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { Letter } from "../../standing/Letter.tsx"
import classes from "./NoticeEditor.module.css"

type Block = Answer<"LetterBlock">

/** A text nobody changes any more, as a letter: what is filled in for each reader stands as its words for where nothing is known. */
export function AsWritten({ text }: { text: Answer<"NoticeText"> }) {
  const { t } = useTranslation()
  // {{name|customer}} as [customer], {{status_link}} as [address of her status page].
  const plain = (line: string) =>
    line.replace(
      /\{\{([a-z_]+)(?:\|([^}]*))?\}\}/g,
      (_, field: string, instead?: string) => `[${instead || t(`notice.field.${field}`)}]`,
    )
  return (
    <>
      <p>
        <b lang={text.language}>{plain(text.subject)}</b>
      </p>
      <div className={classes.mail}>
        <Letter letter={{ language: text.language, blocks: blocksOf(plain(text.body)) }} />
      </div>
    </>
  )
}

function blocksOf(body: string): Block[] {
  return body.split(/\n\s*\n/).flatMap((part) => {
    const blocks: Block[] = []
    for (const line of part.split("\n").filter((one) => one.trim())) {
      const kind = /^##+ /.test(line) ? "h" : /^- /.test(line) ? "ul" : /^> ?/.test(line) ? "q" : "p"
      const words = line.replace(/^(##+ |- |> ?)/, "")
      const last = blocks.at(-1)
      if (last?.kind === kind && kind !== "h") last.lines.push(words)
      else blocks.push({ kind, lines: [words] })
    }
    return blocks
  })
}
