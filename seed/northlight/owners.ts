import type { Random } from "../random.ts"
import { type DeviceName, devices, type ProductName } from "./catalogue.ts"
import type { Customer, Unit } from "./people.ts"

/** Owners arranged so that one of a device, shipped by a day, can be drawn quickly. */
export type Owners = { pick(product: ProductName, day: number, random: Random, newestDays?: number): Unit | undefined }

export function ownersByShipping(all: Customer[]): Owners {
  const units = Object.fromEntries(
    devices.map((device) => [
      device,
      all
        .flatMap((one) => one.units.filter((unit) => unit.device === device))
        .sort((a, b) => a.delivered - b.delivered),
    ]),
  ) as Record<DeviceName, Unit[]>
  const everything = Object.values(units)
    .flat()
    .sort((a, b) => a.delivered - b.delivered)
  return {
    pick: (product, day, random, newestDays) => {
      const list = product === "Northlight app" || product === "Care" ? everything : units[product]
      const until = firstAfter(list, day)
      const from = newestDays ? firstAfter(list, day - newestDays) : 0
      if (until <= from) return undefined
      for (let attempt = 0; attempt < 40; attempt++) {
        const unit = list[random.int(from, until - 1)]!
        if (product === "Care" && !unit.owner.care) continue
        if (product === "Northlight app" && !unit.owner.phoneSystem) continue
        if (unit.failsOn !== undefined && day >= unit.failsOn) continue
        return unit
      }
      return undefined
    },
  }
}

function firstAfter(list: Unit[], day: number): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (list[middle]!.delivered <= day) low = middle + 1
    else high = middle
  }
  return low
}
