import { contactKinds } from "../../listen/feedback/public.ts"
import type { Condition } from "../../listen/interactions/public.ts"
import { eventsBetween } from "../../listen/known-events/public.ts"
import type { Estimate, z } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"
import { type Difference as DifferenceSchema, measure, metrics, type Period } from "../metrics/public.ts"
import { expressionOf, type Slice, sliceLabel, sliceSql } from "./dimension.ts"
import { rounded } from "./headline.ts"
import { dayNumber, isoDay, type SignalRow } from "./signal.ts"
import { streamSql } from "./stream.ts"

type Difference = z.output<typeof DifferenceSchema>

export type In = { field: string; op: "in"; values: string[] }

/** A slice as conditions of the query language: a level above stands for all values below it. */
export async function conditionsOf(scope: Scope, slice: Slice): Promise<In[]> {
  return Promise.all(
    Object.entries(slice).map(async ([field, value]) => {
      const { text, list } = expressionOf(field)
      const rows = await scope.clickhouse.rows<{ v: string }>(
        `select distinct ${list ? `arrayJoin(${text})` : text} as v from interaction
         where organization_id = {o:UUID} and fact = 'feedback' and metric = '' and startsWith(v, {below:String}) order by v limit 200`,
        { o: scope.organizationId, below: `${value}:` },
      )
      return { field, op: "in" as const, values: [value, ...rows.map((row) => row.v)] }
    }),
  )
}

/** What makes a record count in the stream, as conditions: with those of the slice, the feedback behind the figures. */
export async function streamConditions(scope: Scope, stream: string): Promise<Condition[]> {
  if (stream === "contacts") return [{ field: "kind", op: "in", values: [...contactKinds] }]
  if (stream === "negative") return [{ field: "sentimentLabel", op: "in", values: ["negative"] }]
  const { records, bad, values } = streamSql(stream)
  const rows = await scope.clickhouse.rows<{ value: number }>(
    `select distinct value from interaction where organization_id = {o:UUID} and ${records} and ${bad} order by value limit 100`,
    { o: scope.organizationId, ...values },
  )
  return [{ field: `score.${stream}`, op: "in", values: rows.map((row) => row.value) }]
}

/** Known events that concern the slice, from half a year before it began until it was last seen. */
export const eventsOf = (scope: Scope, signal: SignalRow, conditions: readonly In[]) =>
  eventsBetween(
    scope,
    isoDay(dayNumber(signal.began) - 364),
    isoDay(dayNumber(signal.last_seen) + 57),
    // An event names parts at the level it knows: the level above concerns the part too.
    conditions.map((one) => ({ ...one, values: [...one.values, ...above(one.values[0]!)] })),
  )

/** What began in the data at the time: the first record of the slice's version or batch, and the known events before. */
export async function changesAt(
  scope: Scope,
  signal: SignalRow,
  events: readonly { at: string; title: string; kind: string }[],
) {
  const near = events.filter(
    (event) => event.at <= signal.last_seen && dayNumber(event.at) >= dayNumber(signal.began) - 182,
  )
  const appearances = await Promise.all(
    Object.entries(signal.slice)
      .filter(([field]) => field === "version" || field === "batch")
      .map(([field]) => firstAppearance(scope, signal, field)),
  )
  return [
    ...near.map(({ at, title, kind }) => ({ at, title, kind, params: {} })),
    ...appearances.filter((one) => one !== null),
  ].sort((a, b) => (a.at < b.at ? -1 : 1))
}

async function firstAppearance(scope: Scope, signal: SignalRow, field: string) {
  const value = signal.slice[field]!
  const of: Slice = { [field]: value, ...(signal.slice.product ? { product: signal.slice.product } : {}) }
  const { text, values } = sliceSql(of)
  const [row] = await scope.clickhouse.rows<{ first: string; start: string }>(
    `select toString(minIf(toDate(occurred_at), ${text})) as first, toString(min(toDate(occurred_at))) as start
     from interaction where organization_id = {o:UUID} and fact = 'feedback' and metric = ''`,
    { o: scope.organizationId, ...values },
  )
  // What was there from the beginning of the record tells nothing about when it came.
  if (!row || dayNumber(row.first) < dayNumber(row.start) + 28 || row.first < "1990-01-01") return null
  if (dayNumber(row.first) < dayNumber(signal.began) - 182) return null
  const label = sliceLabel(of)
  return { at: row.first, title: `First feedback about ${label}`, kind: "first_appearance", params: { slice: label } }
}

export type Effect = {
  metric: (typeof metrics)[number]["definition"]
  /** What `inside` is set against: the same weeks outside the slice, or the slice's product in the weeks before. */
  against: "outside" | "before"
  inside: Estimate
  outside: Estimate
  difference: Difference | null
}

/**
 * What it does to the experience: every metric with enough answers inside the slice while it stood out, beside the same
 * weeks outside it, with the interval of the difference; and the contact rate of its product beside the weeks before.
 */
export async function effectsOf(scope: Scope, signal: SignalRow, conditions: readonly In[]): Promise<Effect[]> {
  const period = { from: signal.since, to: isoDay(dayNumber(signal.until) + 1) }
  const [scores, rates] = await Promise.all([
    insideAndOutside(scope, conditions, period),
    nowAndBefore(scope, signal, conditions, period),
  ])
  return [...scores, ...rates]
}

async function insideAndOutside(scope: Scope, conditions: readonly In[], period: Period): Promise<Effect[]> {
  const own = metrics.filter((one) => !one.needsExposure && one.definition.unit !== "count")
  const [all, inside] = await Promise.all([
    measure(scope, own, {}, period, "week"),
    measure(scope, own, { where: [...conditions] }, period, "week"),
  ])
  return own.flatMap((metric) => {
    const within = inside.get(metric.definition.key)!.whole
    const whole = all.get(metric.definition.key)!.whole
    const counts = Object.fromEntries(
      Object.entries(whole.counts).map(([name, count]) => [name, count - (within.counts[name] ?? 0)]),
    )
    const value = metric.estimate(within.counts, null)
    if (value.n < 5) return []
    const outside = metric.estimate(counts, null)
    const difference = metric.difference({ counts, exposure: null }, within)
    return [{ metric: metric.definition, against: "outside" as const, inside: value, outside, difference }]
  })
}

/** Rates need customers, which are known by product: the whole product's rate shows what its other owners feel of it. */
async function nowAndBefore(
  scope: Scope,
  { since, weeks }: SignalRow,
  conditions: readonly In[],
  period: Period,
): Promise<Effect[]> {
  const rates = metrics.filter((one) => one.needsExposure)
  const where = conditions.filter((one) => one.field === "product")
  const earlier = { from: isoDay(dayNumber(since) - 7 * weeks), to: since }
  const [now, then] = await Promise.all([
    measure(scope, rates, { where }, period, "week"),
    measure(scope, rates, { where }, earlier, "week"),
  ])
  return rates.flatMap((metric) => {
    const [series, before] = [now.get(metric.definition.key)!, then.get(metric.definition.key)!]
    if (series.value.estimate === null || before.value.estimate === null) return []
    return [
      {
        metric: metric.definition,
        against: "before" as const,
        inside: series.value,
        outside: before.value,
        difference: metric.difference(before.whole, series.whole),
      },
    ]
  })
}

/** The slice among its neighbours, and one sentence on why it and not a wider one. */
export function whereOf(signal: SignalRow) {
  const seen = new Set<string>()
  const rivals = signal.rivals
    .map(({ relation, slice, observed, expected }) => ({
      slice,
      label: sliceLabel(slice),
      relation,
      observed,
      expected,
    }))
    .filter((one) => !seen.has(one.label) && seen.add(one.label))
    .sort((a, b) => b.observed - a.observed)
  const chosen = {
    slice: signal.slice,
    label: sliceLabel(signal.slice),
    relation: "chosen" as const,
    observed: signal.observed,
    expected: signal.expected,
    chosen: true,
  }
  const where = [
    chosen,
    ...rivals
      .filter((one) => one.relation === "beside")
      .slice(0, 5)
      .map((one) => ({ ...one, chosen: false })),
    ...rivals
      .filter((one) => one.relation === "wider")
      .slice(0, 3)
      .map((one) => ({ ...one, chosen: false })),
  ]
  return { where, ...whyThis(signal, rivals) }
}

type RivalRow = { label: string; relation: "wider" | "beside"; observed: number; expected: number }

function whyThis(signal: SignalRow, rivals: readonly RivalRow[]) {
  const label = sliceLabel(signal.slice)
  const wider = rivals
    .filter((one) => one.relation === "wider" && one.observed >= signal.observed)
    .sort((a, b) => b.observed - a.observed)[0]
  if (wider) {
    const rest = wider.observed - signal.observed
    const expected = rounded(Math.max(0, wider.expected - signal.expected))
    const unusual = rest > expected + 3 * Math.sqrt(Math.max(expected, 1))
    const params = { wider: wider.label, slice: label, rest, expected }
    return unusual
      ? {
          whyThisOne: `${wider.label} is unusual beyond it too (${rest} where ${expected} were expected), but nowhere as much as here.`,
          why: { key: "signal.why.strongest", params },
        }
      : {
          whyThisOne: `Without this slice, nothing else about ${wider.label} is unusual: ${rest} where ${expected} were expected.`,
          why: { key: "signal.why.explains", params },
        }
  }
  const beside = rivals.filter((one) => one.relation === "beside" && one.observed > 2 * one.expected).length
  return beside === 0
    ? {
        whyThisOne: "No other value of the same kind is unusual at the same time.",
        why: { key: "signal.why.alone", params: { slice: label } },
      }
    : {
        whyThisOne: "It stands out most; others of the same kind are raised too, listed beside it.",
        why: { key: "signal.why.most", params: { slice: label, beside } },
      }
}

function above(value: string): string[] {
  const levels: string[] = []
  for (let at = value.lastIndexOf(":"); at > 0; at = value.lastIndexOf(":", at - 1)) levels.push(value.slice(0, at))
  return levels
}
