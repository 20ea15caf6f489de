import { type Case, type Control, judge, type Verdict } from "../server/act/outcomes/judging.ts"
import type { Amount } from "../stats/effects/change.ts"

/**
 * How often is the answer to "did it work?" wrong? Plans are simulated whose truth is known, looked at every week from the
 * fourth on as Rapport does, until an answer is given or half a year after the change is over.
 * `node bench/outcomes.ts [plans] [weeks before]`
 */
type World = {
  name: string
  kind: "share" | "count"
  /** True change: in share, or as a factor of the count. */
  effect: number
  /** Answers (share) or contacts (count) a week in the slice. */
  perWeek: number
  /** How much, and how persistently, the slice has weeks of its own. */
  shock: number
  rho: number
  control: boolean
  /** How much faster the slice rises than the control, a week. */
  drift?: number
}

const before = Number(process.argv[3] ?? 26)
const [planned, most, regions] = [8, 26, 8]
const expected = { share: 0.1, count: Math.log(0.7) }

const worlds: World[] = [
  { name: "share, control", kind: "share", perWeek: 60, shock: 0.02, rho: 0.3, control: true, effect: 0 },
  { name: "share, control, restless", kind: "share", perWeek: 60, shock: 0.05, rho: 0.5, control: true, effect: 0 },
  { name: "share, no control", kind: "share", perWeek: 60, shock: 0.02, rho: 0.3, control: false, effect: 0 },
  { name: "share, no control, restless", kind: "share", perWeek: 60, shock: 0.05, rho: 0.6, control: false, effect: 0 },
  { name: "contacts, control", kind: "count", perWeek: 25, shock: 0.1, rho: 0.3, control: true, effect: 1 },
  { name: "contacts, no control", kind: "count", perWeek: 25, shock: 0.1, rho: 0.3, control: false, effect: 1 },
  {
    name: "share, drifting control",
    kind: "share",
    perWeek: 60,
    shock: 0.02,
    rho: 0.3,
    control: true,
    effect: 0,
    drift: 0.004,
  },
  { name: "share, control, +10 points", kind: "share", perWeek: 60, shock: 0.02, rho: 0.3, control: true, effect: 0.1 },
  {
    name: "share, control, +15 points",
    kind: "share",
    perWeek: 60,
    shock: 0.02,
    rho: 0.3,
    control: true,
    effect: 0.15,
  },
  {
    name: "share, no control, +15 points",
    kind: "share",
    perWeek: 60,
    shock: 0.02,
    rho: 0.3,
    control: false,
    effect: 0.15,
  },
  { name: "contacts, control, −30 %", kind: "count", perWeek: 25, shock: 0.1, rho: 0.3, control: true, effect: 0.7 },
  { name: "contacts, control, −50 %", kind: "count", perWeek: 25, shock: 0.1, rho: 0.3, control: true, effect: 0.5 },
]

const plans = Number(process.argv[2] ?? 500)
console.log(
  `${plans} plans each; ${before} weeks before, answer promised ${planned} weeks after, looked at weekly to week ${most}`,
)
console.log("| world | worked | did not | cannot tell | weeks to answer (median) |\n|---|---|---|---|---|")
for (const [index, world] of worlds.entries()) {
  const random = generator(1000 + index)
  const count: Record<Verdict, number> = { worked: 0, did_not: 0, cannot_tell: 0 }
  const weeks: number[] = []
  for (let run = 0; run < plans; run++) {
    const { verdict, after } = answered(world, random)
    count[verdict]++
    if (verdict !== "cannot_tell") weeks.push(after)
  }
  const share = (n: number) => `${((100 * n) / plans).toFixed(1)} %`
  const median = weeks.sort((a, b) => a - b)[Math.floor(weeks.length / 2)]
  console.log(
    `| ${world.name} | ${share(count.worked)} | ${share(count.did_not)} | ${share(count.cannot_tell)} | ${median ?? "–"} |`,
  )
}

function answered(world: World, random: () => number): { verdict: Verdict; after: number } {
  const full = simulated(world, random)
  for (let after = 4; after <= most; after++) {
    const shorter = (weeks: readonly Amount[]) => weeks.slice(0, before + after)
    const { verdict } = judge({
      ...full,
      slice: shorter(full.slice),
      controls: full.controls.map((one) => ({
        ...one,
        weeks: shorter(one.weeks),
        units: one.units?.map((unit) => ({ ...unit, weeks: shorter(unit.weeks) })) ?? [],
      })),
    })
    if (verdict !== "cannot_tell") return { verdict, after }
  }
  return { verdict: "cannot_tell", after: most }
}

function simulated(world: World, random: () => number): Case {
  const total = before + most
  const common = shocks(total, 0.03, 0.5, random)
  const side = (times: number, treated: boolean) => {
    const own = shocks(total, world.shock, world.rho, random)
    return Array.from({ length: regions }, (_, region) => {
      const level = 0.05 * gauss(random)
      const weeks = Array.from({ length: total }, (__, t): Amount => {
        const drift = treated ? (world.drift ?? 0) * t : 0
        const wave = common[t]! + own[t]! + drift
        const after = treated && t >= before
        const mean = (world.perWeek * times) / regions
        if (world.kind === "count") {
          const n = poisson(mean * Math.exp(wave + 4 * level) * (after ? world.effect : 1), random)
          return { n, total: n, exposure: 1 }
        }
        const n = poisson(mean, random)
        const p = Math.min(0.98, Math.max(0.02, 0.6 + level + wave + (after ? world.effect : 0)))
        let good = 0
        for (let i = 0; i < n; i++) good += +(random() < p)
        return { n, total: good, exposure: 1 }
      })
      return { key: String(region), treated, weeks }
    })
  }
  const [mine, theirs] = [side(1, true), side(3, false)]
  const pooled = (units: typeof mine) =>
    Array.from(
      { length: total },
      (_, t): Amount => ({
        n: units.reduce((sum, unit) => sum + unit.weeks[t]!.n, 0),
        total: units.reduce((sum, unit) => sum + unit.weeks[t]!.total, 0),
        exposure: 1,
      }),
    )
  const controls: Control[] = world.control
    ? [{ key: "outside", weeks: pooled(theirs), units: [...mine, ...theirs] }]
    : []
  return {
    scale: world.kind === "share" ? "difference" : "ratio",
    expected: expected[world.kind],
    slice: pooled(mine),
    controls,
    control: "best",
    changeAt: before,
    plannedAfter: planned,
  }
}

function shocks(n: number, sd: number, rho: number, random: () => number): number[] {
  const all: number[] = []
  let at = sd * gauss(random)
  for (let t = 0; t < n; t++) {
    at = rho * at + sd * Math.sqrt(1 - rho * rho) * gauss(random)
    all.push(at)
  }
  return all
}

function poisson(mean: number, random: () => number): number {
  if (mean > 200) return Math.max(0, Math.round(mean + Math.sqrt(mean) * gauss(random)))
  let [n, product] = [0, random()]
  const limit = Math.exp(-mean)
  while (product > limit) {
    n++
    product *= random()
  }
  return n
}

function gauss(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

function generator(seed: number) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
