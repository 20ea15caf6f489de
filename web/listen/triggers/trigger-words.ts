import type { TFunction } from "i18next"
import type { Setup } from "./use-setup.ts"

export type Trigger = NonNullable<Setup["trigger"]>
export type Web = NonNullable<Setup["web"]>
export type Kind = "contact" | "event" | "schedule" | "always"
export const kinds: Kind[] = ["contact", "event", "schedule", "always"]
export const contactClosed = "contact.closed"

/** Contacts and events of the product are one kind to the API, and two to whoever sets it up. */
export const kindOf = (trigger: Trigger | undefined): Kind =>
  trigger === undefined
    ? "always"
    : trigger.kind === "event" && trigger.event === contactClosed
      ? "contact"
      : trigger.kind

/** The rule in one sentence. */
export function triggerSentence(trigger: Trigger | undefined, t: TFunction): string {
  const kind = kindOf(trigger)
  if (!trigger || kind === "always") return t("triggers.sentence.always")
  const percent = Math.round((trigger.share ?? 1) * 1_000) / 10
  const share =
    percent >= 100
      ? t("triggers.all")
      : t(kind === "schedule" ? "triggers.ofEvery" : "triggers.ofThem", { share: percent })
  if (kind === "schedule") return t("triggers.sentence.schedule", { share, days: trigger.everyDays ?? 90 })
  if (kind === "event" && !trigger.event?.trim()) return t("triggers.sentence.eventMissing")
  const after = trigger.afterHours ?? 0
  return t(`triggers.sentence.${kind}`, {
    share,
    event: trigger.event,
    after: after === 0 ? t("triggers.atOnce") : hoursWords(after, t),
    within: hoursWords(Math.max(trigger.withinHours ?? 0, after + 1), t),
  })
}

const hoursWords = (hours: number, t: TFunction) =>
  hours >= 48 && hours % 24 === 0 ? t("triggers.days", { count: hours / 24 }) : t("triggers.hours", { count: hours })

export function webSentence(web: Web | null | undefined, t: TFunction): string {
  if (!web) return t("triggers.webSentence.off")
  const when = [
    web.event && t("triggers.webSentence.event", { event: web.event }),
    web.seconds && t("triggers.webSentence.seconds", { count: web.seconds }),
    web.scroll && t("triggers.webSentence.scroll", { count: web.scroll }),
    web.leaving && t("triggers.webSentence.leaving"),
  ].filter(Boolean)
  const percent = Math.round((web.share ?? 1) * 1_000) / 10
  return t("triggers.webSentence.on", {
    where: web.pages?.length
      ? t("triggers.webSentence.somePages", { pages: web.pages.join(t("common.listComma")) })
      : t("triggers.webSentence.everyPage"),
    when: when.length > 0 ? when.join(t("common.listComma")) : t("triggers.webSentence.atOnce"),
    share:
      percent >= 100
        ? t("triggers.webSentence.everyVisitor")
        : t("triggers.webSentence.someVisitors", { share: percent }),
  })
}

type Reason = NonNullable<import("../../api/generated.ts").Answer<"SurveyCause">["reason"]>

/** Why somebody is not asked, as the end of a sentence about her. */
export const reasonWords = (
  reason: Pick<Reason, "code"> & Partial<Reason>,
  t: TFunction,
  ago: (moment: string) => string,
): string => t(`triggers.reason.${reason.code}`, { when: reason.at ? ago(reason.at) : t("triggers.lately") })
