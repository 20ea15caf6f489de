import { Button, Group, NumberInput, Textarea } from "@mantine/core"
import { useEffect, useState } from "react"
import { useTranslation } from "react-i18next"
import { call } from "../../../api/client.ts"
import type { Answer } from "../../../api/generated.ts"
import { troubleIn, useChange, useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { useSession } from "../../../app/session.tsx"
import { Loaded, RowBones } from "../../../ui/Loaded.tsx"
import { MayButton } from "../../../ui/MayButton.tsx"
import { scoreWords } from "../problem-words.ts"

type Formula = Answer<"ScoreFormula">
type Trial = { items: Answer<"ScoreTrial">[] }

/** How all problems are scored: the formula, tried on every problem while it is written, and saved for all at once. */
export function Scoring({ onDone }: { onDone: () => void }) {
  const formula = useGet<Formula>("problems", "/problem-score")
  return (
    <Loaded query={formula} bones={<RowBones count={3} />}>
      {(data) => <Form now={data} onDone={onDone} />}
    </Loaded>
  )
}

function Form({ now, onDone }: { now: Formula; onDone: () => void }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const [text, setText] = useState(now.formula)
  const [told, setTold] = useState<number | string>(now.toldOf?.told ?? "")
  const [of, setOf] = useState<number | string>(now.toldOf?.of ?? "")
  const [trial, setTrial] = useState<Trial["items"]>([])
  const [fault, setFault] = useState<string | null>(null)
  const formula = text.trim() === now.shippedFormula ? null : text.trim()
  useEffect(() => {
    const timer = setTimeout(() => {
      call<Trial>("POST", "/problem-score/trial", { organization: org, body: { formula: formula || null } }).then(
        ({ items }) => {
          setTrial(items)
          setFault(null)
        },
        (error: unknown) => {
          const { message, remedy } = troubleIn(error)
          setFault([message, remedy].filter(Boolean).join(" "))
        },
      )
    }, 350)
    return () => clearTimeout(timer)
  }, [org, formula])
  const save = useChange<void>({
    run: (_, send) =>
      send("PUT", "/problem-score", {
        formula,
        toldOf: told === "" || of === "" ? null : { told: Number(told), of: Number(of) },
      }),
    touches: ["problems", "activity"],
    said: () => t("problem.scoring.saved"),
    undo: (_, __, send) =>
      send("PUT", "/problem-score", { formula: now.shipped ? null : now.formula, toldOf: now.toldOf }),
    after: onDone,
  })
  return (
    <div className="stack">
      <p className="n">{t("problem.scoring.lede")}</p>
      <Textarea
        label={t("problem.scoring.formula")}
        description={t("problem.scoring.names", { names: now.names.join(", "), functions: now.functions.join(", ") })}
        autosize
        minRows={2}
        maxLength={500}
        value={text}
        error={fault}
        onChange={(event) => setText(event.currentTarget.value)}
        styles={{ input: { fontFamily: "ui-monospace, monospace" } }}
      />
      {text.trim() !== now.shippedFormula && (
        <Button size="compact-sm" variant="subtle" onClick={() => setText(now.shippedFormula)}>
          {t("problem.scoring.reset")}
        </Button>
      )}
      <section>
        <h3>{t("problem.scoring.try")}</h3>
        <ol className="rows">
          {trial.slice(0, 6).map((one) => (
            <li key={one.id} className="spread" style={{ padding: "6px 0" }}>
              <span className="clip" style={{ fontFamily: "var(--font-voice)" }}>
                {one.statement}
              </span>
              <span style={{ whiteSpace: "nowrap" }}>
                <b>{scoreWords(one.score, format)}</b>{" "}
                <span className="n">{t("problem.scoring.was", { score: scoreWords(one.before, format) })}</span>
              </span>
            </li>
          ))}
        </ol>
      </section>
      <section>
        <h3>{t("problem.scoring.share")}</h3>
        <p className="n">{t("problem.scoring.shareHint")}</p>
        <Group align="end" gap="xs" mt={6}>
          <NumberInput label={t("problem.scoring.toldOf")} min={1} w={120} value={told} onChange={setTold} />
          <NumberInput label={t("problem.scoring.of")} min={20} w={120} value={of} onChange={setOf} />
        </Group>
      </section>
      <MayButton
        permission="settings.manage"
        variant="filled"
        disabled={fault !== null}
        loading={save.isPending}
        onClick={() => save.mutate()}
      >
        {t("problem.scoring.save")}
      </MayButton>
    </div>
  )
}
