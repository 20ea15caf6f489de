import type { FeedbackInput } from "../feedback-input.ts"
import type { Random } from "../random.ts"
import { businessUnits, isChina, type Matter, matters } from "./catalogue.ts"
import type { Issue } from "./issues.ts"
import type { Customer, Unit } from "./people.ts"
import type { Medium } from "./voice/tell.ts"

/** The product, part and place a matter is about, as the desk records it. */
export function aboutMatter(
  matter: Pick<Matter, "product" | "component" | "journeyStep">,
  who: Customer,
): Partial<FeedbackInput> {
  return {
    product: matter.product,
    ...(matter.component ? { component: matter.component } : {}),
    region: who.region.name,
    businessUnit: businessUnits[matter.product],
    journeyStep: matter.journeyStep,
    ...(who.account ? { account: who.account } : {}),
  }
}

/**
 * The part a case is filed under: a few are left blank, a few go under the wrong part, as cases do. A stopped fan with a
 * red light is at times taken for the control panel or the adapter.
 */
export function filedUnder({ matter, crisis }: Issue, random: Random): string | undefined {
  const slip = random.next()
  if (slip < 0.035) return undefined
  if (crisis && slip < 0.11) return random.pick(["Control panel", "Power adapter"])
  if (slip > 0.98) return random.pick(matters.filter((other) => other.product === matter.product)).component
  return matter.component
}

/**
 * A fault has its serial number read out, which gives the batch, nearly always; help with pairing seldom needs it; a
 * question or a parcel never does.
 */
export function readSerial({ matter, unit }: Issue, random: Random): Unit | undefined {
  const asked = /^(fan|airSensor|panel|powerAdapter|lumen)/.test(matter.theme)
    ? 0.9
    : matter.theme === "pairing"
      ? 0.25
      : 0
  return random.chance(asked) ? unit : undefined
}

export function mediumFor(who: Customer, matter: Matter, random: Random): Medium {
  const urgent = matter.severity > 0.6
  if (isChina(who.region.name))
    return random.weighted([
      ["chat", 50],
      ["call", urgent ? 36 : 22],
      ["ticket", 22],
      ["email", 4],
    ])
  return random.weighted([
    ["call", urgent ? 46 : 31],
    ["chat", 25],
    ["ticket", 23],
    ["email", 20],
  ])
}

export function touchpointOf(medium: Medium): string {
  return medium === "call" ? "Support call" : medium === "chat" ? "Support chat" : "Support case"
}

export function channelOf(medium: Medium, who: Customer): string {
  if (medium === "call") return "phone"
  if (medium === "email") return "e-mail"
  if (medium === "ticket") return "web form"
  return isChina(who.region.name) ? "WeChat" : "chat"
}

/** Desks answer by day; tickets and mails come until late. Minutes after midnight UTC. */
export function minuteOfDay(who: Customer, medium: Medium, random: Random): number {
  const local =
    medium === "call" || medium === "chat"
      ? 60 * (9 + 10.5 * ((random.next() + random.next()) / 2))
      : 60 * (7 + 16 * random.next())
  return (local - who.region.hours * 60 + 2880) % 1440
}
