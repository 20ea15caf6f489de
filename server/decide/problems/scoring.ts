import { createRoute } from "@hono/zod-openapi"
import { answer, body, faults, needs, routes } from "../../platform/http/kit.ts"
import type { Scope } from "../../platform/scope.ts"
import { Formula, FormulaInput, FormulaTrial } from "./contract.ts"
import { functions } from "./expression.ts"
import { currentFormula, setFormula, tryFormula } from "./formula.ts"
import { scoreNames, shippedFormula } from "./score.ts"

const tags = ["Problems"]

export const scoringRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/problem-score",
      tags,
      ...needs("read"),
      summary: "How problems are scored",
      responses: { 200: answer(Formula), ...faults },
    }),
    async (c) => c.json(await formulaOf(c.var.scope), 200),
  )
  .openapi(
    createRoute({
      method: "put",
      path: "/problem-score",
      tags,
      ...needs("settings.manage"),
      summary: "Score all problems by a formula of your own",
      description:
        "Arithmetic over the names (+ - * / ^, comparisons, brackets, functions). toldOf: of so many people who had a problem, so many told you; numbers that are not known are estimated from it.",
      request: { body: body(FormulaInput) },
      responses: { 200: answer(Formula), ...faults },
    }),
    async (c) => {
      const { formula, toldOf } = c.req.valid("json")
      await setFormula(c.var.scope, { formula, ...(toldOf === undefined ? {} : { toldOf }) })
      return c.json(await formulaOf(c.var.scope), 200)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/problem-score/trial",
      tags,
      ...needs("read"),
      summary: "What a formula would make of every problem, without saving it",
      request: { body: body(FormulaInput) },
      responses: { 200: answer(FormulaTrial), ...faults },
    }),
    async (c) => c.json({ items: (await tryFormula(c.var.scope, c.req.valid("json").formula)).slice(0, 200) }, 200),
  )

async function formulaOf(scope: Scope) {
  const { formula, told_of, actor_name, at } = await currentFormula(scope)
  return {
    formula: formula ?? shippedFormula,
    shipped: formula === null,
    shippedFormula,
    names: [...scoreNames],
    functions: [...functions],
    toldOf: told_of,
    changed: at && actor_name ? { name: actor_name, at: at.toISOString() } : null,
  }
}
