import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"

/** One thing somebody did, with what was sent along. */
export function EventRow({ event }: { event: Answer<"ProductEvent"> }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const { person } = event
  const about = [event.product, ...event.component, event.version].filter(Boolean).join(" · ")
  const attributes = Object.entries(event.attributes)
  return (
    <div style={{ padding: "10px 0" }}>
      <span className="spread">
        <span>
          <b className={event.kind === "error" ? "bad" : undefined}>{event.name}</b>{" "}
          <span className="n">{t(`events.kind.${event.kind}`)}</span>
        </span>
        <span className="n" style={{ whiteSpace: "nowrap" }}>
          {format.ago(event.occurredAt)}
        </span>
      </span>
      <p className="n">
        {person === null ? (
          t("events.nobody")
        ) : person.known ? (
          <Go href={paths.person(org, person.id)}>{person.name ?? t("events.someone")}</Go>
        ) : (
          <Go href={paths.events(org, { where: JSON.stringify([{ field: "person", op: "in", values: [person.id] }]) })}>
            {t("events.visitor")}
          </Go>
        )}
        {about && ` · ${about}`} · {event.source}
      </p>
      {attributes.length > 0 && (
        <p className="n" style={{ overflowWrap: "anywhere" }}>
          {attributes.slice(0, 8).map(([name, value], index) => (
            <span key={name}>
              {index > 0 && " · "}
              {name} <code>{value.slice(0, 120)}</code>
            </span>
          ))}
          {attributes.length > 8 && " …"}
        </p>
      )}
    </div>
  )
}
