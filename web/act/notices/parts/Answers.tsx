import { useTranslation } from "react-i18next"
import type { Feedback } from "../../../api/contract.ts"
import type { Answer } from "../../../api/generated.ts"
import { useGet, usePages } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { FeedbackRow } from "../../../listen/feedback/parts/FeedbackRow.tsx"
import { Loaded, RowBones } from "../../../ui/Loaded.tsx"
import { More } from "../../../ui/More.tsx"

type Reply = { id: string; at: string; feedback: Feedback }

/** What customers answered, in their own words. */
export function Answers({ notice }: { notice: Answer<"Notice"> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const path = `/notices/${notice.id}/replies`
  const replies = usePages<Reply>("notices", path, { limit: 20 })
  const counts = useGet<Answer<"NoticeReplies">>("notices", path, { limit: 1 })
  const settings = useGet<Answer<"NoticeSettings">>("notices", "/notices/settings")
  return (
    <section>
      <h2>{t("notice.answers", { count: counts.data?.total ?? 0, n: format.number(counts.data?.total ?? 0) })}</h2>
      {counts.data && (counts.data.automatic > 0 || counts.data.bounces > 0) && (
        <p className="n">
          {t("notice.automatic", { count: counts.data.automatic, n: format.number(counts.data.automatic) })} ·{" "}
          {t("notice.tally.bounced", { count: counts.data.bounces, n: format.number(counts.data.bounces) })}
        </p>
      )}
      <Loaded
        query={{ data: replies.data, error: replies.error, refetch: replies.refetch as never }}
        bones={<RowBones count={3} />}
      >
        {() =>
          replies.items.length === 0 ? (
            <p className="n">
              {t(settings.data?.repliesComeIn === false ? "notice.answersDoNotComeIn" : "notice.noAnswers")}
            </p>
          ) : (
            <ul className="rows">
              {replies.items.map((one) => (
                <li key={one.id}>
                  <FeedbackRow feedback={one.feedback} lines={4} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <More pages={replies} />
    </section>
  )
}
