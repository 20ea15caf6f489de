import type { Answer } from "../../api/generated.ts"
import { Voice } from "../../ui/Voice.tsx"
import classes from "./Standing.module.css"

/** What the company wrote, as it stands in the mail: the company in sans, customers' words in serif. */
export function Letter({ letter }: { letter: { language: string; blocks: Answer<"LetterBlock">[] } }) {
  return (
    <div className={classes.letter} lang={letter.language}>
      {letter.blocks.map((block, index) => {
        const key = `${index} ${block.lines[0]}`
        if (block.kind === "h") return <h3 key={key}>{block.lines.join(" ")}</h3>
        if (block.kind === "ul")
          return (
            <ul key={key}>
              {block.lines.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          )
        if (block.kind === "q") return <Voice key={key} text={block.lines.join("\n")} language={letter.language} />
        return <p key={key}>{block.lines.join("\n")}</p>
      })}
    </div>
  )
}
