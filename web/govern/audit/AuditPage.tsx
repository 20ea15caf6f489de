import { useTranslation } from "react-i18next"
import type { Activity } from "../../api/contract.ts"
import { usePages } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { pathOfRecord } from "../../paths.ts"
import { ExportMenu } from "../../ui/filters/ExportMenu.tsx"
import { Loaded, RowBones } from "../../ui/Loaded.tsx"
import { More } from "../../ui/More.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { activitySentence } from "../../ui/record/ActivityList.tsx"

type AuditEntry = Activity & { payload?: Record<string, unknown> }

/** Every change and every look at personal data, with who and when. */
export default function AuditPage() {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const audit = usePages<AuditEntry>("audit", "/audit", { limit: 100 })
  return (
    <>
      <PageHead title={t("audit.title")} documentTitle={t("place.audit")} lede={t("audit.lede")}>
        <ExportMenu path="/audit/export" query={{}} />
      </PageHead>
      <Loaded
        query={{ data: audit.data, error: audit.error, refetch: audit.refetch as never }}
        bones={<RowBones count={10} />}
      >
        {() => (
          <div className="scroll-x">
            <table className="plain">
              <thead>
                <tr>
                  <th scope="col">{t("audit.when")}</th>
                  <th scope="col">{t("audit.who")}</th>
                  <th scope="col">{t("audit.what")}</th>
                  <th scope="col">{t("audit.record")}</th>
                </tr>
              </thead>
              <tbody>
                {audit.items.map((entry) => {
                  const href = pathOfRecord(org, entry.record)
                  return (
                    <tr key={entry.id}>
                      <td style={{ whiteSpace: "nowrap" }}>{format.dayAndTime(entry.at)}</td>
                      <td>{entry.actor.name}</td>
                      <td>
                        {activitySentence({
                          ...entry,
                          params: entry.params ?? {},
                          sentenceKey: entry.sentenceKey ?? "",
                        })}
                      </td>
                      <td>
                        {href ? (
                          <Go href={href}>
                            <code>{entry.record}</code>
                          </Go>
                        ) : (
                          <code>{entry.record}</code>
                        )}
                      </td>
                    </tr>
                  )
                })}
              </tbody>
            </table>
            <More pages={audit} />
          </div>
        )}
      </Loaded>
    </>
  )
}
