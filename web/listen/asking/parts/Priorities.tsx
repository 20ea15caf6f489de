import { ActionIcon } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { Go } from "../../../app/Go.tsx"
import { useMay, useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { metricName, moved, type Policy } from "../asking-words.ts"
import classes from "./Asking.module.css"
import { usePolicyChange } from "./use-policy.ts"

/** Which survey goes first where two want the same person: dragged, or moved by keyboard. */
export function Priorities({ policy }: { policy: Policy }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const may = useMay("surveys.publish")
  const change = usePolicyChange(policy)
  const [dragged, setDragged] = useState<number | null>(null)
  const [over, setOver] = useState<number | null>(null)
  const [said, setSaid] = useState("")
  const { surveys } = policy
  if (surveys.length < 2) return null
  const move = (from: number, to: number) => {
    const next = moved(surveys, from, to)
    if (to < 0 || to >= surveys.length || from === to) return
    change.mutate({ priority: next.map((one) => one.id) })
    setSaid(t("policy.movedTo", { title: surveys[from]?.title, number: to + 1, of: surveys.length }))
    // A moved line loses the focus; whoever moves by keyboard wants to go on.
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-order="${surveys[from]?.id}"]`)?.focus())
  }
  return (
    <section>
      <h2>{t("policy.priorities")}</h2>
      <p className="n">{t("policy.prioritiesHint")}</p>
      <ol className="rows" style={{ marginTop: 8 }}>
        {surveys.map((survey, at) => (
          <li
            key={survey.id}
            className={classes.order}
            data-dragged={dragged === at || undefined}
            data-over={over === at || undefined}
            onDragOver={(event) => {
              if (dragged === null) return
              event.preventDefault()
              setOver(at)
            }}
            onDrop={(event) => {
              event.preventDefault()
              if (dragged !== null) move(dragged, at)
              setDragged(null)
              setOver(null)
            }}
          >
            <b>{at + 1}</b>
            <button
              type="button"
              className={classes.handle}
              data-order={survey.id}
              disabled={!may}
              draggable={may}
              aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
              onDragStart={(event) => {
                event.dataTransfer.effectAllowed = "move"
                event.dataTransfer.setData("text/plain", survey.id)
                setDragged(at)
              }}
              onDragEnd={() => {
                setDragged(null)
                setOver(null)
              }}
              onKeyDown={(event) => {
                if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return
                event.preventDefault()
                move(at, event.key === "ArrowUp" ? at - 1 : at + 1)
              }}
            >
              {survey.title}{" "}
              <span className="n">
                {[t(`surveys.state.${survey.state}`), ...survey.metrics.map((one) => metricName(one, t))].join(" · ")}
              </span>
            </button>
            {may && (
              <span className="row" style={{ flexWrap: "nowrap" }}>
                <ActionIcon
                  size="sm"
                  variant="subtle"
                  disabled={at === 0}
                  aria-label={t("policy.moveUp", { title: survey.title })}
                  onClick={() => move(at, at - 1)}
                >
                  <span aria-hidden="true">↑</span>
                </ActionIcon>
                <ActionIcon
                  size="sm"
                  variant="subtle"
                  disabled={at === surveys.length - 1}
                  aria-label={t("policy.moveDown", { title: survey.title })}
                  onClick={() => move(at, at + 1)}
                >
                  <span aria-hidden="true">↓</span>
                </ActionIcon>
              </span>
            )}
            <Go href={paths.surveyShare(org, survey.id)}>{t("policy.toSurvey")}</Go>
          </li>
        ))}
      </ol>
      <p className="only-screen-reader" aria-live="polite">
        {said}
      </p>
    </section>
  )
}
