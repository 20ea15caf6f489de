import type { FeedbackInput } from "../feedback-input.ts"
import { type Random, seededRandom } from "../random.ts"
import { type Calendar, days } from "./calendar.ts"
import { appReleases, businessUnits, inForce, isChina, type Matter } from "./catalogue.ts"
import { everyIssue, type Issue } from "./issues.ts"
import type { Owners } from "./owners.ts"
import type { Customer, Unit } from "./people.ts"
import type { Sales } from "./sales.ts"
import { agentFor, speakerAt } from "./speaker.ts"
import { judgeEffort, judgeService, type Medium, type ProblemTold, tellProblem } from "./voice/tell.ts"

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
      said.push(made.contact)
      const asked = lastAsked.get(issue.who)
      if (asked === undefined || day - asked > 21) {
        const answer = made.answer()
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
) {
  const { issue, nth, day } = at
  const { matter, who, unit } = issue
  const medium = nth > 1 && random.chance(0.45) ? "call" : mediumFor(who, matter, random)
  const minute = minuteOfDay(who, medium, random)
  const agent = agentFor(who, random)
  const ticket = at.ticket || `#${104_000 + random.int(0, 1_200) + Math.floor((day / days) * 30_000)}`
  const anger =
    matter.severity * 0.62 -
    who.temper * 0.22 +
    0.13 * (nth - 1) +
    Math.min(3, who.griefs.length) * 0.03 +
    random.normal(0, 0.1)
  const wait = medium === "call" || medium === "chat" ? (medium === "chat" ? at.wait * 0.6 : at.wait) : undefined
  const told: ProblemTold = { theme: matter.theme, medium, nth, crisis: issue.crisis }
  const by = speakerAt(
    who,
    { day, product: matter.product, unit, theme: matter.theme, anger, nth, waitMinutes: wait, agent, ticket },
    calendar,
    random,
  )
  const solved = random.chance(Math.max(0.05, matter.solved - 0.09 * (nth - 1)))
  const known = readSerial(issue, random)
  // Only the form within the app sends its version along.
  const version = matter.product === "Northlight app" && medium === "ticket" && random.chance(0.6)
  const about = {
    ...aboutMatter(matter, who),
    ...(known ? { batch: known.batch } : {}),
    ...(version ? { version: inForce(appReleases, (days - day) / 7) } : {}),
  }
  const occurredAt = calendar.time(day, minute)
  const contact: FeedbackInput = {
    source: medium === "call" ? "phone" : "helpdesk",
    occurredAt,
    kind: medium,
    channel: channelOf(medium, who),
    touchpoint: medium === "call" ? "Support call" : medium === "chat" ? "Support chat" : "Support case",
    ...about,
    person: who.ref,
    attributes: {
      ...unitAttributes(known, day),
      contactNumber: nth,
      solved,
      desk: who.region.desk,
      ...(wait !== undefined
        ? {
            waitMinutes: Math.round(wait * 10) / 10,
            handleMinutes: Math.round(random.normal(8 + matter.severity * 5, 2.5) * 10) / 10,
          }
        : {}),
    },
  }
  if (medium !== "call" || random.chance(issue.crisis ? 0.6 : 0.36)) {
    if (medium !== "chat" || random.chance(0.82)) contact.text = tellProblem(told, by, random)
  }
  const answer = (): FeedbackInput | undefined => {
    if (!random.chance(issue.crisis ? 0.52 : 0.47)) return undefined
    const later = Math.min(calendar.end - 1000, Date.parse(occurredAt) + Math.round((12 + random.wait(240)) * 60_000))
    const effort = medium !== "call" && random.chance(0.3)
    const felt =
      0.8 +
      who.temper * 0.13 +
      (solved ? 0.1 : -0.42) -
      matter.severity * 0.2 -
      Math.min(0.34, (wait ?? 3) * 0.011) -
      0.07 * (nth - 1) -
      (issue.crisis ? 0.14 : 0) +
      random.normal(0, 0.14)
    const base: FeedbackInput = {
      source: "survey",
      occurredAt: new Date(later).toISOString(),
      kind: "response",
      channel: isChina(who.region.name) ? "WeChat" : medium === "call" ? "sms" : "e-mail",
      touchpoint: medium === "call" ? "Support call" : medium === "chat" ? "Support chat" : "Support case",
      ...about,
      journeyStep: "Get help",
      person: who.ref,
      attributes: {
        survey: effort ? "Effort after contact" : medium === "call" ? "After call" : "After contact",
        contactNumber: nth,
        desk: who.region.desk,
        agent,
      },
    }
    if (effort) {
      const value = scaled(felt, 7)
      base.scores = [{ metric: "ces", value, scale: { min: 1, max: 7 } }]
      if (random.chance(value <= 4 ? 0.5 : 0.24)) base.text = judgeEffort((value - 1) / 6, told, by, random)
    } else {
      const value = scaled(felt, 5)
      base.scores = [{ metric: "csat", value, scale: { min: 1, max: 5 } }]
      if (random.chance(value <= 2 ? 0.62 : value === 3 ? 0.42 : 0.3))
        base.text = judgeService((value - 1) / 4, (wait ?? 0) > 9, told, by, random)
    }
    return base
  }
  return { contact, answer, solved, ticket }
}

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

/** A fault has its serial number read out, which gives the batch, nearly always; a question or a parcel has none. */
function readSerial(issue: Issue, random: Random): Unit | undefined {
  const fault = /^(fan|airSensor|panel|powerAdapter|pairing|lumen)/.test(issue.matter.theme)
  return fault && random.chance(0.9) ? issue.unit : undefined
}

function unitAttributes(unit: Unit | undefined, day: number): Record<string, string | number> {
  if (!unit) return {}
  return day >= unit.delivered ? { serial: unit.serial, daysOwned: day - unit.delivered } : { serial: unit.serial }
}

function mediumFor(who: Customer, matter: Matter, random: Random): Medium {
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

function channelOf(medium: Medium, who: Customer): string {
  if (medium === "call") return "phone"
  if (medium === "email") return "e-mail"
  if (medium === "ticket") return "web form"
  return isChina(who.region.name) ? "WeChat" : "chat"
}

/** Desks answer by day; tickets and mails come until late. Minutes after midnight UTC. */
function minuteOfDay(who: Customer, medium: Medium, random: Random): number {
  const local =
    medium === "call" || medium === "chat"
      ? 60 * (9 + 10.5 * ((random.next() + random.next()) / 2))
      : 60 * (7 + 16 * random.next())
  return (local - who.region.hours * 60 + 2880) % 1440
}

/** A feeling of about 0 … 1 on a scale 1 … max, with the habit of people to choose the ends. */
export function scaled(feeling: number, max: number): number {
  const stretched = 0.5 + (feeling - 0.5) * 1.28
  return Math.max(1, Math.min(max, Math.round(1 + stretched * (max - 1))))
}
