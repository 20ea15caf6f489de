import { Button, Menu, Modal, Select, Textarea } from "@mantine/core"
import { useParams } from "@tanstack/react-router"
import { useState } from "react"
import { Trans, useTranslation } from "react-i18next"
import type { Member, Page } from "../../api/contract.ts"
import type { Answer } from "../../api/generated.ts"
import { useChange, useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go } from "../../app/Go.tsx"
import { useMay, useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { HeadBones, Loaded, RowBones } from "../../ui/Loaded.tsx"
import { MayButton } from "../../ui/MayButton.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { Comments } from "../../ui/record/Comments.tsx"
import { Following } from "../../ui/record/Following.tsx"
import { Readers } from "../../ui/record/Readers.tsx"
import { sliceWords } from "../../understand/signals/signal-words.ts"
import { Duplicates } from "./parts/Duplicates.tsx"
import { Evidence, SignalsBehind } from "./parts/Evidence.tsx"
import { Joining } from "./parts/Joining.tsx"
import { AffectedCard, HistoryCard, ScoreCard } from "./parts/ProblemCards.tsx"
import { ProblemForm } from "./parts/ProblemForm.tsx"
import { ProblemStateTag } from "./parts/ProblemStateTag.tsx"
import { PublicStage } from "./parts/PublicStage.tsx"
import { ResearchNotes } from "./parts/ResearchNotes.tsx"
import { affectedWords, type Problem, type State, states } from "./problem-words.ts"

/** A problem the company accepts: the customer's words, whom it affects, what it rests on, and what is done. */
export default function ProblemPage() {
  const { id } = useParams({ strict: false })
  const problem = useGet<Problem>("problems", `/problems/${id}`)
  return (
    <Loaded
      query={problem}
      bones={
        <>
          <HeadBones />
          <RowBones count={4} />
        </>
      }
    >
      {(data) => <ProblemView problem={data} />}
    </Loaded>
  )
}

function ProblemView({ problem }: { problem: Problem }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const [editing, setEditing] = useState(false)
  const record = `problem:${problem.id}`
  const sentence = affectedWords(problem, t, format)
  const slice = sliceWords(problem.slice, t)
  return (
    <>
      <PageHead
        title={<span style={{ fontFamily: "var(--font-voice)", fontWeight: 500 }}>{problem.statement}</span>}
        documentTitle={problem.statement}
        tags={
          <>
            <span className="tag" data-tone="accent">
              {t("problem.number", { number: problem.number })}
            </span>
            <ProblemStateTag state={problem.state} />
            {problem.severity && (
              <span className="tag" data-tone={problem.severity === "safety" ? "bad" : undefined}>
                {t(`problem.severity.${problem.severity}`)}
              </span>
            )}
            {slice && <span className="tag">{slice}</span>}
          </>
        }
        lede={
          <>
            <Trans
              i18nKey={sentence.key}
              values={sentence.values}
              count={sentence.values.count}
              components={{ b: <b /> }}
            />
            {t("common.space")}
            {problem.who && `${problem.who}. `}
            <span className="n">
              {t("problem.acceptedBy", { name: problem.createdBy.name, when: format.ago(problem.createdAt) })}
            </span>
          </>
        }
      >
        <PlanButton problem={problem} />
        <OwnerSelect problem={problem} />
        <StateMenu problem={problem} />
        <MayButton permission="problems.edit" onClick={() => setEditing(true)}>
          {t("problem.edit")}
        </MayButton>
        <Following record={record} />
        <Readers record={record} />
      </PageHead>
      {problem.duplicateOfRef && (
        <p className="lede">
          <Go href={paths.problem(org, problem.duplicateOfRef.id)}>
            {t("problem.duplicates.is", { title: problem.duplicateOfRef.statement })}
          </Go>
        </p>
      )}
      {problem.state === "dismissed" && problem.dismissedReason && (
        <p className="lede">
          {t("problem.dismissedBecause", { name: problem.stateBy, reason: problem.dismissedReason })}
        </p>
      )}
      <div className="cols">
        <div className="stack">
          <Evidence problem={problem} />
          <SignalsBehind problem={problem} />
          <ResearchNotes problem={problem} />
          <Comments record={record} />
        </div>
        <aside className="stack" aria-label={t("problem.aside")}>
          <ScoreCard problem={problem} />
          <AffectedCard problem={problem} />
          <PublicStage problem={problem} />
          <Joining problem={problem} />
          <Duplicates problem={problem} />
          <HistoryCard problem={problem} />
        </aside>
      </div>
      <Modal opened={editing} onClose={() => setEditing(false)} title={t("problem.form.title")} size="lg">
        <ProblemForm problem={problem} onDone={() => setEditing(false)} />
      </Modal>
    </>
  )
}

/** On to what is done about it: the plan there is, or a new one. */
function PlanButton({ problem }: { problem: Problem }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const may = useMay("plans.edit")
  const plans = useGet<Page<{ id: string }>>("plans", "/plans", { problem: problem.id, limit: 1 })
  const plan = plans.data?.items[0]
  if (plan) {
    return (
      <Button component={Go} variant="filled" href={paths.plan(org, plan.id)}>
        {t("problem.plan.see")}
      </Button>
    )
  }
  if (problem.duplicateOf || problem.state === "dismissed") return null
  if (!may) {
    return (
      <MayButton permission="plans.edit" variant="filled">
        {t("problem.plan.start")}
      </MayButton>
    )
  }
  return (
    <Button component={Go} variant="filled" href={paths.newPlan(org, problem.id)}>
      {t("problem.plan.start")}
    </Button>
  )
}

function OwnerSelect({ problem }: { problem: Problem }) {
  const { t } = useTranslation()
  const may = useMay("problems.edit")
  const members = useGet<{ items: Member[] }>("members", "/members")
  const change = useChange<string | null>({
    run: (ownerId, send) => send("PATCH", `/problems/${problem.id}`, { ownerId }),
    touches: ["problems", "home", "activity"],
    said: () => t("problem.changed"),
    undo: (_, __, send) => send("PATCH", `/problems/${problem.id}`, { ownerId: problem.ownerId }),
  })
  return (
    <Select
      aria-label={t("problem.owner")}
      placeholder={t("problem.chooseOwner")}
      searchable
      clearable
      disabled={!may}
      w={200}
      value={problem.ownerId}
      onChange={(id) => id !== problem.ownerId && change.mutate(id)}
      data={(members.data?.items ?? []).map((member) => ({ value: member.id, label: member.name }))}
    />
  )
}

/** Moves the problem on; dismissing asks why, everything can be undone. */
function StateMenu({ problem }: { problem: Problem }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState("")
  const change = useChange<{ state: State; reason?: string }, Answer<"Problem">>({
    run: (part, send) => send("PATCH", `/problems/${problem.id}`, part),
    touches: ["problems", "home", "activity"],
    said: ({ state }) => t("problems.column.moved", { state: t(`problem.state.${state}`) }),
    undo: (_, __, send) =>
      send("PATCH", `/problems/${problem.id}`, {
        state: problem.state,
        ...(problem.stateReason ? { reason: problem.stateReason } : {}),
      }),
    after: () => setAsking(false),
  })
  return (
    <>
      <Menu>
        <Menu.Target>
          <MayButton permission="problems.edit" loading={change.isPending}>
            {t("problem.setState")}
          </MayButton>
        </Menu.Target>
        <Menu.Dropdown>
          {states
            .filter((state) => state !== problem.state)
            .map((state) => (
              <Menu.Item
                key={state}
                onClick={() => (state === "dismissed" ? setAsking(true) : change.mutate({ state }))}
              >
                {t(`problem.state.${state}`)}
              </Menu.Item>
            ))}
        </Menu.Dropdown>
      </Menu>
      <Modal opened={asking} onClose={() => setAsking(false)} title={t("problem.dismiss")}>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            change.mutate({ state: "dismissed", reason })
          }}
        >
          <Textarea
            label={t("problem.dismissWhy")}
            autosize
            minRows={2}
            maxLength={500}
            required
            data-autofocus
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Button mt="sm" type="submit" variant="filled">
            {t("problem.dismiss")}
          </Button>
        </form>
      </Modal>
    </>
  )
}
