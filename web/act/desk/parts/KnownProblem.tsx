import { Button, Select, Textarea } from "@mantine/core"
import { useHotkeys } from "@mantine/hooks"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { Go } from "../../../app/Go.tsx"
import { useMay, useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { valueLabel } from "../../../ui/filters/field-words.ts"
import { useOutside } from "../panel-context.ts"
import { Coverage } from "./Coverage.tsx"
import classes from "./Desk.module.css"
import { GuidanceText } from "./GuidanceText.tsx"

export type Outcome = Answer<"DeskContactInput">["outcome"]
export type Logging = {
  outcome: Outcome
  problemId?: string
  guidanceVersionId?: string
  words?: string
  number?: number
  guidanceNumber?: number
}

/** One known problem with what to say about it. The first one listens to the keys. */
export function KnownProblem({
  problem,
  first,
  onLog,
}: {
  problem: Answer<"KnownProblem">
  first: boolean
  onLog: (logging: Logging) => void
}) {
  const { t } = useTranslation()
  const { org } = useSession()
  const outside = useOutside()
  const guidance = problem.guidance[0]
  const [chosen, setChosen] = useState<string | null>(null)
  const language = chosen && guidance?.texts[chosen] ? chosen : (guidance?.language ?? "en")
  return (
    <section className={classes.problem} data-affects={problem.affects} aria-labelledby={`problem-${problem.id}`}>
      <div className="spread">
        <h2 id={`problem-${problem.id}`}>
          <Go href={paths.problem(org, problem.id)} {...outside} style={{ color: "inherit" }}>
            {t("desk.known", { statement: guidance?.title ?? problem.statement })}
          </Go>
        </h2>
        <span
          className="tag"
          data-tone={problem.affects === "yes" ? "bad" : problem.affects === "perhaps" ? "warn" : undefined}
        >
          {t(`desk.affects.${problem.affects}`)}
        </span>
      </div>
      {problem.severity && <p className="n">{t(`desk.severity.${problem.severity}`)}</p>}
      {guidance ? (
        <>
          <Coverage guidance={guidance} />
          {guidance.languageMissing && (
            <p className="n" style={{ color: "var(--warn)", marginTop: 6 }}>
              {t("desk.languageMissing", { language: valueLabel("language", guidance.language, t) })}
            </p>
          )}
          {guidance.texts[language] && <GuidanceText text={guidance.texts[language]} language={language} />}
          {guidance.languages.length > 1 && (
            <Select
              mt={10}
              w={190}
              size="xs"
              aria-label={t("desk.language")}
              allowDeselect={false}
              value={language}
              onChange={setChosen}
              data={guidance.languages.map((tag) => ({ value: tag, label: valueLabel("language", tag, t) }))}
            />
          )}
        </>
      ) : (
        <p className={classes.line}>{t("desk.noGuidance")}</p>
      )}
      <LogBar
        keys={first}
        onLog={(outcome, words) =>
          onLog({
            outcome,
            problemId: problem.id,
            number: problem.number,
            ...(guidance ? { guidanceVersionId: guidance.versionId, guidanceNumber: guidance.number } : {}),
            ...(words ? { words } : {}),
          })
        }
      />
    </section>
  )
}

/** What came of the contact, in one press; her own words go with it where there are any. */
export function LogBar({ keys, onLog }: { keys: boolean; onLog: (outcome: Outcome, words: string) => void }) {
  const { t } = useTranslation()
  const may = useMay("feedback.write")
  const [words, setWords] = useState("")
  const [writing, setWriting] = useState(false)
  const log = (outcome: Outcome) => {
    onLog(outcome, words.trim())
    setWords("")
    setWriting(false)
  }
  useHotkeys(
    keys && may
      ? [
          ["A", () => log("answered")],
          ["O", () => log("offered")],
          ["N", () => log("not_answered")],
          ["E", () => log("other")],
          ["W", () => setWriting(true)],
        ]
      : [],
  )
  if (!may) return null
  const sign = (key: string) => (keys ? <kbd aria-hidden>{key}</kbd> : null)
  return (
    <>
      {writing && (
        <Textarea
          mt={14}
          label={t("desk.words")}
          description={t("desk.wordsHint")}
          autosize
          minRows={2}
          autoFocus
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && log("answered")}
          styles={{ input: { fontFamily: "var(--font-voice)", fontSize: 16 } }}
        />
      )}
      <div className={classes.acts}>
        <Button variant="filled" onClick={() => log("answered")} aria-keyshortcuts={keys ? "A" : undefined}>
          {t("desk.outcome.answered")}
          {sign("A")}
        </Button>
        <Button onClick={() => log("offered")} aria-keyshortcuts={keys ? "O" : undefined}>
          {t("desk.outcome.offered")}
          {sign("O")}
        </Button>
        <Button onClick={() => log("not_answered")} aria-keyshortcuts={keys ? "N" : undefined}>
          {t("desk.outcome.not_answered")}
          {sign("N")}
        </Button>
        <Button onClick={() => log("other")} aria-keyshortcuts={keys ? "E" : undefined}>
          {t("desk.outcome.other")}
          {sign("E")}
        </Button>
        {!writing && (
          <Button variant="subtle" onClick={() => setWriting(true)} aria-keyshortcuts={keys ? "W" : undefined}>
            {t("desk.addWords")}
            {sign("W")}
          </Button>
        )}
      </div>
    </>
  )
}
