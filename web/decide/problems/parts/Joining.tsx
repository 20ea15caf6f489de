import { Button, Group, Modal, NumberInput, Switch, Textarea, TextInput } from "@mantine/core"
import { useEffect, useState } from "react"
import { useTranslation } from "react-i18next"
import { call } from "../../../api/client.ts"
import type { Condition } from "../../../api/contract.ts"
import type { Answer } from "../../../api/generated.ts"
import { troubleIn, useChange } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { useSession } from "../../../app/session.tsx"
import { FilterBar } from "../../../ui/filters/FilterBar.tsx"
import { conditionLabel } from "../../../ui/filters/field-words.ts"
import { MayButton } from "../../../ui/MayButton.tsx"
import { Voice } from "../../../ui/Voice.tsx"
import type { Problem } from "../problem-words.ts"

type Rule = Answer<"JoiningRule">
type Preview = Answer<"JoiningPreview">

/** Which feedback becomes evidence by itself; changed after seeing how much the new rule takes. */
export function Joining({ problem }: { problem: Problem }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [editing, setEditing] = useState(false)
  const { rule, chosenBy } = problem.joining
  const save = useChange<Rule | null>({
    run: (joining, send) => send("PATCH", `/problems/${problem.id}`, { joining }),
    touches: ["problems"],
    said: () => t("problem.joining.saved"),
    undo: (_, __, send) => send("PATCH", `/problems/${problem.id}`, { joining: chosenBy === "you" ? rule : null }),
    after: () => setEditing(false),
  })
  const where = (rule?.where ?? []) as Condition[]
  return (
    <section className="card">
      <h2>{t("problem.joining.title")}</h2>
      {!rule ? (
        <p>{t("problem.joining.none")}</p>
      ) : rule.on === false ? (
        <p>{t("problem.joining.off")}</p>
      ) : (
        <>
          <ul className="rows">
            {where.map((condition) => (
              <li key={condition.field}>{conditionLabel(condition, t)}</li>
            ))}
            {rule.q && <li>{t("problem.joining.words", { words: rule.q })}</li>}
            {rule.like && (
              <li>{t("problem.joining.like", { count: rule.like.atLeast ?? 2, terms: rule.like.terms.join(", ") })}</li>
            )}
            {rule.since && <li>{t("problem.joining.since", { date: format.day(rule.since) })}</li>}
          </ul>
          <p className="n">{t(chosenBy === "you" ? "problem.joining.byYou" : "problem.joining.byRapport")}</p>
        </>
      )}
      <MayButton permission="problems.edit" mt={8} size="compact-sm" variant="subtle" onClick={() => setEditing(true)}>
        {t("problem.joining.edit")}
      </MayButton>
      <Modal opened={editing} onClose={() => setEditing(false)} title={t("problem.joining.title")} size="lg">
        <RuleForm problem={problem} onSave={(next) => save.mutate(next)} saving={save.isPending} />
      </Modal>
    </section>
  )
}

function RuleForm({
  problem,
  onSave,
  saving,
}: {
  problem: Problem
  onSave: (rule: Rule | null) => void
  saving: boolean
}) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const given = problem.joining.rule
  const [on, setOn] = useState(given?.on ?? true)
  const [where, setWhere] = useState((given?.where ?? []) as Condition[])
  const [q, setQ] = useState(given?.q ?? "")
  const [terms, setTerms] = useState(given?.like?.terms.join(", ") ?? "")
  const [atLeast, setAtLeast] = useState<number | string>(given?.like?.atLeast ?? 2)
  const [since, setSince] = useState(given?.since ?? "")
  const [preview, setPreview] = useState<Preview | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const list = terms.split(/[,，、\n]/).flatMap((term) => (term.trim() ? [term.trim()] : []))
  const rule = {
    on,
    where,
    ...(q.trim() ? { q: q.trim() } : {}),
    ...(list.length > 0 ? { like: { terms: list.slice(0, 40), atLeast: Number(atLeast) || 1 } } : {}),
    ...(since ? { since } : {}),
  } as Rule
  const asked = JSON.stringify({ rule })
  useEffect(() => {
    const timer = setTimeout(() => {
      call<Preview>("POST", `/problems/${problem.id}/joining/preview`, {
        organization: org,
        body: JSON.parse(asked),
      }).then(
        (found) => {
          setPreview(found)
          setFault(null)
        },
        (error: unknown) => setFault(troubleIn(error).message),
      )
    }, 350)
    return () => clearTimeout(timer)
  }, [org, problem.id, asked])
  return (
    <div className="stack">
      <Switch label={t("problem.joining.on")} checked={on} onChange={(event) => setOn(event.currentTarget.checked)} />
      <section aria-label={t("problem.joining.where")}>
        <FilterBar
          query={{ where }}
          onChange={(change) => change.where && setWhere(change.where)}
          search={false}
          period={false}
        />
      </section>
      <TextInput
        label={t("problem.joining.q")}
        maxLength={300}
        value={q}
        onChange={(event) => setQ(event.currentTarget.value)}
      />
      <Textarea
        label={t("problem.joining.terms")}
        description={t("problem.joining.termsHint")}
        autosize
        value={terms}
        onChange={(event) => setTerms(event.currentTarget.value)}
      />
      <Group gap="xs">
        <NumberInput label={t("problem.joining.atLeast")} min={1} max={40} value={atLeast} onChange={setAtLeast} />
        <TextInput
          type="date"
          label={t("problem.joining.from")}
          value={since}
          onChange={(event) => setSince(event.currentTarget.value)}
        />
      </Group>
      <div aria-live="polite">
        {fault ? (
          <p className="bad">{fault}</p>
        ) : (
          preview && (
            <>
              <p>
                <b>
                  {t("problem.joining.preview", {
                    feedback: format.number(preview.feedback),
                    people: format.number(preview.people),
                    fresh: format.number(preview.new),
                  })}
                </b>
              </p>
              {preview.newest.slice(0, 3).map((one) => one.text && <Voice key={one.id} text={one.text} lines={2} />)}
            </>
          )
        )}
      </div>
      <Group>
        <Button variant="filled" loading={saving} disabled={fault !== null} onClick={() => onSave(rule)}>
          {t("problem.joining.save")}
        </Button>
        {problem.joining.chosenBy === "you" && (
          <Button variant="subtle" onClick={() => onSave(null)}>
            {t("problem.joining.reset")}
          </Button>
        )}
      </Group>
    </div>
  )
}
