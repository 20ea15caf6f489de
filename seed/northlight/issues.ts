import { seededRandom } from "../random.ts"
import { type Calendar, days } from "./calendar.ts"
import { type DeviceName, type Matter, matters, parcelMatters } from "./catalogue.ts"
import type { Owners } from "./owners.ts"
import type { Customer, Unit } from "./people.ts"
import { demand, type Sales } from "./sales.ts"
import { story } from "./story.ts"

/** One wish to get in touch, before it is known how. */
export type Issue = { matter: Matter; who: Customer; unit?: Unit; day: number; crisis: boolean }

/** Everything that makes somebody get in touch for the first time, in no order. */
export function everyIssue(calendar: Calendar, all: Sales, people: Customer[], owners: Owners): Issue[] {
  const random = seededRandom("northlight issues")
  const issues: Issue[] = []
  let weekMood = 1
  for (let day = 0; day < days; day++) {
    if (day % 7 === 0) weekMood = Math.exp(random.normal(0, 0.1))
    const mood = weekMood * Math.exp(random.normal(0, 0.07)) * contactDays[calendar.weekday(day)]! * 0.97
    for (const matter of matters) {
      const factor = mood * seasonOf(matter, calendar.yearShare(day)) * happening(matter, day)
      const standing = ((matter.perOwners ?? 0) * all.owners(matter.product, day)) / 7000
      for (let i = random.poisson(standing * factor); i > 0; i--) {
        const unit = owners.pick(matter.product, day, random)
        if (unit) issues.push({ matter, who: unit.owner, unit, day, crisis: false })
      }
      if (matter.perNewUnit === undefined || matter.product === "Northlight app" || matter.product === "Care") continue
      const fresh = (matter.perNewUnit * delivered(all, matter.product, day)) / 1000
      for (let i = random.poisson(fresh * factor); i > 0; i--) {
        const unit = owners.pick(matter.product, day, random, 24)
        if (unit) issues.push({ matter, who: unit.owner, unit, day, crisis: false })
      }
    }
    for (const matter of parcelMatters) {
      if (matter.theme === "deliveryLate") continue
      for (const product of ["Aria 1", "Aria 2", "Lumen"] as const) {
        const expected = (matter.perNewUnit * delivered(all, product, day)) / 1000
        for (let i = random.poisson(expected * mood); i > 0; i--) {
          const unit = owners.pick(product, day, random, matter.theme === "returns" ? 40 : 9)
          if (unit) issues.push({ matter: { ...matter, product }, who: unit.owner, unit, day, crisis: false })
        }
      }
    }
  }
  const late = parcelMatters.find((matter) => matter.theme === "deliveryLate")!
  const motor = matters.find((matter) => matter.theme === "fanStops" && matter.product === "Aria 2")!
  for (const who of people) {
    for (const unit of who.units) {
      const waited = unit.shipped + random.int(4, 7)
      if (unit.late && waited >= 0 && waited < days && random.chance(0.3))
        issues.push({ matter: { ...late, product: unit.device }, who, unit, day: waited, crisis: false })
      if (unit.failsOn !== undefined && random.chance(0.82))
        issues.push({
          matter: { ...motor, severity: 0.92, solved: 0.16 },
          who,
          unit,
          day: Math.min(
            days - 1,
            unit.failsOn +
              random.weighted([
                [0, 5],
                [1, 3],
                [2, 2],
                [4, 1],
              ]),
          ),
          crisis: true,
        })
    }
  }
  return issues
}

/** The benign stories: a launch, a price, a broken release, a campaign, each lifts some matters for a while. */
function happening(matter: Matter, day: number): number {
  const weeksLeft = (days - day) / 7
  const within = (from: number, to: number) => weeksLeft <= from && weeksLeft > to
  if (matter.theme === "carePrice" || matter.theme === "careCancel") {
    const since = story.carePriceRise - weeksLeft
    if (since >= -0.6) return 1 + (matter.theme === "carePrice" ? 44 : 4) * Math.exp(-Math.max(0, since) / 2)
  }
  if (matter.theme === "signIn" && within(story.signInBug.from, story.signInBug.to - 0.3)) return 26
  if (matter.theme === "howTo" && within(story.campaign.from, story.campaign.to)) return 1.5
  if (
    matter.product === "Aria 2" &&
    matter.theme === "pairing" &&
    within(story.arrivalOfAria2, story.arrivalOfAria2 - 4)
  )
    return 1.8
  return 1
}

function seasonOf(matter: Matter, yearShare: number): number {
  if (matter.season === "summer") return 0.62 + 0.62 * demand("Aria 2", yearShare) - 0.25 * (yearShare > 0.88 ? 1 : 0)
  if (matter.season === "winter") return 1 + 0.28 * Math.cos(2 * Math.PI * (yearShare - 0.02))
  return 1
}

function delivered(all: Sales, product: DeviceName, day: number): number {
  let units = 0
  for (let back = 2; back < 16; back++) units += all.shipped[product][Math.max(0, day - back)]!
  return units / 14
}

const contactDays = [0.72, 1.24, 1.12, 1.06, 1.02, 1.0, 0.84]
