import { SegmentedControl } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange, useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { useMay } from "../../../app/session.tsx"
import { valueLabel } from "../../../ui/filters/field-words.ts"
import type { Person } from "../person-words.ts"

const topics = ["marketing", "research", "surveys", "email", "sms", "phone", "post"] as const

/** What she allows and prefers, changed as she says it; service and safety notices reach her in any case. */
export function PersonConsent({ person }: { person: Person }) {
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay("people.edit")
  const history = useGet<{ items: Answer<"ConsentEntry">[] }>("people", `/people/${person.id}/consent`)
  const note = useChange<{ topic: string; value: string }>({
    run: (given, send) => send("POST", `/people/${person.id}/consent`, given),
    touches: ["people"],
    said: ({ topic, value }) => `${t(`person.consent.${topic}`)}: ${t(`person.consent.${value}`)}`,
  })
  const last = history.data?.items[0]
  return (
    <section className="card" aria-label={t("person.consent.title")}>
      <h2>{t("person.consent.title")}</h2>
      <p className="n">{t("person.consent.lede")}</p>
      <table className="plain">
        <tbody>
          {topics.map((topic) => {
            const value = person.consent[topic] ?? ""
            return (
              <tr key={topic}>
                <th scope="row">{t(`person.consent.${topic}`)}</th>
                <td className="r">
                  {may ? (
                    <SegmentedControl
                      size="xs"
                      aria-label={t(`person.consent.${topic}`)}
                      value={value}
                      data={["granted", "denied"].map((one) => ({ value: one, label: t(`person.consent.${one}`) }))}
                      onChange={(one) => note.mutate({ topic, value: one })}
                    />
                  ) : (
                    t(`person.consent.${value || "unknown"}`)
                  )}
                </td>
              </tr>
            )
          })}
          {person.consent.language && (
            <tr>
              <th scope="row">{t("person.consent.language")}</th>
              <td className="r">{valueLabel("language", person.consent.language, t)}</td>
            </tr>
          )}
        </tbody>
      </table>
      {last && (
        <p className="n" style={{ marginTop: 6 }}>
          {t("person.consent.last", { when: format.ago(last.at), by: last.by, source: last.source })}
        </p>
      )}
    </section>
  )
}
