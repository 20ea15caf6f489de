import { rateRatio } from "../../../stats/rates.ts"
import type { Query } from "../../listen/interactions/public.ts"
import type { Scope } from "../../platform/scope.ts"
import { before, breakdown, lastDay, metricOf, periodOf } from "../metrics/public.ts"
import { themesOf } from "./store.ts"

/** Every theme with its comments in a period, how they sound, and how many more or fewer there are than in the period before. */
export async function measuredThemes(scope: Scope, query: Query) {
  const period = periodOf(query, await lastDay(scope))
  const sentiment = metricOf("sentiment")
  const [themes, now, then] = await Promise.all([
    themesOf(scope, scope.organizationId),
    breakdown(scope, sentiment, query, period, "theme", 500),
    breakdown(scope, sentiment, query, before(period), "theme", 500),
  ])
  const [current, previous] = [now, then].map(
    (rows) => new Map(rows.map(({ value, ...estimate }) => [value, estimate])),
  )
  return themes
    .map(({ id, label, terms, language, pinned = false, mergedInto = null }) => {
      const mine = current!.get(id) ?? { n: 0, estimate: null, low: null, high: null }
      return {
        id,
        label,
        terms,
        language,
        pinned,
        mergedInto,
        count: mine.n,
        sentiment: mine,
        change: ratio(previous!.get(id)?.n ?? 0, mine.n),
      }
    })
    .sort((a, b) => Number(b.pinned) - Number(a.pinned) || b.count - a.count)
}

function ratio(first: number, second: number) {
  if (first === 0 || second === 0) return null
  const { estimate, low, high } = rateRatio({ count: second, exposure: 1 }, { count: first, exposure: 1 })
  return { estimate, low, high, relative: true }
}
