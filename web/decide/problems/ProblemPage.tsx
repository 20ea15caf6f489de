import { Button, Menu, Modal, Select, Textarea } from "@mantine/core"
import { useParams } from "@tanstack/react-router"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Feedback, Member, Page, Signal } from "../../api/contract.ts"
import type { Answer } from "../../api/generated.ts"
import { useChange, useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { FeedbackRow } from "../../listen/feedback/parts/FeedbackRow.tsx"
import { paths } from "../../paths.ts"
import { whereOfSlice, writeQuery } from "../../ui/filters/query-state.ts"
import { HeadBones, Loaded, RowBones } from "../../ui/Loaded.tsx"
import { MayButton } from "../../ui/MayButton.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { Comments } from "../../ui/record/Comments.tsx"
import { Readers } from "../../ui/record/Readers.tsx"
import { SignalRow } from "../../understand/signals/parts/SignalRow.tsx"
import { sliceWords } from "../../understand/signals/signal-words.ts"
import { ProblemStateTag } from "./parts/ProblemStateTag.tsx"

type Problem = Answer<"Problem">
const states: Problem["state"][] = ["open", "planned", "in_progress", "solved", "dismissed"]

/** A problem the company accepts: its statement, its owner, the signals and voices it rests on. */
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
  const format = useFormat()
  const [editing, setEditing] = useState(false)
  const record = `problem:${problem.id}`
  const change = useChange<Partial<Pick<Problem, "statement" | "state" | "ownerId">>>({
    run: (part, send) => send("PATCH", `/problems/${problem.id}`, part),
    touches: ["problems", "activity"],
    said: () => t("problem.changed"),
    undo: (part, _, send) =>
      send(
        "PATCH",
        `/problems/${problem.id}`,
        Object.fromEntries(Object.keys(part).map((key) => [key, problem[key as keyof typeof part]])),
      ),
    after: () => setEditing(false),
  })
  return (
    <>
      <PageHead
        title={problem.statement}
        tags={
          <>
            <span className="tag" data-tone="accent">
              {t("problem.number", { number: problem.number })}
            </span>
            <ProblemStateTag state={problem.state} />
            {Object.keys(problem.slice).length > 0 && <span className="tag">{sliceWords(problem.slice, t)}</span>}
          </>
        }
        lede={
          <>
            {t("problem.acceptedBy", {
              name: problem.createdBy?.name ?? t("activity.system"),
              when: format.ago(problem.createdAt),
            })}{" "}
            {problem.owner ? t("problem.ownedBy", { name: problem.owner.name }) : t("problem.noOwner")}.
          </>
        }
      >
        <OwnerButton problem={problem} onChoose={(ownerId) => change.mutate({ ownerId })} />
        <Menu>
          <Menu.Target>
            <MayButton permission="problems.edit">{t("problem.setState")}</MayButton>
          </Menu.Target>
          <Menu.Dropdown>
            {states.map((state) => (
              <Menu.Item key={state} onClick={() => change.mutate({ state })}>
                {t(`problem.state.${state}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <MayButton permission="problems.edit" onClick={() => setEditing(true)}>
          {t("problem.edit")}
        </MayButton>
        <Readers record={record} />
      </PageHead>
      <div className="cols">
        <div className="stack">
          <section>
            <h2>{t("problem.evidenceSignals")}</h2>
            <ul className="rows">
              {problem.signals.map((signal) => (
                <li key={signal.id}>
                  <SignalRow signal={signal as unknown as Signal} />
                </li>
              ))}
            </ul>
          </section>
          <Voices problem={problem} />
        </div>
        <aside className="stack">
          <Comments record={record} />
        </aside>
      </div>
      <Modal opened={editing} onClose={() => setEditing(false)} title={t("problem.edit")}>
        <Statement problem={problem} onSave={(statement) => change.mutate({ statement })} />
      </Modal>
    </>
  )
}

function Voices({ problem }: { problem: Problem }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const search = writeQuery({ where: whereOfSlice(problem.slice), sort: "lowest" })
  const voices = useGet<Page<Feedback>>("feedback", "/feedback", { ...search, limit: 4 })
  return (
    <section>
      <div className="spread">
        <h2>{t("signal.voices")}</h2>
        <Go className="n" href={paths.feedbackList(org, search)}>
          {t("signal.readAll")}
        </Go>
      </div>
      <Loaded query={voices} bones={<RowBones count={3} />}>
        {({ items }) => (
          <ul className="rows">
            {items.map((item) => (
              <li key={item.id}>
                <FeedbackRow feedback={item} lines={3} />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </section>
  )
}

function OwnerButton({ problem, onChoose }: { problem: Problem; onChoose: (ownerId: string) => void }) {
  const { t } = useTranslation()
  const members = useGet<{ items: Member[] }>("members", "/members")
  return (
    <Select
      aria-label={t("problem.owner")}
      placeholder={t("problem.chooseOwner")}
      searchable
      allowDeselect={false}
      w={210}
      value={problem.ownerId}
      onChange={(id) => id && id !== problem.ownerId && onChoose(id)}
      data={(members.data?.items ?? []).map((member) => ({ value: member.id, label: member.name }))}
    />
  )
}

function Statement({ problem, onSave }: { problem: Problem; onSave: (statement: string) => void }) {
  const { t } = useTranslation()
  const [statement, setStatement] = useState(problem.statement)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSave(statement)
  }
  return (
    <form onSubmit={submit}>
      <Textarea
        label={t("problem.statement")}
        description={t("problem.statementHint")}
        autosize
        minRows={2}
        value={statement}
        onChange={(event) => setStatement(event.currentTarget.value)}
        required
        data-autofocus
      />
      <Button mt="lg" type="submit" variant="filled">
        {t("common.save")}
      </Button>
    </form>
  )
}
