import { createRoute } from "@hono/zod-openapi"
import { type Query, QueryParameters } from "../../listen/interactions/public.ts"
import { eventsBetween } from "../../listen/known-events/public.ts"
import { answer, faults, needs, routes } from "../../platform/http/kit.ts"
import { plainList, z } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"
import { metricOf, metrics } from "./catalogue.ts"
import { Breakdown, Cards, MetricDefinition, Trend, TrendParameters } from "./contract.ts"
import { breakdown, cards, measure } from "./measure.ts"
import { before, periodOf } from "./period.ts"
import { isBehind, lastDay, scaleBreaks } from "./store.ts"

const tags = ["Metrics"]
const byKey = z.object({ key: z.string().max(60) })

export const metricRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/metrics",
      tags,
      ...needs("read"),
      summary: "Every metric, with its formula and interval",
      responses: { 200: answer(plainList(MetricDefinition)), ...faults },
    }),
    (c) => c.json({ items: metrics.map((metric) => metric.definition) }, 200),
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/metrics/cards",
      tags,
      ...needs("read"),
      summary: "Every metric now, against the period before",
      request: { query: QueryParameters },
      responses: { 200: answer(Cards), ...faults },
    }),
    async (c) => {
      const { scope } = c.var
      const query = c.req.valid("query")
      const period = periodOf(query, await endOf(scope, query), 8)
      const [items, behind] = await Promise.all([cards(scope, metrics, query, period), isBehind(scope)])
      // A company that never asked for NPS is not shown an empty card for it.
      const shown = items.filter((card) => card.value.n > 0 || card.previous.n > 0)
      return c.json({ items: shown, ...period, behind }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/metrics/{key}",
      tags,
      ...needs("read"),
      summary: "One metric over time, compared if wished",
      request: { params: byKey, query: TrendParameters },
      responses: { 200: answer(Trend), ...faults },
    }),
    async (c) => {
      const { scope } = c.var
      const { interval, compare, compareWhere, ...query } = c.req.valid("query")
      const metric = metricOf(c.req.valid("param").key)
      const { key } = metric.definition
      const period = periodOf(query, await endOf(scope, query))
      const other = compare && {
        query: compare === "slice" ? { ...query, where: compareWhere ?? [] } : query,
        period: compare === "previous" ? before(period) : period,
      }
      const [series, compared, events, behind] = await Promise.all([
        measure(scope, [metric], query, period, interval),
        other && measure(scope, [metric], other.query, other.period, interval),
        eventsBetween(scope, period.from, period.to, query.where ?? []),
        isBehind(scope),
      ])
      const [mine, theirs] = [series.get(key)!, compared?.get(key)]
      const breaks = mine.scalesVary ? await scaleBreaks(scope, key, query, period) : []
      return c.json(
        {
          metric: metric.definition,
          value: mine.value,
          points: mine.points,
          ...period,
          compare: theirs
            ? {
                label: compare === "previous" ? `${other!.period.from} – ${other!.period.to}` : "slice",
                value: theirs.value,
                points: theirs.points,
                difference: metric.difference(theirs.whole, mine.whole),
              }
            : null,
          events,
          breaks,
          behind,
        },
        200,
      )
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/metrics/{key}/by",
      tags,
      ...needs("read"),
      summary: "One metric for each value of a field",
      request: {
        params: byKey,
        query: QueryParameters.extend({
          field: z.string().min(1).max(120),
          limit: z.coerce.number().int().min(1).max(500).default(50),
        }),
      },
      responses: { 200: answer(Breakdown), ...faults },
    }),
    async (c) => {
      const { scope } = c.var
      const { field, limit, ...query } = c.req.valid("query")
      const metric = metricOf(c.req.valid("param").key)
      const period = periodOf(query, await endOf(scope, query))
      return c.json(
        { metric: metric.definition, items: await breakdown(scope, metric, query, period, field, limit) },
        200,
      )
    },
  )

// Asked only where the query does not say until when.
const endOf = async (scope: Scope, query: Query) => query.to ?? (await lastDay(scope))
