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
import { More } from "../../../ui/More.tsx"
import { ScrollRegion } from "../../../ui/ScrollRegion.tsx"
import { type Mailing, reasonWords } from "../asking-words.ts"

type Invitation = Answer<"MailingInvitation">
const states = [
  "answered",
  "sent",
  "waiting",
  "later",
  "refused",
  "bounced",
  "unsubscribed",
  "uncertain",
  "kept",
  "dropped",
] as const

/** Each person of the audience and what became of her letter, or why there was none. */
export function Invitations({ mailing }: { mailing: Mailing }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const [state, setState] = useState<string | null>(null)
  const query = { state: state ?? undefined }
  const people = usePages<Invitation>("mailings", `/mailings/${mailing.id}/invitations`, { ...query, limit: 50 })
  return (
    <section>
      <div className="spread" style={{ flexWrap: "wrap", marginBottom: 8 }}>
        <h2>{t("mailing.people")}</h2>
        <span className="row">
          <Select
            aria-label={t("mailing.became")}
            placeholder={t("mailing.became")}
            size="xs"
            w={190}
            clearable
            value={state}
            onChange={setState}
            data={states.map((one) => ({ value: one, label: t(`mailing.invitation.${one}`) }))}
          />
          <ExportMenu path={`/mailings/${mailing.id}/invitations/export`} query={query} />
        </span>
      </div>
      {people.data && people.items.length === 0 ? (
        <p className="n">{t("mailing.nobodyHere")}</p>
      ) : (
        <ScrollRegion label={t("mailing.people")}>
          <table className="plain">
            <thead>
              <tr>
                <th>{t("policy.column.person")}</th>
                <th>{t("mailing.language")}</th>
                <th>{t("mailing.became")}</th>
                <th className="r">{t("policy.column.when")}</th>
              </tr>
            </thead>
            <tbody>
              {people.items.map((one) => (
                <tr key={one.id}>
                  <td>
                    <Go href={paths.person(org, one.person.id)}>{one.person.name ?? one.email ?? "…"}</Go>
                    {one.person.name && one.email && <span className="n"> {one.email}</span>}
                  </td>
                  <td>{one.language}</td>
                  <td>
                    <State one={one} />
                  </td>
                  <td className="r">
                    {one.answeredAt || one.doneAt
                      ? format.ago((one.answeredAt ?? one.doneAt)!)
                      : one.dueAt && t("mailing.due", { when: format.dayAndTime(one.dueAt) })}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
      <More pages={people} />
    </section>
  )
}

const tones: Record<string, string> = {
  answered: "good",
  refused: "bad",
  bounced: "bad",
  unsubscribed: "warn",
  uncertain: "warn",
  later: "warn",
}

function State({ one }: { one: Invitation }) {
  const { t } = useTranslation()
  const format = useFormat()
  const state = one.answeredAt
    ? "answered"
    : one.unsubscribedAt
      ? "unsubscribed"
      : one.bouncedAt
        ? "bounced"
        : one.state
  const why = one.why
    ? reasonWords(one.why, t, format)
    : one.reason && t(`mailing.reason.${one.reason}`, { defaultValue: one.reason })
  return (
    <>
      <span className="tag" data-tone={tones[state]}>
        {t(`mailing.invitation.${state}`)}
      </span>{" "}
      {one.reminders > 0 && <span className="n">{t("mailing.remindedTimes", { count: one.reminders })} </span>}
      {one.state === "dropped" && <span className="n">{why}</span>}
      {one.state === "refused" && <span className="n">{one.response}</span>}
    </>
  )
}
