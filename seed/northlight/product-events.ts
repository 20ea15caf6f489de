import type { ProductEventInput } from "../feedback-input.ts"
import { type Random, seededRandom } from "../random.ts"
import { type Calendar, days } from "./calendar.ts"
import { appReleases, firmware, inForce } from "./catalogue.ts"
import type { Customer, Unit } from "./people.ts"
import { story } from "./story.ts"

/** Day by day, oldest first: opening the app, pairing, modes, filters, error codes. Motors that will fail stall before. */
export function* productEvents(calendar: Calendar, people: Customer[]): Iterable<ProductEventInput> {
  const random = seededRandom("northlight product events")
  const linked = people
    .filter((who) => who.phoneSystem !== null)
    .sort((a, b) => a.units[0]!.delivered - b.units[0]!.delivered)
  const scheduled = plannedEvents(linked, random)
  let number = 0
  let joined = 0
  for (let day = 0; day < days; day++) {
    while (joined < linked.length && linked[joined]!.units[0]!.delivered <= day) joined++
    const today = scheduled.get(day) ?? []
    const visits = random.poisson(joined * 0.036 * (calendar.weekday(day) % 6 === 0 ? 1.15 : 0.94))
    for (let i = 0; i < visits; i++) {
      const who = linked[random.int(0, joined - 1)]!
      const unit = who.units.findLast((one) => one.delivered <= day) ?? who.units[0]!
      if (unit.delivered > day) continue
      today.push(visit(unit, day, random))
    }
    const timed = today.map((event) => ({ event, minute: minuteOf(event, random) }))
    timed.sort((a, b) => a.minute - b.minute)
    for (const { event, minute } of timed)
      yield finished(event, `nl-event-${1_000_000 + number++}`, day, minute, calendar)
  }
}

type Planned = { name: string; unit: Unit; attributes: ProductEventInput["attributes"]; minute?: number }

function visit(unit: Unit, day: number, random: Random): Planned {
  const weeksLeft = (days - day) / 7
  const broken = weeksLeft <= story.signInBug.from && weeksLeft > story.signInBug.to
  if (broken && random.chance(0.16)) return { name: "sign-in failed", unit, attributes: { reason: "session expired" } }
  const stopped = unit.failsOn !== undefined && day >= unit.failsOn
  if (stopped && random.chance(0.4))
    return { name: "error shown", unit, attributes: { code: "E07", meaning: "motor stalled" } }
  const name = random.weighted([
    ["app opened", 60],
    ["mode changed", 14],
    ["schedule set", 4],
    ["air history viewed", 8],
    ["device went offline", 3],
    ["error shown", 0.7],
  ])
  return { name, unit, attributes: attributesOf(name, unit, random) }
}

function attributesOf(name: string, unit: Unit, random: Random): ProductEventInput["attributes"] {
  if (name === "app opened") return { seconds: Math.round(8 + random.wait(50)) }
  if (name === "mode changed")
    return {
      mode:
        unit.device === "Lumen"
          ? random.pick(["warm", "bright", "night"])
          : random.pick(["auto", "sleep", "high", "low"]),
    }
  if (name === "error shown")
    return unit.device === "Lumen"
      ? { code: "L02", meaning: "charging fault" }
      : random.pick([
          { code: "E03", meaning: "filter not seated" },
          { code: "E05", meaning: "sensor blocked" },
          { code: "E07", meaning: "motor stalled" },
        ])
  return {}
}

/** What follows from owning: pairing after unpacking, a filter twice a year, firmware, and stalls before a failure. */
function plannedEvents(linked: Customer[], random: Random): Map<number, Planned[]> {
  const planned = new Map<number, Planned[]>()
  const on = (day: number, event: Planned) => {
    if (day < 0 || day >= days) return
    const list = planned.get(day)
    if (list) list.push(event)
    else planned.set(day, [event])
  }
  for (const who of linked) {
    for (const unit of who.units) {
      pairing(unit, on, random)
      if (unit.device !== "Lumen")
        for (let day = unit.delivered + random.int(150, 200); day < days; day += random.int(150, 215))
          on(day, { name: "filter reset", unit, attributes: { hours: random.int(1800, 4200) } })
      for (const [version, weeks] of firmware[unit.device]) {
        const day = days - Math.round(weeks * 7) + random.int(0, 20)
        if (day > unit.delivered) on(day, { name: "firmware updated", unit, attributes: { to: version } })
      }
      if (unit.failsOn === undefined) continue
      for (let stalls = random.int(1, 5); stalls > 0; stalls--)
        on(unit.failsOn - random.int(0, 4), {
          name: "error shown",
          unit,
          attributes: { code: "E07", meaning: "motor stalled" },
        })
    }
  }
  subscriptions(linked, on)
  return planned
}

// One in nine lets filters come by subscription; paying for it was harder in a release of the app. By dice of its own,
// so that the rest of the story stays as it is.
function subscriptions(linked: Customer[], on: (day: number, event: Planned) => void): void {
  const random = seededRandom("northlight subscriptions")
  for (const who of linked) {
    if (!random.chance(0.11)) continue
    const unit = who.units[0]!
    for (let day = unit.delivered + random.int(5, 60); day < days; day += random.int(150, 240)) {
      const plan = random.pick(["monthly", "yearly"])
      let minute = random.int(60, 1_300)
      on(day, { name: "subscription opened", unit, minute, attributes: { plan } })
      if (random.chance(0.14)) continue
      minute += 0.4 + random.wait(1)
      on(day, { name: "address entered", unit, minute, attributes: { plan } })
      if (random.chance(plan === "yearly" ? 0.2 : 0.1)) continue
      minute += 0.5 + random.wait(1.2)
      const card = random.pick(["card", "PayPal"])
      const works = random.chance(card === "card" ? 0.82 : 0.93)
      on(day, { name: works ? "subscription paid" : "payment declined", unit, minute, attributes: { plan, card } })
    }
  }
}

function pairing(unit: Unit, on: (day: number, event: Planned) => void, random: Random): void {
  let day = unit.delivered + random.int(0, 2)
  let minute = random.int(60, 1300)
  for (let attempt = 1; attempt <= 5; attempt++) {
    on(day, { name: "pairing started", unit, minute, attributes: { attempt } })
    const works = random.chance(unit.device === "Lumen" ? 0.84 : 0.78)
    const seconds = Math.round(works ? 35 + random.wait(50) : 60 + random.wait(60))
    const result = { unit, minute: minute + seconds / 60, attributes: { attempt, seconds } }
    if (works) {
      on(day, { name: "pairing succeeded", ...result })
      return
    }
    on(day, {
      name: "pairing failed",
      ...result,
      attributes: {
        attempt,
        seconds,
        reason: random.pick(["timeout", "wrong password", "5 GHz network", "no Bluetooth"]),
      },
    })
    if (random.chance(0.25)) return
    if (random.chance(0.3)) day++
    else minute += random.int(3, 20)
    if (minute > 1430) return
  }
}

function minuteOf({ unit, minute }: Planned, random: Random): number {
  if (minute !== undefined) return minute
  const local = 60 * random.weighted(busyHours) + random.normal(0, 50)
  return (local - unit.owner.region.hours * 60 + 2880) % 1440
}

function finished(event: Planned, id: string, day: number, minute: number, calendar: Calendar): ProductEventInput {
  const { unit } = event
  const who = unit.owner
  const weeksLeft = (days - day) / 7
  return {
    id,
    name: event.name,
    occurredAt: calendar.time(day, minute),
    person: { externalId: who.ref.externalId! },
    product: unit.device,
    version: inForce(firmware[unit.device], weeksLeft),
    batch: unit.batch,
    region: who.region.name,
    attributes: { ...event.attributes, app: inForce(appReleases, weeksLeft), system: who.phoneSystem ?? "Android" },
  }
}

const busyHours = [
  [7, 4],
  [8, 4],
  [13, 2],
  [18, 4],
  [20, 5],
  [22, 4],
] as const
