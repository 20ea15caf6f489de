import { Select, TextInput } from "@mantine/core"
import { useSearch } from "@tanstack/react-router"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Member, Page } from "../../api/contract.ts"
import type { Answer } from "../../api/generated.ts"
import { useChange, useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go, useGo } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { CardBones, HeadBones, Loaded, RowBones } from "../../ui/Loaded.tsx"
import { MayButton } from "../../ui/MayButton.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { DraftTable } from "./parts/DraftTable.tsx"
import classes from "./parts/Plan.module.css"
import { type PlanDetail, type Severity, severities } from "./plan-words.ts"

type Playbook = Answer<"Playbook">
type Problem = Answer<"Problem">

/** A plan for a problem: how bad it is, by which playbook, who leads; and what would be done until when. */
export default function NewPlanPage() {
  const { t } = useTranslation()
  const { problem: problemId } = useSearch({ strict: false }) as { problem?: string }
  const problem = useGet<Problem>("problems", `/problems/${problemId}`, {}, { enabled: Boolean(problemId) })
  if (!problemId) return <ChooseProblem />
  return (
    <Loaded query={problem} bones={<HeadBones />}>
      {(data) => (
        <>
          <PageHead
            title={t("newPlan.title", { statement: data.statement })}
            documentTitle={t("plans.new")}
            lede={t("newPlan.lede")}
          />
          <NewPlan problem={data} />
        </>
      )}
    </Loaded>
  )
}

function NewPlan({ problem }: { problem: Problem }) {
  const { t, i18n } = useTranslation()
  const { org, me } = useSession()
  const go = useGo()
  const [severity, setSeverity] = useState<Severity>("unusable")
  const [playbook, setPlaybook] = useState("product_defect")
  const [title, setTitle] = useState("")
  const [leadId, setLead] = useState<string | null>(me.member.id)
  const [sponsorId, setSponsor] = useState<string | null>(null)
  const [owners, setOwners] = useState<Record<number, string | null>>({})
  const [skipped, setSkipped] = useState<readonly number[]>([])
  const playbooks = useGet<{ items: Playbook[] }>("playbooks", "/playbooks", { language: i18n.language })
  const members = useGet<{ items: Member[] }>("members", "/members")
  const people = (members.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))
  const open = useChange<void, PlanDetail>({
    run: (_, send) =>
      send("POST", `/problems/${problem.id}/plan`, {
        playbook,
        severity,
        language: i18n.language,
        ...(title.trim() ? { title } : {}),
        ...(leadId ? { leadId } : {}),
        sponsorId,
        steps: [
          ...Object.entries(owners).map(([step, ownerId]) => ({ step: Number(step), ownerId })),
          ...skipped.map((step) => ({ step, skip: true })),
        ].filter((one, _, all) => "skip" in one || !all.some((other) => "skip" in other && other.step === one.step)),
      }),
    touches: ["plans", "problems", "home", "activity"],
    said: () => t("newPlan.opened"),
    after: (plan) => go(paths.plan(org, plan.id)),
  })
  const choose = (id: string) => {
    setPlaybook(id)
    setOwners({})
    setSkipped([])
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    open.mutate()
  }
  return (
    <form onSubmit={submit} className="stack">
      <fieldset style={{ border: 0, padding: 0, margin: 0 }}>
        <legend style={{ padding: 0 }}>
          <h2>{t("newPlan.severity")}</h2>
        </legend>
        <div className={classes.choices}>
          {severities.map((one) => (
            <label key={one} className={classes.choice}>
              <input
                type="radio"
                name="severity"
                value={one}
                checked={severity === one}
                onChange={() => setSeverity(one)}
              />
              <b>{t(`plan.severity.${one}`)}</b>
              <span className="n" style={{ display: "block" }}>
                {t(`plan.severityHint.${one}`)}
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <fieldset style={{ border: 0, padding: 0, margin: "18px 0 0" }}>
        <legend style={{ padding: 0 }}>
          <h2>{t("newPlan.playbook")}</h2>
        </legend>
        <Loaded query={playbooks} bones={<CardBones height={80} />}>
          {({ items }) => (
            <div className={classes.choices}>
              {items.map((one) => (
                <label key={one.id} className={classes.choice}>
                  <input
                    type="radio"
                    name="playbook"
                    value={one.id}
                    checked={playbook === one.id}
                    onChange={() => choose(one.id)}
                  />
                  <b>{one.name}</b>
                  <span className="n" style={{ display: "block" }}>
                    {one.description}
                  </span>
                </label>
              ))}
            </div>
          )}
        </Loaded>
      </fieldset>
      <div>
        <h2>{t("newPlan.who")}</h2>
        <TextInput
          maw={560}
          label={t("plan.titleLabel")}
          description={t("plan.titleHint")}
          placeholder={t("plans.empty.example")}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <div className="row" style={{ marginTop: 14, alignItems: "end" }}>
          <Select
            w={240}
            label={t("plan.role.lead")}
            searchable
            allowDeselect={false}
            value={leadId}
            onChange={setLead}
            data={people}
          />
          <Select
            w={240}
            label={t("plan.role.sponsor")}
            searchable
            clearable
            value={sponsorId}
            onChange={setSponsor}
            data={people}
          />
        </div>
      </div>
      <DraftTable
        problemId={problem.id}
        playbook={playbook}
        severity={severity}
        people={people}
        owners={owners}
        onOwner={(step, ownerId) => setOwners({ ...owners, [step]: ownerId })}
        skipped={skipped}
        onSkip={(step) =>
          setSkipped(skipped.includes(step) ? skipped.filter((one) => one !== step) : [...skipped, step])
        }
      />
      <MayButton permission="plans.edit" type="submit" variant="filled" size="md" loading={open.isPending}>
        {t("newPlan.open")}
      </MayButton>
    </form>
  )
}

/** A plan answers a problem: which one? */
function ChooseProblem() {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const problems = useGet<Page<Problem>>("problems", "/problems", { state: "open", limit: 50 })
  return (
    <>
      <PageHead title={t("newPlan.which")} documentTitle={t("plans.new")} lede={t("newPlan.whichLede")} />
      <Loaded query={problems} bones={<RowBones count={4} />}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState
              title={t("newPlan.noProblems")}
              action={
                <Go href={paths.signals(org)}>
                  <b>{t("problems.emptyAction")}</b>
                </Go>
              }
            >
              {t("newPlan.noProblemsHint")}
            </EmptyState>
          ) : (
            <ul className="rows">
              {items.map((problem) => (
                <li key={problem.id}>
                  <Go className="linkrow" href={paths.newPlan(org, problem.id)}>
                    <span className="title">{problem.statement}</span>
                    <span className="n" style={{ display: "block" }}>
                      {t("problem.number", { number: problem.number })} · {format.ago(problem.createdAt)}
                    </span>
                  </Go>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  )
}
