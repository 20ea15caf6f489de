import { Checkbox } from "@mantine/core"
import { useTranslation } from "react-i18next"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { ScoreTags } from "../../../listen/feedback/parts/ScoreTags.tsx"
import { paths } from "../../../paths.ts"
import { Voice } from "../../../ui/Voice.tsx"
import { type Followup, holderWords, promiseWords, toneOf } from "../followup-words.ts"

/** One customer who waits: who she is and why, until when, her words, and who speaks with her. */
export function FollowupRow({
  one,
  marked,
  onMark,
}: {
  one: Followup
  marked?: boolean
  onMark?: (() => void) | undefined
}) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const name = one.person.name ?? t("person.unnamed")
  return (
    <div style={{ display: "flex", gap: 12, alignItems: "flex-start" }}>
      {onMark && (
        <Checkbox
          size="xs"
          mt={16}
          checked={marked ?? false}
          onChange={onMark}
          aria-label={t("followups.mark", { number: one.number, name })}
        />
      )}
      <Go className="linkrow" style={{ flex: 1, minWidth: 0, margin: 0 }} href={paths.followup(org, one.id)}>
        <span className="spread" style={{ flexWrap: "wrap", gap: "4px 12px" }}>
          <span className="title" style={{ overflowWrap: "anywhere" }}>
            {name} · {one.reason}
          </span>
          <span className="row">
            {one.priority !== "normal" && (
              <span className="tag" data-tone={one.priority === "urgent" ? "bad" : undefined}>
                {t(`followup.priorities.${one.priority}`)}
              </span>
            )}
            <span className="tag" data-tone={toneOf(one)}>
              {promiseWords(one, t, format)}
            </span>
          </span>
        </span>
        {one.voice?.text && <Voice text={one.voice.text} language={one.voice.language} lines={2} />}
        <span className="n row" style={{ marginTop: 4 }}>
          {one.voice && <ScoreTags scores={one.voice.scores} />}
          <span>
            {[
              holderWords(one, t, format),
              one.also > 0 && t("followup.also", { count: one.also }),
              one.attempts > 0 && t("followup.attempts", { count: one.attempts }),
              one.reopened > 0 && t("followup.reopenedTimes", { count: one.reopened }),
              one.snoozedUntil && t("followup.snoozed", { when: format.dayAndTime(one.snoozedUntil) }),
              one.closing && t(`followup.outcome.${one.closing.outcome}`),
            ]
              .filter(Boolean)
              .join(" · ")}
          </span>
        </span>
      </Go>
    </div>
  )
}
