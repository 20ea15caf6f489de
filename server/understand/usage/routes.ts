import { createRoute } from "@hono/zod-openapi"
import type { Query } from "../../listen/interactions/public.ts"
import { answer, faults, needs, routes } from "../../platform/http/kit.ts"
import { Usage, UsageParameters } from "./contract.ts"
import { adoptionOf, errorsOf, frequencyOf, sessionsOf } from "./usage.ts"

/** How the product is used: sessions, who comes back, what is used by whom, and what goes wrong. */
export const usageRoutes = routes().openapi(
  createRoute({
    method: "get",
    path: "/usage",
    tags: ["Usage"],
    ...needs("read"),
    summary: "Sessions, page views, active people, adoption and errors",
    request: { query: UsageParameters },
    responses: { 200: answer(Usage), ...faults },
  }),
  async (c) => {
    const { scope } = c.var
    const { interval, where, from, to } = c.req.valid("query")
    const end = to === undefined ? scope.now() : new Date(to)
    const begin = from === undefined ? new Date(end.getTime() - 30 * 86_400_000) : new Date(from)
    const period = { from: begin.toISOString(), to: end.toISOString() }
    const query: Query = where ? { where } : {}
    const [{ total, points }, frequency, adoption, errors] = await Promise.all([
      sessionsOf(scope, query, period, interval),
      frequencyOf(scope, query, period.to),
      adoptionOf(scope, query, period, 30),
      errorsOf(scope, query, period, 20),
    ])
    return c.json({ ...period, total, points, frequency, adoption, errors }, 200)
  },
)
