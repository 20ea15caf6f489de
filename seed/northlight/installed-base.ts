import type { OwnershipInput } from "../feedback-input.ts"
import { seededRandom } from "../random.ts"
import { type Calendar, days } from "./calendar.ts"
import { batches, type DeviceName, devices, firmware, matters } from "./catalogue.ts"
import { addUnit, type Customer, newCustomer, serialOf, type Unit } from "./people.ts"
import { batchOf, type Sales } from "./sales.ts"

/** An entry, and the language its owner is written to in. */
export type BaseEntry = { owned: OwnershipInput; language: "en" | "zh" }

/**
 * Everything customers on record own. From Aria 2 batch 7 on the shop keeps the serial number of every unit it sends
 * out, so of those the base is complete but for a few bought elsewhere; of earlier ones it has whoever registered.
 */
export function installedBase(calendar: Calendar, all: Sales, people: readonly Customer[]): BaseEntry[] {
  const quiet = quietOwners(calendar, all, people)
  const serials = new Set<string>()
  const random = seededRandom("northlight installed base")
  return [...people, ...quiet].flatMap((owner) =>
    owner.units.map((unit) => {
      let serial = unit.serial
      while (serials.has(serial)) serial = serialOf(unit.device, unit.batch, random)
      serials.add(serial)
      return {
        owned: entryOf(owner, { ...unit, serial }, calendar, random.int(210_000, 989_999)),
        language: owner.language,
      }
    }),
  )
}

const registered = 0.94

/** Owners of the latest batches of Aria 2 who had no reason to write: what was shipped, less what others are known to have. */
function quietOwners(calendar: Calendar, all: Sales, people: readonly Customer[]): Customer[] {
  const random = seededRandom("northlight quiet owners")
  const complete = new Set(batches["Aria 2"].slice(-2).map((batch) => batch.name))
  const known = new Map<string, number>()
  for (const unit of people.flatMap((one) => one.units)) {
    const key = `${unit.device} ${unit.batch}`
    known.set(key, (known.get(key) ?? 0) + 1)
  }
  const made: Customer[] = []
  for (let day = days - 13 * 7; day < days - 2; day++) {
    for (let sent = 0; sent < all.shipped["Aria 2"][day]!; sent++) {
      const batch = batchOf("Aria 2", day, random)
      if (!complete.has(batch) || !random.chance(registered)) continue
      const key = `Aria 2 ${batch}`
      const others = known.get(key) ?? 0
      if (others > 0) {
        known.set(key, others - 1)
        continue
      }
      const owner = newCustomer(people.length + made.length, day, random)
      addUnit(owner, "Aria 2", day, calendar, random)
      const unit = owner.units[0]!
      unit.batch = batch
      unit.serial = serialOf("Aria 2", batch, random)
      made.push(owner)
    }
  }
  return made
}

function entryOf(owner: Customer, unit: Unit, calendar: Calendar, order: number): OwnershipInput {
  return {
    person: owner.ref,
    ...(owner.account ? { account: owner.account } : {}),
    product: unit.device,
    component: partsOf[unit.device],
    version: versionAt(unit.device, unit.shipped),
    batch: unit.batch,
    serial: unit.serial,
    orderNumber: `NL${order}`,
    relation: owner.ref.role ?? "both",
    purchasedAt: calendar.date(unit.shipped),
  }
}

/** The firmware a unit left the factory with. */
function versionAt(device: DeviceName, day: number): string {
  const out = firmware[device].filter(([, weeks]) => days - weeks * 7 <= day)
  return (out.at(-1) ?? firmware[device][0]!)[0]
}

const partsOf = Object.fromEntries(
  devices.map((device) => [
    device,
    [...new Set(matters.flatMap((one) => (one.product === device && one.component ? [one.component] : [])))],
  ]),
) as Record<DeviceName, string[]>
