import { Select } from "@mantine/core"
import { useDebouncedValue } from "@mantine/hooks"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useMay, useSession } from "../../../app/session.tsx"
import { pathOfRecord, paths } from "../../../paths.ts"
import { reasonWords } from "../asking-words.ts"
import { useQueryValue } from "../use-query-value.ts"

type Why = Answer<"WhyNotAskedList">["items"][number]
type Found = { items: { id: string; name: string | null; identities: { kind: string; value: string }[] }[] }

/** "Why did this person not get this survey?": a person is searched for, each survey answers. */
export function WhyNotSearch() {
  const { t } = useTranslation()
  const { org } = useSession()
  const may = useMay("personal_data")
  const [person, setPerson] = useQueryValue("person")
  const [typed, setTyped] = useState("")
  const [q] = useDebouncedValue(typed.trim(), 250)
  const found = useGet<Found>("people", "/people", { q, limit: 8 }, { enabled: may && q.length > 1, keep: true })
  const options = (found.data?.items ?? []).map((one) => ({
    value: one.id,
    label: [one.name, one.identities.find(({ kind }) => kind === "email")?.value].filter(Boolean).join(" · ") || "…",
  }))
  const known = useGet<Answer<"PersonPage">>("people", `/people/${person}`, {}, { enabled: person !== null })
  const current =
    person && !options.some((one) => one.value === person)
      ? [{ value: person, label: known.data?.person.name ?? "…" }]
      : []
  return (
    <section>
      <h2>{t("policy.why")}</h2>
      {may ? (
        <Select
          label={t("policy.whoIsIt")}
          placeholder={t("policy.findPerson")}
          maw={420}
          searchable
          clearable
          data={[...current, ...options]}
          filter={({ options: all }) => all}
          value={person}
          onChange={setPerson}
          onSearchChange={setTyped}
          nothingFoundMessage={q.length > 1 ? t("policy.nobodyFound") : t("policy.typeName")}
        />
      ) : (
        !person && <p className="n">{t("policy.fromPersonPage")}</p>
      )}
      {person && (
        <p style={{ marginTop: 10 }}>
          <Go href={paths.person(org, person)}>{known.data?.person.name ?? t("policy.toPerson")}</Go>
        </p>
      )}
      {person && <WhyNotList personId={person} />}
    </section>
  )
}

/** What each survey says about a person: why she would not be asked now, and what has been. */
export function WhyNotList({ personId }: { personId: string }) {
  const { t } = useTranslation()
  const why = useGet<Answer<"WhyNotAskedList">>("policy", "/contact-policy/why", { person: personId })
  if (!why.data) return null
  if (why.data.items.length === 0) return <p className="n">{t("policy.noSurveys")}</p>
  return (
    <ul className="rows" style={{ marginTop: 10 }}>
      {why.data.items.map((one) => (
        <li key={one.survey.id} style={{ padding: "11px 0" }}>
          <WhyLine one={one} />
        </li>
      ))}
    </ul>
  )
}

function WhyLine({ one }: { one: Why }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const record = one.now?.record ? pathOfRecord(org, one.now.record) : null
  const [last] = one.asked
  return (
    <>
      <div className="spread" style={{ flexWrap: "wrap" }}>
        <Go href={paths.surveyShare(org, one.survey.id)} style={{ fontWeight: 600 }}>
          {one.survey.title}
        </Go>
        <span className="tag" data-tone={one.now ? "warn" : "good"}>
          {t(one.now ? "policy.notNow" : "policy.mayNow")}
        </span>
      </div>
      {one.now && (
        <div>
          {reasonWords(one.now, t, format)} {record && <Go href={record}>{t("policy.see")}</Go>}
        </div>
      )}
      <div className="n">
        {[
          last
            ? t(last.ended ? `policy.askedEnded.${last.ended}` : "policy.askedOn", {
                when: format.day(last.at),
                channel: t(`asking.channel.${last.channel}`, { defaultValue: last.channel }),
              })
            : t("policy.neverAsked"),
          one.dueAt && t("policy.dueOn", { when: format.dayAndTime(one.dueAt) }),
          one.held &&
            t("policy.heldOn", {
              when: format.day(one.held.at),
              why: one.held.reason ? reasonWords(one.held.reason, t, format) : "",
            }),
          one.aimed === false && t("policy.notAimed"),
        ]
          .filter(Boolean)
          .join(" · ")}
      </div>
    </>
  )
}
