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

const states = ["open", "answered", "bounced", "unsubscribed", "not_sent"] as const

/** Who was asked what, on which channel, and how it ended. */
export function Asked() {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const [state, setState] = useState<string | null>(null)
  const query = { state: state ?? undefined }
  const asks = usePages<Answer<"SurveyAsk">>("policy", "/contact-policy/asks", { ...query, limit: 20 })
  if (!asks.data) return null
  return (
    <section>
      <div className="spread" style={{ flexWrap: "wrap", marginBottom: 8 }}>
        <h2>{t("policy.asked")}</h2>
        <span className="row">
          <Select
            size="xs"
            w={180}
            clearable
            aria-label={t("policy.howItEnded")}
            placeholder={t("policy.howItEnded")}
            value={state}
            onChange={setState}
            data={states.map((value) => ({ value, label: t(`asking.ended.${value}`) }))}
          />
          <ExportMenu path="/contact-policy/asks/export" query={query} />
        </span>
      </div>
      {asks.items.length === 0 ? (
        <p className="n">{t("policy.nobodyAsked")}</p>
      ) : (
        <ScrollRegion label={t("policy.asked")}>
          <table className="plain">
            <thead>
              <tr>
                <th>{t("policy.column.person")}</th>
                <th>{t("policy.column.survey")}</th>
                <th>{t("policy.column.channel")}</th>
                <th>{t("policy.column.ended")}</th>
                <th className="r">{t("policy.column.when")}</th>
              </tr>
            </thead>
            <tbody>
              {asks.items.map((one) => (
                <tr key={one.id}>
                  <td>
                    <Go href={paths.person(org, one.person.id)}>{one.person.name ?? "…"}</Go>
                  </td>
                  <td>{one.survey.title}</td>
                  <td>{t(`asking.channel.${one.channel}`, { defaultValue: one.channel })}</td>
                  <td>{t(`asking.ended.${one.ended ?? "open"}`)}</td>
                  <td className="r">{format.ago(one.at)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
      <More pages={asks} />
    </section>
  )
}
