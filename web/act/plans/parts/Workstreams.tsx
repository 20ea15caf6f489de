import { useId, useState } from "react"
import { useTranslation } from "react-i18next"
import { useFormat } from "../../../app/format.ts"
import { MayButton } from "../../../ui/MayButton.tsx"
import { duration, hoursSince, isGoing, type PlanDetail, type Workstream } from "../plan-words.ts"
import classes from "./Plan.module.css"
import { WorkstreamForm } from "./WorkstreamForm.tsx"
import { WorkstreamInside } from "./WorkstreamInside.tsx"

/** Who does what, the late first. */
export function Workstreams({ plan }: { plan: PlanDetail }) {
  const { t } = useTranslation()
  const [adding, setAdding] = useState(false)
  return (
    <section aria-labelledby="who-does-what">
      <div className="spread">
        <h2 id="who-does-what">{t("plan.whoDoesWhat")}</h2>
        <span className="n">
          {t("plan.partsDone", { done: plan.workstreamCounts.done, count: plan.workstreamCounts.all })}
        </span>
      </div>
      <div>
        {plan.workstreams.map((one) => (
          <Row key={one.id} plan={plan} one={one} />
        ))}
      </div>
      {plan.state === "open" && (
        <MayButton permission="plans.edit" mt="md" onClick={() => setAdding(true)}>
          {t("plan.addWorkstream")}
        </MayButton>
      )}
      {adding && <WorkstreamForm plan={plan} onClose={() => setAdding(false)} />}
    </section>
  )
}

function Row({ plan, one }: { plan: PlanDetail; one: Workstream }) {
  const { t } = useTranslation()
  const format = useFormat()
  const id = useId()
  const [open, setOpen] = useState(false)
  const done = one.tasks.filter((task) => task.done).length
  return (
    <div className={classes.workstream}>
      <button
        type="button"
        className={classes.head}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <span className={classes.department}>{one.department.name}</span>
        <span className={classes.what}>
          {one.title}
          <span className="n" style={{ display: "block" }}>
            {one.owner ? (
              <>
                {one.owner.name}
                {one.owner.left && <span className="bad"> {t("plan.left")}</span>}
              </>
            ) : (
              t(one.department.members === 0 ? "workstream.nobodyThere" : "workstream.noOwner")
            )}
            {one.tasks.length > 0 && ` · ${t("workstream.tasksDone", { done, count: one.tasks.length })}`}
            {one.note && ` · ${one.note}`}
          </span>
          {isGoing(one) && one.blockers.length > 0 && (
            <span style={{ display: "block", font: "var(--t-small)", color: "var(--warn)" }}>
              {t("workstream.waitsFor", {
                what: new Intl.ListFormat(format.locale).format(
                  one.blockers.map((blocker) => blocker.workstream?.title ?? blocker.words ?? ""),
                ),
              })}
            </span>
          )}
        </span>
        <span className={classes.due}>
          <StateTag one={one} />
          <span className="n">{format.day(one.dueAt)}</span>
        </span>
      </button>
      {open && (
        <div id={id} className={classes.inside}>
          <WorkstreamInside plan={plan} one={one} />
        </div>
      )}
    </div>
  )
}

function StateTag({ one }: { one: Workstream }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (one.late)
    return (
      <span className="tag" data-tone="warn">
        {t("plan.isLate", { time: duration(hoursSince(one.dueAt), t, format) })}
      </span>
    )
  if (isGoing(one) && one.department.members === 0 && !one.owner)
    return (
      <span className="tag" data-tone="bad">
        {t("workstream.nobody")}
      </span>
    )
  const tones: Partial<Record<Workstream["state"], string>> = { done: "good", started: "accent" }
  return (
    <span className="tag" data-tone={tones[one.state]}>
      {t(`workstream.state.${one.state}`)}
    </span>
  )
}
