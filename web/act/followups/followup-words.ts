import type { TFunction } from "i18next"
import type { Answer } from "../../api/generated.ts"
import type { Format } from "../../app/format.ts"

export type Followup = Answer<"Followup">

/** Late in amber, kept in green; red is for harm to customers, which urgent ones are about. */
export const toneOf = (one: Followup): "bad" | "warn" | "good" | "accent" | undefined => {
  if (one.state === "closed") return one.closing?.inTime ? "good" : undefined
  if (one.overdue) return "warn"
  return one.state === "taken" || one.state === "waiting" ? "accent" : undefined
}

/** "Promised until 14:00, 2 hours late" or "in 3 hours". */
export function promiseWords(one: Followup, t: TFunction, format: Format): string {
  if (one.closing)
    return t(one.closing.inTime ? "followup.closedInTime" : "followup.closedLate", {
      when: format.dayAndTime(one.closing.at),
    })
  return t(one.overdue ? "followup.late" : "followup.promised", {
    when: format.dayAndTime(one.promisedAt),
    ago: format.ago(one.promisedAt),
  })
}

/** "Ana is talking to her since 10:40", "Ana has it", "Contact centre, nobody yet". */
export function holderWords(
  one: Pick<Followup, "state" | "owner" | "department" | "since">,
  t: TFunction,
  format: Format,
): string {
  const department = one.department?.name
  if (!one.owner) return department ? t("followup.waitsFor", { department }) : t("followup.waits")
  const who = department ? t("followup.whoOf", { name: one.owner.name, department }) : one.owner.name
  if (one.state === "taken") return t("followup.talking", { who, since: format.dayAndTime(one.since) })
  if (one.state === "waiting") return t("followup.waitingSince", { who, since: format.dayAndTime(one.since) })
  return t("followup.has", { who })
}

/** Until nine in the morning some days from now. */
export function morningIn(days: number): string {
  const at = new Date()
  at.setDate(at.getDate() + days)
  at.setHours(9, 0, 0, 0)
  return at.toISOString()
}
