import { useTranslation } from "react-i18next"
import { useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { CardBones, Loaded } from "../../../ui/Loaded.tsx"
import { headlineOf, neededWords, type Outcome, powerWords, verdictOf } from "../outcome-words.ts"
import { VerdictTag } from "./VerdictTag.tsx"

/** "Did it work?" in a plan's room: the answer as it stands, and the way to what it rests on. */
export function OutcomeCard({ planId }: { planId: string }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const outcome = useGet<Outcome>("outcomes", `/plans/${planId}/outcome`)
  return (
    <Loaded query={outcome} bones={<CardBones height={90} />}>
      {(data) => (
        <section className="card" aria-labelledby="did-it-work">
          <div className="spread">
            <h2 id="did-it-work">{t("outcome.title")}</h2>
            <VerdictTag verdict={verdictOf(data)} />
          </div>
          <p style={{ fontSize: 16, lineHeight: 1.4 }}>{headlineOf(data, t, format)}</p>
          <p className="n">
            {data.state === "waiting"
              ? powerWords(data, t, format)
              : data.state === "measuring" && data.measurement?.verdict === "cannot_tell"
                ? neededWords(data, t, format)
                : data.decision
                  ? t("outcome.decidedOn", { day: format.day(data.decision.at), by: data.decision.by })
                  : ""}
          </p>
          {data.state !== "no_criterion" && (
            <p style={{ marginTop: 10 }}>
              <Go href={paths.outcome(org, planId)}>{t("outcome.open")}</Go>
            </p>
          )}
        </section>
      )}
    </Loaded>
  )
}
