import { useTranslation } from "react-i18next"
import type { SignalDetail } from "../../../api/contract.ts"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { Voice } from "../../../ui/Voice.tsx"

/** The comments that tell most about the signal, then the way to all of them. */
export function SignalVoices({ signal, allHref }: { signal: SignalDetail; allHref: string }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const more = signal.observed - signal.voices.length
  return (
    <section>
      <h2 style={{ marginTop: 26 }}>{t("signal.voices")}</h2>
      <div className="stack">
        {signal.voices.map((voice) => (
          <Voice
            key={voice.feedbackId}
            text={voice.text}
            language={voice.language}
            marks={voice.marks}
            lines={6}
            who={
              <Go href={paths.feedback(org, voice.feedbackId)}>
                {[voice.who, format.day(voice.occurredAt)].filter(Boolean).join(" · ")}
              </Go>
            }
          />
        ))}
        {signal.voices.length === 0 && <p className="n">{t("signal.noVoices")}</p>}
      </div>
      <p className="n" style={{ marginTop: 14 }}>
        {more > 0 && `${t("signal.moreVoices", { count: more, of: format.number(signal.observed) })} · `}
        <Go href={allHref}>{t("signal.readAll")}</Go>
      </p>
    </section>
  )
}
