import type { UseQueryResult } from "@tanstack/react-query"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useFormat } from "../../../app/format.ts"
import { Loaded, RowBones } from "../../../ui/Loaded.tsx"
import { excludedWords, languageWords } from "./notice-words.ts"
import { SpokenWith } from "./SpokenWith.tsx"

/** Exactly how many get it, in which languages, who does not and why, and what must be put right first. */
export function WhoGetsIt({
  notice,
  reach,
  short = false,
}: {
  notice: Answer<"Notice">
  reach: UseQueryResult<Answer<"NoticeReach">>
  short?: boolean
}) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <section>
      <h2>{t("notice.whoGetsIt")}</h2>
      <Loaded query={reach} bones={<RowBones count={3} />}>
        {(data) => (
          <>
            <p>
              <b>{t("notice.people", { count: data.recipients, n: format.number(data.recipients) })}</b>{" "}
              <span className="n">{t("notice.ofMatched", { count: data.people, n: format.number(data.people) })}</span>
            </p>
            {data.changes && (data.changes.added > 0 || data.changes.removed > 0) && (
              <p className="bad" role="alert">
                {t("notice.changedSince", {
                  added: format.number(data.changes.added),
                  removed: format.number(data.changes.removed),
                })}
              </p>
            )}
            <ul className="rows" style={{ marginTop: 8 }}>
              {excludedWords(data, t, format).map((line) => (
                <li key={line} style={{ padding: "6px 0" }}>
                  {line}
                </li>
              ))}
              {languageWords(data, t, format).map((line) => (
                <li key={line} style={{ padding: "6px 0" }} className="n">
                  {line}
                </li>
              ))}
            </ul>
            <SpokenWith notice={notice} reach={data} />
            <Faults faults={data.faults} />
            {!short && data.needsApproval && (
              <p className="n" style={{ marginTop: 10 }}>
                {t("notice.needsApproval", { limit: format.number(data.approvalAbove), count: data.approvalAbove })}
              </p>
            )}
          </>
        )}
      </Loaded>
    </section>
  )
}

function Faults({ faults }: { faults: Answer<"NoticeReach">["faults"] }) {
  const { t } = useTranslation()
  if (faults.length === 0) return null
  return (
    <div style={{ marginTop: 14 }}>
      <h3>{t("notice.putRight", { count: faults.length })}</h3>
      <ul style={{ margin: 0, paddingLeft: 18 }}>
        {faults.map((fault) => {
          const key = `error.code.${fault.code}`
          const words = t(key, { ...fault.params, defaultValue: fault.message })
          return (
            <li key={`${fault.code} ${fault.field} ${JSON.stringify(fault.params)}`}>
              {words}
              {fault.field && <span className="n"> · {placeOf(fault.field, t)}</span>}
            </li>
          )
        })}
      </ul>
    </div>
  )
}

// "texts[1].body": the second text's body.
function placeOf(field: string, t: ReturnType<typeof useTranslation>["t"]): string {
  const match = /^texts\[(\d+)\]\.(subject|body)$/.exec(field)
  return match ? t(`notice.place.${match[2]}`, { n: Number(match[1]) + 1 }) : field
}
