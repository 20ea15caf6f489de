import { Select } from "@mantine/core"
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
import { ScrollRegion } from "../../../ui/ScrollRegion.tsx"

const states = [
  "waiting",
  "sent",
  "later",
  "refused",
  "bounced",
  "delivered",
  "unsubscribed",
  "uncertain",
  "kept",
  "dropped",
] as const

/** Each person of the list and what became of her mail. */
export function Recipients({ notice }: { notice: Answer<"Notice"> }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const [state, setState] = useState<string | null>(null)
  const query = { state: state ?? undefined }
  const people = usePages<Answer<"NoticeRecipient">>("notices", `/notices/${notice.id}/recipients`, {
    ...query,
    limit: 100,
  })
  return (
    <section>
      <div className="row" style={{ marginBottom: 10 }}>
        <Select
          aria-label={t("notice.recipientState")}
          placeholder={t("notice.recipientState")}
          size="xs"
          clearable
          value={state}
          onChange={setState}
          data={states.map((one) => ({ value: one, label: t(`notice.recipient.${one}`) }))}
        />
        <ExportMenu path={`/notices/${notice.id}/recipients/export`} query={query} />
      </div>
      <Loaded
        query={{ data: people.data, error: people.error, refetch: people.refetch as never }}
        bones={<RowBones count={6} />}
      >
        {() =>
          people.items.length === 0 ? (
            <p className="n">{t("notice.nobodyHere")}</p>
          ) : (
            <ScrollRegion label={t("notice.tab.people")}>
              <table className="plain">
                <thead>
                  <tr>
                    <th>{t("notice.column.person")}</th>
                    <th>{t("notice.column.language")}</th>
                    <th>{t("notice.column.state")}</th>
                    <th className="r">{t("notice.column.when")}</th>
                  </tr>
                </thead>
                <tbody>
                  {people.items.map((one) => (
                    <tr key={one.personId}>
                      <td>
                        <Go href={paths.person(org, one.personId)} style={{ fontWeight: 600, color: "inherit" }}>
                          {one.name ?? one.address ?? "…"}
                        </Go>
                        {one.name && one.address && <span className="n"> {one.address}</span>}
                      </td>
                      <td>{one.language}</td>
                      <td>
                        <RecipientState one={one} />
                      </td>
                      <td className="r">
                        {one.doneAt
                          ? format.ago(one.doneAt)
                          : one.nextTryAt
                            ? t("notice.nextTry", { when: format.dayAndTime(one.nextTryAt) })
                            : ""}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </ScrollRegion>
          )
        }
      </Loaded>
      <More pages={people} />
    </section>
  )
}

function RecipientState({ one }: { one: Answer<"NoticeRecipient"> }) {
  const { t } = useTranslation()
  const state = one.bouncedAt
    ? "bounced"
    : one.unsubscribedAt
      ? "unsubscribed"
      : one.deliveredAt
        ? "delivered"
        : one.state
  const tone =
    state === "sent" || state === "delivered"
      ? "good"
      : ["refused", "bounced"].includes(state)
        ? "bad"
        : ["later", "uncertain"].includes(state)
          ? "warn"
          : undefined
  return (
    <>
      <span className="tag" data-tone={tone}>
        {t(`notice.recipient.${state}`)}
      </span>{" "}
      {one.reason && one.state === "dropped" && <span className="n">{t(`notice.reason.${one.reason}`)}</span>}
      {one.response && one.state !== "sent" && <span className="n"> {one.response}</span>}
    </>
  )
}
