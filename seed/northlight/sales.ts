import { type Random, seededRandom } from "../random.ts"
import type { Calendar } from "./calendar.ts"
import { days } from "./calendar.ts"
import { batches, type DeviceName, devices, type ProductName } from "./catalogue.ts"
import { story } from "./story.ts"

/** Units sent out each day, and how many are owned: the denominators of everything else. */
export type Sales = {
  /** Units of a device shipped on a day of the world (0 … 727). */
  shipped: Record<DeviceName, number[]>
  /** Owners of a product at the end of a day. */
  owners(product: ProductName, day: number): number
  /** Customers of any kind at the end of a day. */
  customers(day: number): number
}

/** How many customers and shipments a product had in a month; the month of the anchor is counted up to the anchor. */
export type MonthlyCustomers = { month: string; product: ProductName; customers: number; shipments: number }

export function sales(calendar: Calendar): Sales {
  const random = seededRandom("northlight sales")
  const shipped = Object.fromEntries(
    devices.map((device) => [
      device,
      Array.from({ length: days }, (_, day) => random.poisson(expectedShipments(device, calendar, day))),
    ]),
  ) as Record<DeviceName, number[]>
  const owned = Object.fromEntries(
    devices.map((device) => [device, runningTotal(shipped[device], ownedBefore[device])]),
  ) as Record<DeviceName, number[]>
  const customers = (day: number) =>
    Math.round((owned["Aria 1"][day]! + owned["Aria 2"][day]! * 0.86 + owned.Lumen[day]! * 0.42) * 0.91)
  return {
    shipped,
    customers,
    owners: (product, day) => {
      if (product === "Northlight app") return Math.round(customers(day) * 0.71)
      if (product === "Care") return Math.round(customers(day) * (0.24 + (0.08 * day) / days))
      return Math.round(owned[product][day]! * 0.93)
    },
  }
}

/** The batch of a unit shipped on a day; a new batch takes four weeks to replace the old one on the shelves. */
export function batchOf(device: DeviceName, day: number, random: Random): string {
  const started = batches[device].filter((batch) => days - batch.weeksBefore * 7 <= day)
  const newest = started.at(-1) ?? batches[device][0]!
  const age = day - (days - newest.weeksBefore * 7)
  const before = started.at(-2)
  return before && random.next() > 0.12 + age / 28 ? before.name : newest.name
}

export function monthlyCustomers(calendar: Calendar, all: Sales): MonthlyCustomers[] {
  const rows: MonthlyCustomers[] = []
  const lastDays = new Map<string, number>()
  for (let day = 0; day < days; day++) lastDays.set(calendar.month(day), day)
  for (const [month, last] of lastDays) {
    for (const product of [...devices, "Northlight app", "Care"] as const) {
      let shipments = 0
      if (product !== "Northlight app" && product !== "Care")
        for (let day = last; day >= 0 && calendar.month(day) === month; day--) shipments += all.shipped[product][day]!
      rows.push({ month, product, customers: all.owners(product, last), shipments })
    }
  }
  return rows
}

/** 1 on an ordinary day; heat drives fans, the weeks before Christmas drive presents. */
export function demand(device: DeviceName, yearShare: number): number {
  const christmas = bump(yearShare, 0.93, 0.035)
  if (device === "Lumen") return 0.92 + 1.5 * christmas + 0.2 * bump(yearShare, 0.83, 0.08)
  return 0.88 + 0.34 * bump(yearShare, 0.53, 0.09) + 0.7 * christmas + 0.18 * bump(yearShare, 0.28, 0.05)
}

function expectedShipments(device: DeviceName, calendar: Calendar, day: number): number {
  const weeksLeft = (days - day) / 7
  const perWeek = plan[device](weeksLeft)
  const campaign = weeksLeft <= story.campaign.from && weeksLeft > story.campaign.to ? 1.55 : 1
  return (perWeek / 7) * shippingDays[calendar.weekday(day)]! * demand(device, calendar.yearShare(day)) * campaign
}

const ownedBefore: Record<DeviceName, number> = { "Aria 1": 19_400, "Aria 2": 0, Lumen: 0 }

/** Units a week, before season and campaigns. */
const plan: Record<DeviceName, (weeksLeft: number) => number> = {
  "Aria 1": (left) => (left > story.arrivalOfAria2 ? 235 + (104 - left) : 165 - 75 * (1 - left / story.arrivalOfAria2)),
  "Aria 2": (left) =>
    left > story.arrivalOfAria2
      ? 0
      : 135 + 150 * (1 - left / story.arrivalOfAria2) + 190 * Math.exp(-(story.arrivalOfAria2 - left) / 2.5),
  Lumen: (left) =>
    left > story.lumenLaunch
      ? 0
      : 85 + 75 * (1 - left / story.lumenLaunch) + 130 * Math.exp(-(story.lumenLaunch - left) / 3),
}

const shippingDays = [0.25, 1.3, 1.25, 1.2, 1.2, 1.25, 0.55]

function bump(at: number, centre: number, width: number): number {
  return Math.exp(-((at - centre) ** 2) / (2 * width ** 2))
}

function runningTotal(counts: number[], start: number): number[] {
  let total = start
  return counts.map((count) => {
    total += count
    return total
  })
}
