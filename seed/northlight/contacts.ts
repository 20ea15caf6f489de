import type { FeedbackInput } from "../feedback-input.ts"
import { type Random, seededRandom } from "../random.ts"
import { afterContact, type Contact } from "./after-contact.ts"
import { type Calendar, days } from "./calendar.ts"
import { appReleases, inForce } from "./catalogue.ts"
import { aboutMatter, channelOf, filedUnder, mediumFor, minuteOfDay, readSerial, touchpointOf } from "./desk.ts"
import { everyIssue, type Issue } from "./issues.ts"
import type { Owners } from "./owners.ts"
import type { Customer } from "./people.ts"
import type { Sales } from "./sales.ts"
import { agentFor, speakerAt } from "./speaker.ts"
import { tellProblem } from "./voice/tell.ts"

/** Calls, chats, tickets and e-mails with what is asked after them, and the grief they leave behind. */
export function contacts(calendar: Calendar, all: Sales, people: Customer[], owners: Owners): FeedbackInput[] {
  const random = seededRandom("northlight contacts")
  const issues = everyIssue(calendar, all, people, owners)
  const load = new Float64Array(days + 40)
  const said: FeedbackInput[] = []
  const queue = new Map<number, { issue: Issue; nth: number; ticket: string }[]>()
  const lastAsked = new Map<Customer, number>()
  const plan = (day: number, issue: Issue, nth: number, ticket: string) => {
    if (day >= days) return
    const list = queue.get(day)
    if (list) list.push({ issue, nth, ticket })
    else queue.set(day, [{ issue, nth, ticket }])
  }
  for (const issue of issues) plan(issue.day, issue, 1, "")
  for (let day = 0; day < days; day++) {
    for (const { issue, nth, ticket } of queue.get(day) ?? []) {
      load[day]! += 1
      const made = oneContact({ issue, nth, ticket, day, wait: waitOn(day, load, random) }, calendar, random)
      said.push(made.item)
      const asked = lastAsked.get(issue.who)
      if (asked === undefined || day - asked > 21) {
        const answer = afterContact(made, calendar, random)
        if (answer) {
          lastAsked.set(issue.who, day)
          said.push(answer)
        }
      }
      if (made.solved) continue
      issue.who.griefs.push([day, issue.matter.severity * (issue.crisis ? 1.6 : 1)])
      const patience = issue.crisis ? [0.66, 0.6, 0.5, 0.4] : [0.52, 0.4, 0.3, 0.1]
      if (random.chance(patience[nth - 1] ?? 0))
        plan(day + random.int(2, issue.crisis ? 8 : 11), issue, nth + 1, made.ticket)
    }
  }
  return said
}

/** Minutes in the queue: about four while the desks keep up, many when last week brought more than they are staffed for. */
function waitOn(day: number, load: Float64Array, random: Random): number {
  let lastWeek = 0
  for (let back = 1; back <= 7; back++) lastWeek += load[Math.max(0, day - back)]!
  const staffed = 62 + 72 * (day / days)
  const pressure = lastWeek / staffed
  return Math.max(0.4, random.wait(3.4 * Math.max(0.5, pressure) ** 3.2))
}

function oneContact(
  at: { issue: Issue; nth: number; ticket: string; day: number; wait: number },
  calendar: Calendar,
  random: Random,
): Contact {
  const { issue, nth, day } = at
  const { matter, who, unit } = issue
  const medium = nth > 1 && random.chance(0.45) ? "call" : mediumFor(who, matter, random)
  const agent = agentFor(who, random)
  const ticket = at.ticket || `#${104_000 + random.int(0, 1_200) + Math.floor((day / days) * 30_000)}`
  const anger =
    matter.severity * 0.62 -
    who.temper * 0.22 +
    0.13 * (nth - 1) +
    Math.min(3, who.griefs.length) * 0.03 +
    random.normal(0, 0.1)
  const waited = medium === "call" ? at.wait : medium === "chat" ? at.wait * 0.6 : null
  const told = { theme: matter.theme, medium, nth, crisis: issue.crisis }
  const moment = { day, product: matter.product, unit, theme: matter.theme, anger, nth, agent, ticket }
  const by = speakerAt(who, { ...moment, waitMinutes: waited ?? undefined }, calendar, random)
  const solved = random.chance(Math.max(0.05, matter.solved - 0.09 * (nth - 1)))
  const known = readSerial(issue, random)
  // Only the form within the app sends its version along.
  const version = matter.product === "Northlight app" && medium === "ticket" && random.chance(0.6)
  const about = {
    ...aboutMatter({ ...matter, component: filedUnder(issue, random) }, who),
    ...(known ? { batch: known.batch } : {}),
    ...(version ? { version: inForce(appReleases, (days - day) / 7) } : {}),
  }
  const item: FeedbackInput = {
    source: medium === "call" ? "phone" : "helpdesk",
    occurredAt: calendar.time(day, minuteOfDay(who, medium, random)),
    kind: medium,
    channel: channelOf(medium, who),
    touchpoint: touchpointOf(medium),
    ...about,
    person: who.ref,
    attributes: {
      case: ticket,
      contactNumber: nth,
      solved,
      desk: who.region.desk,
      agent,
      ...(known ? { serial: known.serial } : {}),
      ...(known && day >= known.delivered ? { daysOwned: day - known.delivered } : {}),
      ...(waited === null
        ? {}
        : { waitMinutes: tenths(waited), handleMinutes: tenths(random.normal(8 + matter.severity * 5, 2.5)) }),
    },
  }
  if (random.chance(medium === "call" ? (issue.crisis ? 0.6 : 0.36) : medium === "chat" ? 0.82 : 1))
    item.text = tellProblem(told, by, random)
  return { item, about, issue, told, by, solved, waited, agent, ticket }
}

function tenths(minutes: number): number {
  return Math.round(Math.max(0.5, minutes) * 10) / 10
}
