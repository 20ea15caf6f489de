import { wilson } from "../../../stats/intervals.ts"
import { garwood } from "../../../stats/rates.ts"

export type TellShare = { estimate: number; low: number; high: number; n: number; source: "own" | "problems" }
export type People = {
  method: "exact" | "estimated" | "told"
  people: number
  low: number
  high: number | null
  share: TellShare | null
}

/** Of `of` people who had a problem, `told` told the company: Wilson's interval. null where that says too little. */
export function tellShare(told: number, of: number, source: TellShare["source"]): TellShare | null {
  if (of < 20 || told <= 0 || told > of) return null
  const { estimate, low, high } = wilson(told, of)
  return { estimate: estimate!, low: low!, high: high!, n: of, source }
}

/**
 * How many people a problem affects.
 * exact: they are known from the installed base or by name.
 * estimated: those who told ÷ the share of affected people who tell. The interval puts the exact Poisson interval of the
 * first (Garwood) and Wilson's of the second together by MOVER-R (Donner and Zou 2012), and is capped at all customers.
 * told: nothing is known of the share; at least as many as told us, without an upper limit.
 */
export function peopleAffected(
  told: number,
  known: { exact: number | null; share: TellShare | null; customers: number | null },
): People {
  const { exact, share, customers } = known
  if (exact !== null) return { method: "exact", people: exact, low: exact, high: exact, share: null }
  if (share === null || told === 0) return { method: "told", people: told, low: told, high: null, share: null }
  const counted = garwood(told)
  const { low, high } = moverRatio(
    { estimate: told, low: counted.low!, high: counted.high! },
    { estimate: share.estimate, low: share.low, high: share.high },
  )
  const capped = (value: number) => Math.max(told, customers === null ? value : Math.min(value, customers))
  return {
    method: "estimated",
    people: Math.round(capped(told / share.estimate)),
    low: Math.floor(capped(low)),
    high: Math.ceil(capped(high)),
    share,
  }
}

type Limits = { estimate: number; low: number; high: number }

/**
 * The interval of a ratio of two independent positive numbers, each with its own interval. Where the lower number is
 * known so badly that MOVER-R has no lower limit, the widest one possible is taken.
 */
export function moverRatio(above: Limits, below: Limits): { low: number; high: number } {
  const product = above.estimate * below.estimate
  const root = (a: number, b: number) =>
    Math.sqrt(Math.max(0, product * product - a * (2 * above.estimate - a) * b * (2 * below.estimate - b)))
  const open = below.high >= 2 * below.estimate
  return {
    low: open
      ? above.low / below.high
      : (product - root(above.low, below.high)) / (below.high * (2 * below.estimate - below.high)),
    high: (product + root(above.high, below.low)) / (below.low * (2 * below.estimate - below.low)),
  }
}
