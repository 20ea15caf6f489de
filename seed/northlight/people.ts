import type { PersonInput } from "../feedback-input.ts"
import { type Random, seededRandom } from "../random.ts"
import { type Calendar, days } from "./calendar.ts"
import { type DeviceName, devices, isChina, type Region, regions } from "./catalogue.ts"
import { accounts, chineseFamily, chineseGiven, westernNames } from "./names.ts"
import { phoneNumber } from "./reserved-phones.ts"
import { batchOf, type Sales } from "./sales.ts"
import { story } from "./story.ts"

export type Unit = {
  device: DeviceName
  batch: string
  serial: string
  shipped: number
  delivered: number
  late: boolean
  owner: Customer
  /** Day on which the motor of the planted crisis fails; most units have none. */
  failsOn?: number
}

export type Customer = {
  number: number
  ref: PersonInput
  name: string
  first: string
  region: (typeof regions)[number]
  language: "en" | "zh"
  account?: string
  units: Unit[]
  care: boolean
  phoneSystem: "iOS" | "Android" | null
  /** −1 … 1: how easily pleased. */
  temper: number
  /** How one writes: share of comments kept short, careless typing, emoji. */
  terse: number
  careless: number
  emoji: number
  /** Matters that were not solved: the day, and how deep each went. Left by the contacts, felt by later answers. */
  griefs: [day: number, depth: number][]
}

/** Customers on record, each with what they own; those whose motor fails come in by the same door as all others. */
export function customers(calendar: Calendar, all: Sales): Customer[] {
  const random = seededRandom("northlight people")
  const made: Customer[] = []
  const joins = joiningDays(all)
  const add = (joined: number, device: DeviceName) => {
    const customer = newCustomer(made.length, joined, random)
    made.push(customer)
    addUnit(customer, device, joined, calendar, random)
    return customer
  }
  for (let i = 0; i < regulars; i++) {
    const before = random.next() < 0.37
    const joined = before ? -random.int(1, 230) : joins.pick(random)
    const device = before ? "Aria 1" : random.weighted(devices.map((name) => [name, all.shipped[name][joined]!]))
    const customer = add(joined, device)
    let last = joined
    while (random.chance(0.27)) {
      last = Math.max(0, last) + random.int(20, 300)
      if (last >= days) break
      addUnit(
        customer,
        random.weighted(devices.map((name) => [name, all.shipped[name][last]! + 0.01])),
        last,
        calendar,
        random,
      )
    }
  }
  for (const unit of failingUnits(all, random)) {
    const customer = add(unit.shipped, "Aria 2")
    customer.units[0]!.batch = unit.batch
    customer.units[0]!.serial = serialOf("Aria 2", unit.batch, random)
    customer.units[0]!.failsOn = Math.max(unit.failsOn, customer.units[0]!.delivered + 3)
  }
  return made
}

const regulars = 8_760

/** Every unit whose motor fails before the anchor: about three weeks after shipping, some much later. */
function failingUnits(all: Sales, random: Random): { shipped: number; batch: string; failsOn: number }[] {
  const failing: { shipped: number; batch: string; failsOn: number }[] = []
  const { shares, afterDays, spread } = story.motorFails
  for (let shipped = days - 13 * 7; shipped < days; shipped++) {
    for (let unit = 0; unit < all.shipped["Aria 2"][shipped]!; unit++) {
      const batch = batchOf("Aria 2", shipped, random)
      if (!random.chance(shares[batch] ?? 0)) continue
      const lasts = Math.max(6, random.normal(afterDays, spread)) + (random.chance(0.35) ? random.wait(24) : 0)
      if (shipped + lasts < days - 1) failing.push({ shipped, batch, failsOn: Math.floor(shipped + lasts) })
    }
  }
  return failing
}

export function newCustomer(number: number, joined: number, random: Random): Customer {
  const regionName = random.weighted(regionShares(joined))
  const region = regions.find((one) => one.name === regionName)!
  const language = random.chance(region.chinese) ? "zh" : "en"
  const person = nameFor(region.name, region.phone, language, random)
  const ref: PersonInput = {
    externalId: `NL-${100_000 + number * 7}`,
    name: person.name,
    role: random.weighted([
      ["both", 0.8],
      ["buyer", 0.12],
      ["user", 0.08],
    ]),
  }
  if (random.chance(isChina(region.name) ? 0.45 : 0.93))
    ref.email = `${person.latin}${number}@${random.pick(mailHosts)}`
  const phone = phoneNumber(region.phone, number)
  if (phone && random.chance(0.7)) ref.phone = phone
  if (isChina(region.name) && random.chance(0.7)) ref.anonymousId = `wechat-${(number * 7919 + 13).toString(36)}`
  return {
    number,
    ref,
    name: person.name,
    first: person.first,
    region,
    language,
    account: random.chance(0.012) ? accountIn(region.name, random) : undefined,
    units: [],
    care: random.chance(0.3),
    phoneSystem: random.chance(0.74) ? (random.chance(isChina(region.name) ? 0.38 : 0.56) ? "iOS" : "Android") : null,
    temper: Math.max(-1, Math.min(1, random.normal(0.1, 0.42))),
    terse: random.next(),
    careless: random.next() ** 2,
    emoji: random.next() ** 3,
    griefs: [],
  }
}

export function addUnit(
  owner: Customer,
  device: DeviceName,
  shipped: number,
  calendar: Calendar,
  random: Random,
): void {
  const batch = batchOf(device, shipped, random)
  const late = random.chance(lateShare(owner.region.name, shipped, calendar))
  const china = isChina(owner.region.name)
  const delivered = shipped + (china ? random.int(1, 3) : random.int(2, 4)) + (late ? random.int(3, 11) : 0)
  owner.units.push({ device, batch, serial: serialOf(device, batch, random), shipped, delivered, late, owner })
}

/** Share of parcels that come late: a few always, many before Christmas, most during the strike in its region. */
function lateShare(region: string, shipped: number, calendar: Calendar): number {
  const weeksLeft = (days - shipped) / 7
  if (region === story.strike.region && weeksLeft <= story.strike.from + 0.4 && weeksLeft > story.strike.to) return 0.82
  const year = calendar.yearShare(shipped)
  const rush = year > 0.93 && year < 0.985
  return isChina(region) ? 0.05 : rush ? 0.24 : 0.08
}

function regionShares(joined: number): [Region, number][] {
  const later = Math.max(0, joined) / days
  const china = 0.34 + 0.14 * later
  const rest = 1 - china
  return [
    ["US East", rest * 0.34],
    ["US West", rest * 0.22],
    ["UK & Ireland", rest * 0.25],
    ["Nordics", rest * 0.08],
    ["Australia & NZ", rest * 0.11],
    ["China East", china * 0.45],
    ["China South", china * 0.32],
    ["China North", china * 0.23],
  ]
}

function nameFor(region: string, phone: (typeof regions)[number]["phone"], language: "en" | "zh", random: Random) {
  if (isChina(region)) {
    const [family, familyLatin] = random.pick(chineseFamily)
    const [given, givenLatin] = random.pick(chineseGiven)
    const latin = `${givenLatin}.${familyLatin}`.replace("ü", "v")
    if (language === "zh") return { name: family + given, first: given, latin }
    return { name: `${capital(givenLatin)} ${capital(familyLatin)}`, first: capital(givenLatin), latin }
  }
  const names = westernNames[phone === "none" ? "us" : phone]
  const first = random.pick(names.given)
  const family = random.pick(names.family)
  const latin = `${first}.${family}`
    .normalize("NFD")
    .replace(/[^A-Za-z.]/g, "")
    .toLowerCase()
  return { name: `${first} ${family}`, first, latin }
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

function accountIn(region: string, random: Random): string {
  return random.pick(accounts.filter((name) => /[a-z]/.test(name) !== isChina(region)))
}

export function serialOf(device: DeviceName, batch: string, random: Random): string {
  const model = device === "Aria 1" ? "A1" : device === "Aria 2" ? "A2" : "LU"
  return `${model}-${batch.padStart(2, "0")}-${String(random.int(0, 9_999_999)).padStart(7, "0")}`
}

/** Days on which people become customers, in proportion to what was shipped. */
function joiningDays(all: Sales): { pick(random: Random): number } {
  const cumulative: number[] = []
  let total = 0
  for (let day = 0; day < days; day++) {
    total += devices.reduce((sum, device) => sum + all.shipped[device][day]!, 0)
    cumulative.push(total)
  }
  return {
    pick: (random) => {
      const target = random.next() * total
      let low = 0
      let high = days - 1
      while (low < high) {
        const middle = (low + high) >> 1
        if (cumulative[middle]! > target) high = middle
        else low = middle + 1
      }
      return low
    },
  }
}

const mailHosts = [
  "mail.example",
  "post.example",
  "inbox.example",
  "home.example.net",
  "family.example.org",
  "example.com",
]
