import type { TFunction } from "i18next"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useFormat } from "../../../app/format.ts"

type State = "new" | "works" | "failing" | "paused"

/** How it goes with an endpoint, as a word and as a sentence. */
export function useWebhookState(webhook: Answer<"Webhook">): { state: State; words: string } {
  const { t } = useTranslation()
  const format = useFormat()
  const { pause, lastSuccess, lastFailure } = webhook
  if (pause)
    return {
      state: "paused",
      words: t(`connections.webhook.paused.${pause.reason}`, { name: pause.actorName, when: format.ago(pause.at) }),
    }
  if (lastFailure && (!lastSuccess || lastFailure.at > lastSuccess))
    return {
      state: "failing",
      words: t("connections.webhook.lastFailure", { when: format.ago(lastFailure.at), why: whyOf(lastFailure, t) }),
    }
  if (lastSuccess)
    return { state: "works", words: t("connections.webhook.lastSuccess", { when: format.ago(lastSuccess) }) }
  return { state: "new", words: t("connections.webhook.nothingYet") }
}

export function WebhookTag({ webhook }: { webhook: Answer<"Webhook"> }) {
  const { t } = useTranslation()
  const { state } = useWebhookState(webhook)
  return (
    <span className="tag" data-tone={tones[state]}>
      {t(`connections.webhook.state.${state}`)}
    </span>
  )
}

const tones: Record<State, string | undefined> = { new: undefined, works: "good", failing: "bad", paused: "warn" }

/** Why an attempt did not arrive: what came back, or why nothing did. */
export function whyOf(attempt: { status: number | null; reason: string | null }, t: TFunction): string {
  if (attempt.status !== null) return t("connections.webhook.answered", { status: attempt.status })
  return t(`connections.webhook.reason.${attempt.reason ?? "connection"}`)
}
