import type { FeedbackInput } from "../feedback-input.ts"
import type { Random } from "../random.ts"
import type { Calendar } from "./calendar.ts"
import { isChina } from "./catalogue.ts"
import { touchpointOf } from "./desk.ts"
import { scaled } from "./feeling.ts"
import type { Issue } from "./issues.ts"
import type { Speaker } from "./voice/sentence.ts"
import { judgeEffort, judgeService, type ProblemTold } from "./voice/tell.ts"

/** A contact that has been, and what shapes the score given after it. */
export type Contact = {
  item: FeedbackInput
  /** Product, part, batch and place, as filed: the answer carries the same. */
  about: Partial<FeedbackInput>
  issue: Issue
  told: ProblemTold
  by: Speaker
  solved: boolean
  /** Minutes in the queue; null where nobody waits. */
  waited: number | null
  agent: string
  ticket: string
}

/** The answer to the survey after a contact, if the person gives one: satisfaction 1–5, sometimes effort 1–7. */
export function afterContact(contact: Contact, calendar: Calendar, random: Random): FeedbackInput | undefined {
  const { item, about, issue, told, by, waited, agent } = contact
  const { who } = issue
  if (!random.chance(issue.crisis ? 0.52 : 0.47)) return undefined
  const later = Date.parse(item.occurredAt!) + Math.round((12 + random.wait(240)) * 60_000)
  const effort = told.medium !== "call" && random.chance(0.3)
  const felt = feelingAfter(contact, random)
  const answer: FeedbackInput = {
    source: "survey",
    occurredAt: new Date(Math.min(calendar.end - 1000, later)).toISOString(),
    kind: "response",
    channel: isChina(who.region.name) ? "WeChat" : told.medium === "call" ? "sms" : "e-mail",
    touchpoint: touchpointOf(told.medium),
    ...about,
    journeyStep: "Get help",
    person: who.ref,
    attributes: {
      survey: effort ? "Effort after contact" : told.medium === "call" ? "After call" : "After contact",
      contactNumber: told.nth,
      desk: who.region.desk,
      agent,
    },
  }
  if (effort) {
    const value = scaled(felt, 7)
    answer.scores = [{ metric: "ces", value, scale: { min: 1, max: 7 } }]
    if (random.chance(value <= 4 ? 0.5 : 0.24)) answer.text = judgeEffort((value - 1) / 6, told, by, random)
  } else {
    const value = scaled(felt, 5)
    answer.scores = [{ metric: "csat", value, scale: { min: 1, max: 5 } }]
    if (random.chance(value <= 2 ? 0.62 : value === 3 ? 0.42 : 0.3))
      answer.text = judgeService((value - 1) / 4, (waited ?? 0) > 9, told, by, random)
  }
  return answer
}

/** About 0 … 1: whether it was solved counts most, then how bad it is, the wait, and having to come back. */
function feelingAfter({ issue, told, solved, waited }: Contact, random: Random): number {
  return (
    0.8 +
    issue.who.temper * 0.13 +
    (solved ? 0.1 : -0.42) -
    issue.matter.severity * 0.2 -
    Math.min(0.34, (waited ?? 3) * 0.011) -
    0.07 * (told.nth - 1) -
    (issue.crisis ? 0.14 : 0) +
    random.normal(0, 0.14)
  )
}
