import { Button, Checkbox, Select, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import { useChange } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { useMay } from "../../../app/session.tsx"
import { ExternalIssues } from "../../../govern/connections/parts/ExternalIssues.tsx"
import { MayButton } from "../../../ui/MayButton.tsx"
import { Comments } from "../../../ui/record/Comments.tsx"
import { isGoing, type PlanDetail, type Workstream } from "../plan-words.ts"
import classes from "./Plan.module.css"
import { WorkstreamForm } from "./WorkstreamForm.tsx"

type Act = { method: string; path: string; body?: unknown; back?: { method: string; path: string; body?: unknown } }

/** Everything about one workstream: what to do, what it waits for, who is told when, what was said. */
export function WorkstreamInside({ plan, one }: { plan: PlanDetail; one: Workstream }) {
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay("plans.edit") && plan.state === "open"
  const [editing, setEditing] = useState(false)
  const act = useChange<Act>({
    run: ({ method, path, body }, send) => send(method, path, body),
    touches: ["plans", "activity", "home"],
  })
  const move = useChange<Workstream["state"]>({
    run: (state, send) => send("POST", `/workstreams/${one.id}/state`, { state }),
    touches: ["plans", "activity", "home"],
    said: (state) => t(`workstream.moved.${state}`),
    undo: (_, __, send) =>
      send("POST", `/workstreams/${one.id}/state`, { state: one.state, reason: one.stateReason ?? undefined }),
  })
  return (
    <>
      {one.instructions && <p style={{ color: "var(--ink-2)", maxWidth: "62em" }}>{one.instructions}</p>}
      {one.role && <p className="n">{t("workstream.roleAsked", { role: one.role })}</p>}
      <ul className={classes.tasks}>
        {one.tasks.map((task) => (
          <li key={task.id}>
            <Checkbox
              size="sm"
              label={task.text}
              description={
                task.done ? t("workstream.taskBy", { name: task.done.by, when: format.ago(task.done.at) }) : undefined
              }
              checked={task.done !== null}
              disabled={!may}
              onChange={(event) =>
                act.mutate({
                  method: "PATCH",
                  path: `/workstream-tasks/${task.id}`,
                  body: { done: event.currentTarget.checked },
                })
              }
            />
          </li>
        ))}
      </ul>
      {may && (
        <OneLine
          label={t("workstream.addTask")}
          onAdd={(text) => act.mutate({ method: "POST", path: `/workstreams/${one.id}/tasks`, body: { text } })}
        />
      )}
      {one.blockers.length > 0 && (
        <ul className={classes.tasks}>
          {one.blockers.map((blocker) => (
            <li key={blocker.id} className="spread">
              <span>{t("workstream.waitsFor", { what: blocker.workstream?.title ?? blocker.words ?? "" })}</span>
              {may && (
                <Button
                  size="compact-xs"
                  variant="subtle"
                  onClick={() => act.mutate({ method: "DELETE", path: `/workstream-blockers/${blocker.id}` })}
                >
                  {t("workstream.goesOn")}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {may && isGoing(one) && <Blocking plan={plan} one={one} onBlock={(body) => act.mutate(body)} />}
      {one.links.length > 0 && (
        <ul className={classes.tasks}>
          {one.links.map((link) => (
            <li key={link.id} className="spread">
              <a href={link.url} target="_blank" rel="noreferrer nofollow" style={{ overflowWrap: "anywhere" }}>
                {link.title}
              </a>
              {may && (
                <Button
                  size="compact-xs"
                  variant="subtle"
                  onClick={() => act.mutate({ method: "DELETE", path: `/workstream-links/${link.id}` })}
                >
                  {t("common.remove")}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {may && (
        <OneLine
          label={t("workstream.addLink")}
          placeholder="https://"
          onAdd={(url) => act.mutate({ method: "POST", path: `/workstreams/${one.id}/links`, body: { url } })}
        />
      )}
      <ExternalIssues workstreamId={one.id} />
      {one.ladder.length > 0 && (
        <>
          <h3 style={{ marginTop: 14 }}>{t("workstream.ladder")}</h3>
          <ol className={classes.ladder}>
            {one.ladder
              .filter((rung) => rung.level !== "late")
              .map((rung) => (
                <li key={rung.level} data-told={rung.told !== null}>
                  {t(rung.told ? "workstream.rungTold" : "workstream.rung", {
                    who: t(`workstream.level.${rung.level}`),
                    when: format.dayAndTime(rung.told ?? rung.at),
                  })}
                </li>
              ))}
          </ol>
        </>
      )}
      {one.stateReason && <p className="n">{t("plan.closedBecause", { reason: one.stateReason })}</p>}
      {plan.state === "open" && (
        <div className="row" style={{ margin: "14px 0" }}>
          {one.state === "waiting" && (
            <MayButton permission="plans.edit" onClick={() => move.mutate("started")}>
              {t("workstream.start")}
            </MayButton>
          )}
          {isGoing(one) && (
            <MayButton permission="plans.edit" variant="filled" onClick={() => move.mutate("done")}>
              {t("workstream.finish")}
            </MayButton>
          )}
          {!isGoing(one) && (
            <MayButton permission="plans.edit" onClick={() => move.mutate("started")}>
              {t("workstream.takeBack")}
            </MayButton>
          )}
          <MayButton permission="plans.edit" onClick={() => setEditing(true)}>
            {t("workstream.change")}
          </MayButton>
        </div>
      )}
      <Comments record={`workstream:${one.id}`} />
      {editing && <WorkstreamForm plan={plan} one={one} onClose={() => setEditing(false)} />}
    </>
  )
}

function Blocking({ plan, one, onBlock }: { plan: PlanDetail; one: Workstream; onBlock: (act: Act) => void }) {
  const { t } = useTranslation()
  const others = plan.workstreams.filter((other) => other.id !== one.id && isGoing(other))
  const path = `/workstreams/${one.id}/blockers`
  return (
    <div className="row" style={{ marginTop: 6 }}>
      <Select
        size="xs"
        w={260}
        aria-label={t("workstream.blockedBy")}
        placeholder={t("workstream.blockedBy")}
        value={null}
        onChange={(workstreamId) => workstreamId && onBlock({ method: "POST", path, body: { workstreamId } })}
        data={others.map((other) => ({ value: other.id, label: `${other.department.name}: ${other.title}` }))}
      />
      <OneLine
        label={t("workstream.blockedByWords")}
        onAdd={(words) => onBlock({ method: "POST", path, body: { words } })}
      />
    </div>
  )
}

function OneLine({
  label,
  placeholder,
  onAdd,
}: {
  label: string
  placeholder?: string
  onAdd: (text: string) => void
}) {
  const [text, setText] = useState("")
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!text.trim()) return
    onAdd(text.trim())
    setText("")
  }
  return (
    <form onSubmit={submit} style={{ margin: "4px 0" }}>
      <TextInput
        size="xs"
        maw={320}
        aria-label={label}
        placeholder={placeholder ? `${label} ${placeholder}` : label}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </form>
  )
}
