import type { Coverage, Eligibility } from "./contract.ts"

/** A product somebody has, as far as it is known. */
export type Unit = {
  id: string | null
  product: string | null
  serial: string | null
  batch: string | null
  purchasedAt: string | null
}

/**
 * Whether one of a person's products is covered. What is not known of a product is asked for, never guessed: no is
 * only said when every product of hers is surely outside.
 */
export function coverageOf(eligibility: Eligibility, units: readonly Unit[]): Coverage {
  const asks = {
    serial: asksSerial(eligibility),
    batch: Boolean(eligibility.batch?.length),
    date: asksDate(eligibility),
  }
  const products = eligibility.product ?? []
  if (!asks.serial && !asks.batch && !asks.date && products.length === 0)
    return { verdict: "everyone", ownershipId: null }
  // Without a record of what she has, the first thing that would settle it is asked for.
  const considered = units.length > 0 ? units : [nothing]
  let missing: Coverage | undefined
  for (const unit of considered) {
    const answers = {
      product:
        products.length === 0 ? true : known(unit.product, (product) => products.some((one) => same(one, product))),
      serial: asks.serial ? known(unit.serial, (serial) => fitsSerial(eligibility, serial)) : true,
      batch: asks.batch ? known(unit.batch, (batch) => eligibility.batch!.some((one) => same(one, batch))) : true,
      date: asks.date ? known(unit.purchasedAt, (day) => fitsDay(eligibility, day)) : true,
    }
    const all = Object.values(answers)
    if (all.every((one) => one === true)) return { verdict: "covered", ownershipId: unit.id }
    if (all.some((one) => one === false)) continue
    const verdict =
      answers.serial === null
        ? "need_serial"
        : answers.batch === null
          ? "need_batch"
          : answers.date === null
            ? "need_date"
            : "need_serial"
    missing ??= { verdict, ownershipId: unit.id }
  }
  return missing ?? { verdict: "not_covered", ownershipId: null }
}

/** Whether a serial number is on the list, in a range or fits a pattern; case, spaces and dashes do not matter. */
export function fitsSerial({ serials, ranges, patterns }: Eligibility, serial: string): boolean {
  const given = plain(serial)
  return Boolean(
    serials?.some((one) => plain(one) === given) ||
      ranges?.some(({ from, to }) => isBetween(plain(from), plain(to), given)) ||
      patterns?.some((one) => fitsPattern(plain(one), given)),
  )
}

const nothing: Unit = { id: null, product: null, serial: null, batch: null, purchasedAt: null }

const asksSerial = ({ serials, ranges, patterns }: Eligibility) =>
  Boolean(serials?.length || ranges?.length || patterns?.length)
const asksDate = ({ purchasedFrom, purchasedTo }: Eligibility) => Boolean(purchasedFrom || purchasedTo)

const known = (value: string | null, fits: (value: string) => boolean): boolean | null =>
  value === null || value === "" ? null : fits(value)

const same = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase()

/** As it is compared: read over the phone, a serial number has no case, no dashes and no spaces. */
const plain = (serial: string) =>
  serial
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[\s\-–—_./]/g, "")

function fitsDay({ purchasedFrom, purchasedTo }: Eligibility, day: string): boolean {
  return (!purchasedFrom || day >= purchasedFrom) && (!purchasedTo || day <= purchasedTo)
}

// The same letters before the same number of digits, and the number between the two.
function isBetween(from: string, to: string, given: string): boolean {
  const [a, b, x] = [cut(from), cut(to), cut(given)]
  if (!a || !b || !x) return from.length === given.length && to.length === given.length && from <= given && given <= to
  if (a.stem !== b.stem || x.stem !== a.stem) return false
  return (
    x.digits.length >= a.digits.length &&
    x.digits.length <= b.digits.length &&
    a.number <= x.number &&
    x.number <= b.number
  )
}

function cut(serial: string) {
  const found = /^(.*?)(\d+)$/.exec(serial)
  return found ? { stem: found[1]!, digits: found[2]!, number: BigInt(found[2]!) } : undefined
}

/** `*` any characters, `?` one, `#` one digit. Walked once from left to right, so that no pattern can be slow. */
function fitsPattern(pattern: string, text: string): boolean {
  let p = 0
  let t = 0
  let star = -1
  let mark = 0
  while (t < text.length) {
    const sign = pattern[p]
    if (sign === "*") {
      star = p++
      mark = t
    } else if (sign === "?" || sign === text[t] || (sign === "#" && /\d/.test(text[t]!))) {
      p++
      t++
    } else if (star >= 0) {
      p = star + 1
      t = ++mark
    } else return false
  }
  while (pattern[p] === "*") p++
  return p === pattern.length
}
