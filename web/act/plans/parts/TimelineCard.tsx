import { ActionIcon, SegmentedControl } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange, usePages } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useMay, useSession } from "../../../app/session.tsx"
import { pathOfRecord } from "../../../paths.ts"
import { Loaded, RowBones } from "../../../ui/Loaded.tsx"
import { More } from "../../../ui/More.tsx"
import { activitySentence } from "../../../ui/record/ActivityList.tsx"
import type { PlanDetail } from "../plan-words.ts"
import classes from "./Plan.module.css"

type Event = Answer<"TimelineEvent">

/** As it happened, read from the record itself; what matters is starred, for everybody. */
export function TimelineCard({ plan }: { plan: PlanDetail }) {
  const { t } = useTranslation()
  const [only, setOnly] = useState<"starred" | "all">("starred")
  const path = `/plans/${plan.id}/timeline`
  const timeline = usePages<Event>("activity", path, { only: only === "starred" ? only : undefined, limit: 20 })
  return (
    <section aria-labelledby="as-it-happened">
      <div className="spread">
        <h2 id="as-it-happened">{t("timeline.title")}</h2>
        <SegmentedControl
          size="xs"
          aria-label={t("timeline.which")}
          value={only}
          onChange={(value) => setOnly(value === "all" ? "all" : "starred")}
          data={(["starred", "all"] as const).map((value) => ({ value, label: t(`timeline.${value}`) }))}
        />
      </div>
      <Loaded
        query={{ data: timeline.data, error: timeline.error, refetch: timeline.refetch as never }}
        bones={<RowBones count={4} />}
      >
        {() => (
          <>
            <ol className="rows">
              {timeline.items.map((event) => (
                <Entry key={event.id} plan={plan} event={event} />
              ))}
            </ol>
            <More pages={timeline} />
          </>
        )}
      </Loaded>
    </section>
  )
}

function Entry({ plan, event }: { plan: PlanDetail; event: Event }) {
  const { t, i18n } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const may = useMay("plans.edit")
  const path = `/plans/${plan.id}/timeline/${event.id}/star`
  const star = useChange<boolean>({
    run: (on, send) => send(on ? "PUT" : "DELETE", path),
    touches: ["activity"],
  })
  const href = event.record === `plan:${plan.id}` ? null : pathOfRecord(org, event.record)
  const params: Event["params"] = { ...event.params }
  if (typeof params.to === "string" && /^\d{4}-/.test(params.to)) params.to = format.day(params.to)
  const sentence = activitySentence({ ...event, params })
  const told = event.texts ? ((i18n.language === "en" ? event.texts.en : event.texts["zh-CN"]) ?? event.texts.en) : null
  const on = event.starred !== null
  return (
    <li className={classes.event}>
      <div>
        <time className="n" dateTime={event.at} title={format.dayAndTime(event.at)}>
          {format.ago(event.at)}
        </time>
        <br />
        {(on || event.milestone) && <span aria-hidden="true">★ </span>}
        {href ? (
          <Go href={href} style={{ color: "inherit" }}>
            {sentence}
          </Go>
        ) : (
          sentence
        )}
        {told && <p className="n">{told}</p>}
      </div>
      {may && !event.milestone && (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-pressed={on}
          aria-label={t(on ? "timeline.unstar" : "timeline.star")}
          onClick={() => star.mutate(!on)}
        >
          {on ? "★" : "☆"}
        </ActionIcon>
      )}
    </li>
  )
}
