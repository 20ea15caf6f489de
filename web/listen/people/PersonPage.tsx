import { useParams } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import type { PersonPage as PersonData } from "../../api/contract.ts"
import { useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { valueLabel } from "../../ui/filters/field-words.ts"
import { HeadBones, Loaded, RowBones } from "../../ui/Loaded.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { Comments } from "../../ui/record/Comments.tsx"
import { Readers } from "../../ui/record/Readers.tsx"
import { reachOf } from "./parts/PeopleTable.tsx"
import { Timeline } from "./parts/Timeline.tsx"

/** One person over all channels and teams: everything said and done, on one page. */
export default function PersonPage() {
  const { id } = useParams({ strict: false })
  const person = useGet<PersonData>("people", `/people/${id}`)
  return (
    <Loaded
      query={person}
      bones={
        <>
          <HeadBones />
          <RowBones count={6} />
        </>
      }
    >
      {(data) => <PersonView data={data} />}
    </Loaded>
  )
}

function PersonView({ data }: { data: PersonData }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { person, timeline } = data
  const record = `person:${person.id}`
  const unhappy = timeline.filter((entry) => entry.sentiment !== null && entry.sentiment < -0.15).length
  const name = person.name ?? t("person.unnamed")
  const reach = reachOf(person)
  return (
    <>
      <PageHead
        title={
          unhappy > 0
            ? t("person.sentenceUnhappy", { name, count: timeline.length, unhappy })
            : t("person.sentence", { name, count: timeline.length })
        }
        documentTitle={name}
        tags={
          <>
            {person.role && (
              <span className="tag" data-tone="accent">
                {valueLabel("role", person.role, t)}
              </span>
            )}
            {person.masked && <span className="tag">{t("person.maskedTag")}</span>}
          </>
        }
        lede={
          <>
            {reach.length > 0 && `${reach.join(" · ")}. `}
            {timeline[0] && `${t("person.last", { when: format.ago(timeline[0].occurredAt) })} `}
            <Readers record={record} />
          </>
        }
      />
      <div className="cols">
        <section>
          <h2>{t("person.timeline")}</h2>
          <Timeline entries={timeline} />
        </section>
        <aside className="stack">
          <Comments record={record} />
        </aside>
      </div>
    </>
  )
}
