import { createRoute } from "@hono/zod-openapi"
import { answer, body, faults, needs, routes } from "../../platform/http/kit.ts"
import { record } from "../../platform/outbox.ts"
import { Id, plainList, z } from "../../platform/schema.ts"
import { mustBeAllowed, type Scope } from "../../platform/scope.ts"
import { askBacktest, findBacktest, listBacktests } from "./backtest.ts"
import { Backtest, BacktestInput, Watching, WatchingChange, WatchingWithChoices } from "./contract.ts"
import { expressionOf, possibleDimensions } from "./dimension.ts"
import { saveDimensions, watchingOf } from "./watching.ts"

const tags = ["Signals"]

export const lookingRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/watching",
      tags,
      ...needs("read"),
      summary: "What is watched, by which dimensions, and when it was last looked at",
      responses: { 200: answer(WatchingWithChoices), ...faults },
    }),
    async (c) => {
      const [watching, possible] = await Promise.all([presentedWatching(c.var.scope), possibleDimensions(c.var.scope)])
      return c.json({ ...watching, possible }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "put",
      path: "/watching",
      tags,
      ...needs("settings.manage"),
      summary: "Choose what slices are cut by, and how far back imported history is replayed",
      request: { body: body(WatchingChange) },
      responses: { 200: answer(Watching), ...faults },
    }),
    async (c) => {
      const { scope } = c.var
      const { dims, historyWeeks } = c.req.valid("json")
      for (const field of dims ?? []) expressionOf(field)
      const before = await watchingOf(scope)
      await scope.transaction(async (tx) => {
        await saveDimensions(tx, dims === undefined ? before.dims : dims, historyWeeks ?? before.history_weeks)
        await record(tx, "watching.changed", null, { dims, historyWeeks })
      })
      return c.json(await presentedWatching(scope), 200)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/watching/look",
      tags,
      ...needs("signals.act"),
      summary: "Look now",
      description: "Happens in the background: `running` of /watching tells, and the event stream what was found.",
      responses: { 202: answer(Watching, "Asked"), ...faults },
    }),
    async (c) => {
      mustBeAllowed(c.var.scope, "signals.act")
      await c.var.scope.transaction((tx) => record(tx, "look.asked", null))
      return c.json(await presentedWatching(c.var.scope), 202)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/backtests",
      tags,
      ...needs("read"),
      summary: "What would Rapport have told us, and when?",
      description:
        "Replays a stream (contacts, unless another is named) week by week with only what had been given until then. With `eventIds`, says how long before each known event its signal was first seen.",
      request: { body: body(BacktestInput) },
      responses: { 202: answer(Backtest, "Asked; progress on the event stream and at /backtests/{id}"), ...faults },
    }),
    async (c) => {
      const id = await askBacktest(c.var.scope, c.req.valid("json"))
      return c.json(await findBacktest(c.var.scope, id), 202)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/backtests",
      tags,
      ...needs("read"),
      summary: "Backtests, newest first, without their results",
      responses: { 200: answer(plainList(Backtest)), ...faults },
    }),
    async (c) => c.json({ items: await listBacktests(c.var.scope) }, 200),
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/backtests/{id}",
      tags,
      ...needs("read"),
      summary: "One backtest, with its result when it is done",
      request: { params: z.object({ id: Id }) },
      responses: { 200: answer(Backtest), ...faults },
    }),
    async (c) => c.json(await findBacktest(c.var.scope, c.req.valid("param").id), 200),
  )

/** A look that has not ended after this long was cut off with its process. */
const longestLook = 30 * 60_000

async function presentedWatching(scope: Scope) {
  const row = await watchingOf(scope)
  const { looking_since: since } = row
  return {
    streams: row.streams.map(({ key, label, unit, mode, records }) => ({ key, label, unit, mode, records })),
    dims: row.dims ?? row.chosen_dims,
    chosenBy: row.dims ? ("you" as const) : ("rapport" as const),
    historyWeeks: row.history_weeks,
    lastLook: row.last_look_at?.toISOString() ?? null,
    lastAsOf: row.last_as_of,
    running: since !== null && scope.now().getTime() - since.getTime() < longestLook,
  }
}
