import { Button } from "@mantine/core"
import { useParams } from "@tanstack/react-router"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { FollowupsOf } from "../../act/followups/parts/FollowupsOf.tsx"
import { apiUrl } from "../../api/client.ts"
import type { Answer } from "../../api/generated.ts"
import { useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go } from "../../app/Go.tsx"
import { useMay, useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { HeadBones, Loaded, RowBones } from "../../ui/Loaded.tsx"
import { MayButton } from "../../ui/MayButton.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { Comments } from "../../ui/record/Comments.tsx"
import { Readers } from "../../ui/record/Readers.tsx"
import { Spark } from "../../ui/Spark.tsx"
import { AskedOf } from "../asking/parts/AskedOf.tsx"
import { ErasePerson } from "./parts/ErasePerson.tsx"
import { MergePerson } from "./parts/MergePerson.tsx"
import { PersonConsent } from "./parts/PersonConsent.tsx"
import { PersonFacts } from "./parts/PersonFacts.tsx"
import { PersonOwns } from "./parts/PersonOwns.tsx"
import { PersonRecords } from "./parts/PersonRecords.tsx"
import { Timeline } from "./parts/Timeline.tsx"
import { callOf, feelingsOf } from "./person-words.ts"

type Data = Answer<"PersonPage">

/** One person over all channels, teams and records: who she is, what she owns, what she allows, everything she said. */
export default function PersonPage() {
  const { id } = useParams({ strict: false })
  const person = useGet<Data>("people", `/people/${id}`)
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
      {(data) => (data.person.erased ? <Erased data={data} /> : <PersonView data={data} />)}
    </Loaded>
  )
}

function PersonView({ data }: { data: Data }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const mayRead = useMay("personal_data")
  const [open, setOpen] = useState<"merge" | "erase" | null>(null)
  const { person, timeline, duplicates } = data
  const record = `person:${person.id}`
  const unhappy = timeline.filter((entry) => entry.sentiment !== null && entry.sentiment < -0.15).length
  const name = callOf(person, t)
  const feelings = feelingsOf(timeline)
  const count = timeline.length
  return (
    <>
      <PageHead
        title={t(unhappy > 0 ? "person.sentenceUnhappy" : "person.sentence", { name, count, unhappy })}
        documentTitle={name}
        tags={
          <>
            {person.role && (
              <span className="tag" data-tone="accent">
                {t(`value.role.${person.role}`)}
              </span>
            )}
            {person.ids.length > 1 && <span className="tag">{t("people.records", { count: person.ids.length })}</span>}
            {person.masked && <span className="tag">{t("person.maskedTag")}</span>}
          </>
        }
        lede={
          <>
            {t("person.since", { when: format.day(person.firstSeenAt) })}{" "}
            {timeline[0] && `${t("person.last", { when: format.ago(timeline[0].occurredAt) })} `}
            <Readers record={record} />
          </>
        }
      >
        <MayButton permission="people.edit" onClick={() => setOpen("merge")}>
          {t("person.merge")}
        </MayButton>
        {mayRead && (
          <Button component="a" href={apiUrl(`/people/${person.id}/export`, { organization: org })} download>
            {t("person.export")}
          </Button>
        )}
        <MayButton permission="people.erase" variant="subtle" onClick={() => setOpen("erase")}>
          {t("person.erase")}
        </MayButton>
      </PageHead>
      {duplicates.length > 0 && (
        <p className="card" role="note">
          {t("person.maybe", {
            count: duplicates.length,
            name: duplicates[0] && callOf(otherOf(duplicates[0], person.id), t),
          })}{" "}
          <Go href={paths.duplicates(org)}>{t("person.maybeSee")}</Go>
        </p>
      )}
      <div className="cols">
        <section>
          <h2 className="spread">
            {t("person.timeline")}
            {feelings.length > 1 && (
              <span className="row n" style={{ fontWeight: 400 }}>
                {t("person.feelings")}{" "}
                <Spark points={feelings} width={90} height={22} harm={(feelings.at(-1) ?? 0) < -0.15} />
                <span className="only-screen-reader">
                  {t(
                    (feelings.at(-1) ?? 0) < -0.15 ? "value.sentimentLabel.negative" : "value.sentimentLabel.positive",
                  )}
                </span>
              </span>
            )}
          </h2>
          <Timeline entries={timeline} />
        </section>
        <aside className="stack">
          <PersonFacts person={person} />
          <PersonOwns id={person.id} />
          <PersonConsent person={person} />
          <PersonRecords person={person} links={data.links} />
          <FollowupsOf personId={person.id} />
          <AskedOf personId={person.id} />
          <Comments record={record} />
        </aside>
      </div>
      <MergePerson person={person} opened={open === "merge"} onClose={() => setOpen(null)} />
      <ErasePerson person={person} opened={open === "erase"} onClose={() => setOpen(null)} />
    </>
  )
}

const otherOf = (pair: Answer<"Duplicate">, id: string) => (pair.first.id === id ? pair.second : pair.first)

function Erased({ data }: { data: Data }) {
  const { t } = useTranslation()
  const { org } = useSession()
  return (
    <PageHead title={t("person.erasedSentence")} documentTitle={t("person.erasedName")} lede={t("person.erasedLede")}>
      <Button component={Go} href={paths.people(org)} data-id={data.person.id}>
        {t("place.people")}
      </Button>
    </PageHead>
  )
}
