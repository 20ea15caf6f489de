import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"

/** On a person's page: what she was asked lately, and the way to why a survey did not come. */
export function AskedOf({ personId }: { personId: string }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const query = { person: personId, limit: 3 }
  const asks = useGet<{ items: Answer<"SurveyAsk">[] }>("policy", "/contact-policy/asks", query)
  return (
    <section>
      <h2>{t("policy.personTitle")}</h2>
      {asks.data?.items.map((one) => (
        <p key={one.id} style={{ margin: "0 0 6px" }}>
          <Go href={paths.surveyShare(org, one.survey.id)}>{one.survey.title}</Go>{" "}
          <span className="n">
            {[
              t(`asking.channel.${one.channel}`, { defaultValue: one.channel }),
              format.ago(one.at),
              t(`asking.ended.${one.ended ?? "open"}`),
            ].join(" · ")}
          </span>
        </p>
      ))}
      <p>
        <Go href={paths.policy(org, { person: personId })}>{t("policy.personLink")}</Go>
      </p>
    </section>
  )
}
