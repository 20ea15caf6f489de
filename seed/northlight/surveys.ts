import type { FeedbackInput } from "../feedback-input.ts"
import { type Random, seededRandom } from "../random.ts"
import { type Calendar, days } from "./calendar.ts"
import { businessUnits, isChina, matters, type ProductName, praiseFor } from "./catalogue.ts"
import { recommendation, scaled } from "./feeling.ts"
import type { Customer } from "./people.ts"
import { speakerAt } from "./speaker.ts"
import { giveReason, judgeDelivery } from "./voice/tell.ts"
import type { ProblemTheme } from "./voice/theme-words.ts"

/** Answers to "how was the delivery?", 1–5, a day or two after the parcel. */
export function deliverySurvey(calendar: Calendar, people: Customer[]): FeedbackInput[] {
  const random = seededRandom("northlight delivery survey")
  const answers: FeedbackInput[] = []
  for (const who of people) {
    for (const unit of who.units) {
      const day = unit.delivered + random.int(1, 3)
      if (day < 0 || day >= days || !random.chance(unit.late ? 0.5 : 0.38)) continue
      const damaged = random.chance(0.035)
      const feeling = 0.88 + who.temper * 0.12 - (unit.late ? 0.5 : 0) - (damaged ? 0.5 : 0) + random.normal(0, 0.13)
      const value = scaled(feeling, 5)
      const by = speakerAt(
        who,
        { day, product: unit.device, unit, theme: "deliveryLate", anger: 0.75 - feeling },
        calendar,
        random,
      )
      const answer: FeedbackInput = {
        source: "survey",
        occurredAt: calendar.time(day, answeringMinute(who, random)),
        kind: "response",
        channel: isChina(who.region.name) ? "WeChat" : "e-mail",
        touchpoint: "Delivery",
        product: unit.device,
        component: "Delivery",
        region: who.region.name,
        businessUnit: businessUnits[unit.device],
        journeyStep: "Receive",
        person: who.ref,
        scores: [{ metric: "csat", value, scale: { min: 1, max: 5 } }],
        attributes: { survey: "After delivery", daysToDeliver: unit.delivered - unit.shipped, lateParcel: unit.late },
      }
      if (random.chance(value <= 2 ? 0.62 : 0.3)) answer.text = judgeDelivery((value - 1) / 4, unit.late, by, random)
      answers.push(answer)
    }
  }
  return answers
}

/**
 * The relationship survey, 0–10: a sample of owners, each asked at most once a quarter, counted from the parcel. It
 * rolls through the year, so that no week drowns in answers.
 */
export function relationshipSurvey(calendar: Calendar, people: Customer[]): FeedbackInput[] {
  const random = seededRandom("northlight relationship survey")
  const answers: FeedbackInput[] = []
  for (const who of people) {
    const firstDelivered = who.units[0]!.delivered
    const answersAtAll = random.next() ** 1.6 * 0.27
    let asked = firstDelivered + 40 + random.int(0, 20)
    while (asked < 0) asked += 91
    for (; asked < days; asked += 91) {
      const day = asked + Math.floor(random.wait(2.2))
      if (!random.chance(answersAtAll) || day >= days) continue
      answers.push(relationshipAnswer(who, day, calendar, random))
    }
  }
  return answers
}

function relationshipAnswer(who: Customer, day: number, calendar: Calendar, random: Random): FeedbackInput {
  const unit = who.units.findLast((one) => one.delivered < day - 14) ?? who.units[0]!
  const failed = unit.failsOn !== undefined && unit.failsOn < day
  const product: ProductName = who.care && random.chance(0.15) ? "Care" : unit.device
  const grief = who.griefs.reduce(
    (sum, [since, depth]) => (since < day ? sum + depth * 0.5 ** ((day - since) / 150) : sum),
    0,
  )
  const feeling = 0.79 + who.temper * 0.24 - Math.min(0.4, grief * 0.12) - (failed ? 0.5 : 0) + random.normal(0, 0.15)
  const value = recommendation(feeling, random)
  const sore = failed ? "fanStops" : random.chance(0.6) ? soreOf(product, random) : null
  const moment = { day, product, unit, anger: 0.8 - feeling, ...(sore ? { theme: sore } : {}) }
  const date = new Date(calendar.at(day))
  const answer: FeedbackInput = {
    source: "survey",
    occurredAt: calendar.time(day, answeringMinute(who, random)),
    kind: "response",
    channel: isChina(who.region.name) ? "WeChat" : "e-mail",
    touchpoint: "Relationship survey",
    product,
    // The batch is known of devices that are linked to the app.
    ...(product === "Care" || who.phoneSystem === null ? {} : { batch: unit.batch }),
    region: who.region.name,
    businessUnit: businessUnits[product],
    journeyStep: "Use",
    person: who.ref,
    ...(who.account ? { account: who.account } : {}),
    scores: [{ metric: "nps", value, scale: { min: 0, max: 10 } }],
    attributes: {
      survey: "Relationship",
      quarter: `${date.getUTCFullYear()} Q${Math.floor(date.getUTCMonth() / 3) + 1}`,
      monthsOwned: Math.round((day - unit.delivered) / 30.4),
    },
  }
  if (random.chance(value <= 6 ? 0.55 : value >= 9 ? 0.42 : 0.36)) {
    const by = speakerAt(who, moment, calendar, random)
    answer.text = giveReason(value, random.pick(praiseFor[product]), sore, by, random)
  }
  const also = (metric: string, felt: number) =>
    answer.scores!.push({ metric, value: scaled(felt, 5), scale: { min: 1, max: 5 } })
  if (random.chance(0.3)) also("value", feeling - 0.1 + random.normal(0, 0.1))
  if (random.chance(0.3)) also("quality", feeling + 0.05 - (failed ? 0.2 : 0))
  return answer
}

/** What a person would name as the sore point of a product, as often as it comes up. */
export function soreOf(product: ProductName, random: Random): ProblemTheme {
  const own = matters.filter(
    (matter) => matter.product === product && matter.theme !== "howTo" && matter.theme !== "fanStops",
  )
  return random.weighted(own.map((matter) => [matter.theme, (matter.perOwners ?? 0) + (matter.perNewUnit ?? 0) / 60]))
}

/** Surveys are answered over breakfast, at lunch and in the evening. */
export function answeringMinute(who: Customer, random: Random): number {
  const local =
    60 *
      random.weighted([
        [8, 3],
        [12, 3],
        [19, 4],
        [21, 3],
      ]) +
    random.normal(0, 55)
  return (local - who.region.hours * 60 + 2880) % 1440
}
