import { SegmentedControl } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Parameters } from "../../../api/client.ts"
import type { Answer } from "../../../api/generated.ts"
import { usePages } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { ExportMenu } from "../../../ui/filters/ExportMenu.tsx"
import { Loaded, RowBones } from "../../../ui/Loaded.tsx"
import { More } from "../../../ui/More.tsx"
import { Voice } from "../../../ui/Voice.tsx"
import type { Report } from "../task-words.ts"

const outcomes = ["abandoned", "failed", "succeeded", "open"] as const
type Found = Answer<"TaskPeople">["items"][number]
type Props = {
  id: string
  query: Parameters
  search: Record<string, string | undefined>
  set: (part: Record<string, string | undefined>) => void
  path: Report["path"]
}

/** Who gave up, failed or managed, with the last thing each of them said on any channel. */
export function TaskPeople({ id, query, search, set, path }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const outcome = outcomes.find((one) => one === search.outcome) ?? "abandoned"
  const asked = { ...query, outcome, step: search.step }
  const people = usePages<Found>("tasks", `/tasks/${id}/people`, { ...asked, limit: 20 })
  const nameOf = (step: number) => path.find((one) => one.step === step)?.name ?? ""
  return (
    <section>
      <div className="spread" style={{ alignItems: "center", flexWrap: "wrap", marginBottom: 10 }}>
        <h2 style={{ margin: 0 }}>
          {t("task.people")} {people.total !== undefined && <span className="n">{format.number(people.total)}</span>}
        </h2>
        <span className="row">
          <SegmentedControl
            size="xs"
            aria-label={t("task.people")}
            value={outcome}
            onChange={(value) => set({ outcome: value === "abandoned" ? undefined : value, step: undefined })}
            data={outcomes.map((value) => ({ value, label: t(`task.outcome.${value}`) }))}
          />
          <ExportMenu path={`/tasks/${id}/people/export`} query={asked} />
        </span>
      </div>
      <Loaded
        query={{ data: people.data, error: people.error, refetch: people.refetch as never }}
        bones={<RowBones count={4} />}
      >
        {() =>
          people.items.length === 0 ? (
            <p className="n">{t("task.peopleNone")}</p>
          ) : (
            <>
              <ul className="rows">
                {people.items.map((one) => (
                  <li key={one.person.id} style={{ padding: "10px 0" }}>
                    <span className="spread">
                      <Who person={one.person} />
                      <span className="n">{format.ago(one.lastAt)}</span>
                    </span>
                    <p className="n">
                      {one.step === 0 ? t("task.afterStart") : t("task.afterStep", { step: nameOf(one.step) })} ·{" "}
                      {t("task.times", { count: one.attempts })}
                    </p>
                    {one.said?.text ? <Voice text={one.said.text} lines={3} /> : null}
                  </li>
                ))}
              </ul>
              <More pages={people} />
            </>
          )
        }
      </Loaded>
    </section>
  )
}

/** A person by her name where it may be seen; a visitor who never signed in has no page. */
export function Who({ person }: { person: { id: string; name: string | null; known: boolean } }) {
  const { t } = useTranslation()
  const { org } = useSession()
  if (!person.known) return <span>{t("events.visitor")}</span>
  return <Go href={paths.person(org, person.id)}>{person.name ?? t("events.someone")}</Go>
}
