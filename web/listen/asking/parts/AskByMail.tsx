import { Select } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange, useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { Go, useGo } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { MayButton } from "../../../ui/MayButton.tsx"
import { leftOutWords, type Mailing, stateTones } from "../asking-words.ts"

type Audience = { id: string; name: string; people: number | null }

/** On the share page: who would get it now, and asking them by mail. */
export function AskByMail({ surveyId }: { surveyId: string }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const go = useGo()
  const [audience, setAudience] = useState<string | null>(null)
  const audiences = useGet<{ items: Audience[] }>("audiences", "/audiences", { limit: 100 })
  const mailings = useGet<{ items: Mailing[] }>("mailings", `/surveys/${surveyId}/mailings`)
  const begin = useChange<void, Mailing>({
    run: (_, send) => send("POST", `/surveys/${surveyId}/mailings`, { audienceId: audience }),
    touches: ["mailings", "audiences"],
    after: ({ id }) => go(paths.mailing(org, id)),
  })
  const known = audiences.data?.items ?? []
  return (
    <section>
      <h2>{t("asking.byMail")}</h2>
      <p className="n">{t("asking.byMailHint")}</p>
      {known.length === 0 && audiences.data ? (
        <p>
          {t("asking.noAudience")} <Go href={paths.audience(org, "new")}>{t("audiences.new")}</Go>
        </p>
      ) : (
        <div className="row" style={{ alignItems: "flex-end", margin: "10px 0 12px" }}>
          <Select
            label={t("asking.whom")}
            placeholder={t("asking.everybody")}
            w={260}
            clearable
            searchable
            value={audience}
            onChange={setAudience}
            data={known.map((one) => ({ value: one.id, label: one.name }))}
          />
          <MayButton
            permission="surveys.publish"
            variant="filled"
            disabled={!audience}
            loading={begin.isPending}
            onClick={() => begin.mutate()}
          >
            {t("asking.begin")}
          </MayButton>
        </div>
      )}
      <WhoNow surveyId={surveyId} audience={audience} />
      {(mailings.data?.items.length ?? 0) > 0 && (
        <ul className="rows" style={{ marginTop: 12 }}>
          {mailings.data?.items.map((one) => (
            <li key={one.id}>
              <MailingLine mailing={one} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** Who would get it at this moment: counted, with the reasons of the others and some names. */
function WhoNow({ surveyId, audience }: { surveyId: string; audience: string | null }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const query = { audience: audience ?? undefined }
  const who = useGet<Answer<"WhoWouldBeAsked">>("policy", `/surveys/${surveyId}/who`, query, { keep: true })
  if (!who.data) return null
  const { people, allowed, reasons, sample, quietUntil } = who.data
  const others = leftOutWords(reasons, t, format)
  return (
    <div aria-live="polite">
      <p>
        <b>{t("asking.whoNow", { count: allowed, n: format.number(allowed), of: format.number(people) })}</b>{" "}
        {sample.some((one) => one.name) &&
          t("asking.amongThem", {
            names: sample
              .flatMap((one) => one.name ?? [])
              .slice(0, 4)
              .join(t("common.listComma")),
          })}
      </p>
      <p className="n">
        {others.length > 0 && `${t("asking.notAsked")} ${others.join(" · ")}. `}
        {quietUntil && `${t("policy.quietUntil", { when: format.dayAndTime(quietUntil) })}. `}
        <Go href={paths.policy(org)}>{t("asking.toPolicy")}</Go>
      </p>
    </div>
  )
}

function MailingLine({ mailing }: { mailing: Mailing }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const { tally } = mailing
  const last = mailing.steps[0]
  return (
    <Go className="linkrow" href={paths.mailing(org, mailing.id)}>
      <span className="spread">
        <span className="title">{mailing.audience.name}</span>
        <span className="tag" data-tone={stateTones[mailing.state]}>
          {t(`mailing.state.${mailing.state}`)}
        </span>
      </span>
      <span className="n">
        {tally
          ? t("mailing.line", {
              count: tally.sent,
              n: format.number(tally.sent),
              answered: format.number(tally.answered),
              when: format.ago(last?.at ?? mailing.updated.at),
            })
          : t("mailing.begun", { by: mailing.created.by, when: format.ago(mailing.created.at) })}
      </span>
    </Go>
  )
}
