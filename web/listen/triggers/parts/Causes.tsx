import { NativeSelect } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { usePages } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { ExportMenu } from "../../../ui/filters/ExportMenu.tsx"
import { Loaded, RowBones } from "../../../ui/Loaded.tsx"
import { More } from "../../../ui/More.tsx"
import { reasonWords } from "../trigger-words.ts"

type Cause = Answer<"SurveyCause">
const states = ["waiting", "asked", "held_back", "too_late", "stopped"] as const
const tones: Partial<Record<Cause["state"], string>> = { asked: "good", held_back: "warn", too_late: "warn" }

/** Whom the survey was to ask by itself, and why somebody was not. */
export function Causes({ surveyId }: { surveyId: string }) {
  const { t } = useTranslation()
  const [state, setState] = useState("")
  const query = state ? { state } : {}
  const pages = usePages<Cause>("surveys", `/surveys/${surveyId}/causes`, { ...query, limit: 10 })
  return (
    <details style={{ marginTop: 8 }}>
      <summary style={{ cursor: "pointer" }}>
        <b>{t("triggers.list")}</b>
      </summary>
      <div className="spread" style={{ margin: "10px 0" }}>
        <NativeSelect
          aria-label={t("triggers.list")}
          value={state}
          onChange={(event) => setState(event.currentTarget.value)}
          data={[
            { value: "", label: t("triggers.state.any") },
            ...states.map((value) => ({ value, label: t(`triggers.state.${value}`) })),
          ]}
        />
        <ExportMenu path={`/surveys/${surveyId}/causes/export`} query={query} />
      </div>
      <Loaded query={pages} bones={<RowBones count={3} />}>
        {() =>
          pages.items.length === 0 ? (
            <p className="n">{t("triggers.listEmpty")}</p>
          ) : (
            <ul className="rows">
              {pages.items.map((cause) => (
                <li key={cause.id} style={{ padding: "9px 0" }}>
                  <Row cause={cause} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <More pages={pages} />
    </details>
  )
}

function Row({ cause }: { cause: Cause }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const [kind = "", id = ""] = cause.cause.split(/:(.*)/s)
  const words = t(`triggers.cause.${kind}`, { number: id })
  return (
    <>
      <Go href={paths.person(org, cause.person.id)}>{cause.person.name ?? t("person.unnamed")}</Go>{" "}
      <span className="tag" data-tone={tones[cause.state]}>
        {t(`triggers.state.${cause.state}`)}
      </span>
      <br />
      <span className="n">
        {kind === "feedback" ? <Go href={paths.feedback(org, id)}>{words}</Go> : words}
        {[
          "",
          format.dayAndTime(cause.causedAt),
          cause.state === "waiting" && t("triggers.dueAt", { when: format.dayAndTime(cause.dueAt) }),
          cause.reason && cause.state !== "asked" && reasonWords(cause.reason, t, format.ago),
        ]
          .filter((part) => part !== false && part !== null)
          .join(" · ")}
      </span>
    </>
  )
}
