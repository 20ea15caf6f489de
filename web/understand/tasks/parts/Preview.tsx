import { useQuery } from "@tanstack/react-query"
import { useTranslation } from "react-i18next"
import { call } from "../../../api/client.ts"
import type { Answer } from "../../../api/generated.ts"
import { useFormat } from "../../../app/format.ts"
import { useSession } from "../../../app/session.tsx"
import { CardBones } from "../../../ui/Loaded.tsx"
import type { Definition } from "../task-words.ts"
import { Figure, useDuration } from "./Figure.tsx"

/** What a definition would have found lately, while it is written. */
export function Preview({ definition }: { definition: Definition }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const duration = useDuration()
  const ready = definition.start.length > 0 && definition.success.length > 0
  const preview = useQuery({
    queryKey: [org, "tasks", "preview", definition],
    queryFn: ({ signal }) =>
      call<Answer<"TaskPreview">>("POST", "/tasks/preview", { organization: org, body: { definition }, signal }),
    enabled: ready,
    placeholderData: (before) => before,
  })
  if (!ready)
    return (
      <section className="card">
        <h2>{t("builder.preview")}</h2>
        <p className="n">{t("builder.previewWait")}</p>
      </section>
    )
  if (!preview.data) return <CardBones height={180} />
  const { figures, matched } = preview.data
  return (
    <section className="card" aria-live="polite">
      <h2>{t("builder.preview")}</h2>
      <p className="figure">
        {t("builder.previewAttempts", { count: figures.attempts, n: format.number(figures.attempts) })}
      </p>
      <Figure name={t("task.success")} value={figures.success} show={(value) => format.percent(value)} />
      <Figure name={t("task.abandonment")} value={figures.abandonment} show={(value) => format.percent(value)} />
      <Figure name={t("task.time")} value={figures.time.geometricMean} show={duration} />
      <ul className="rows">
        {matched.map((one) => (
          <li key={one.event} className="spread" style={{ padding: "7px 0" }}>
            <span>{one.event}</span>
            <span className={one.events === 0 ? "bad" : "n"}>
              {one.events === 0
                ? t("builder.previewNever")
                : t("builder.times", { count: one.events, n: format.number(one.events) })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
