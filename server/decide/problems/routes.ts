import { createRoute } from "@hono/zod-openapi"
import { answer, body, faults, needs, routes } from "../../platform/http/kit.ts"
import { Id, z } from "../../platform/schema.ts"
import { Problem, ProblemChange, ProblemInput, StageChange } from "./contract.ts"
import { gatheringRoutes } from "./gathering.ts"
import { listingRoutes } from "./listing.ts"
import { page } from "./present.ts"
import { scoringRoutes } from "./scoring.ts"
import { acceptAsProblem, changeProblem, existing, promoteFeedback, setStage, writeProblem } from "./verbs.ts"

const tags = ["Problems"]
const byId = { params: z.object({ id: Id }) }

export const problemRoutes = routes()
  .openapi(
    createRoute({
      method: "post",
      path: "/signals/{id}/problem",
      tags,
      ...needs("problems.edit"),
      summary: "Accept a signal as a problem",
      request: { ...byId, body: body(ProblemInput) },
      responses: { 201: answer(Problem, "The problem"), ...faults },
    }),
    async (c) => {
      const problem = await acceptAsProblem(c.var.scope, c.req.valid("param").id, c.req.valid("json"))
      return c.json(await page(c.var.scope, problem), 201)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/feedback/{id}/problem",
      tags,
      ...needs("problems.edit"),
      summary: "Make a problem of one item of feedback",
      description: "Her words are the statement, and what the item names is where it hurts, unless you say otherwise.",
      request: { ...byId, body: body(ProblemInput) },
      responses: { 201: answer(Problem, "The problem"), ...faults },
    }),
    async (c) => {
      const problem = await promoteFeedback(c.var.scope, c.req.valid("param").id, c.req.valid("json"))
      return c.json(await page(c.var.scope, problem), 201)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/problems",
      tags,
      ...needs("problems.edit"),
      summary: "Write a problem down",
      description: "With a statement, or with a story from which the statement is made.",
      request: { body: body(ProblemInput) },
      responses: { 201: answer(Problem, "The problem"), ...faults },
    }),
    async (c) => c.json(await page(c.var.scope, await writeProblem(c.var.scope, c.req.valid("json"))), 201),
  )
  .route("/", listingRoutes)
  .openapi(
    createRoute({
      method: "get",
      path: "/problems/{id}",
      tags,
      ...needs("read"),
      summary: "One problem",
      request: byId,
      responses: { 200: answer(Problem), ...faults },
    }),
    async (c) => c.json(await page(c.var.scope, await existing(c.var.scope, c.req.valid("param").id)), 200),
  )
  .openapi(
    createRoute({
      method: "patch",
      path: "/problems/{id}",
      tags,
      ...needs("problems.edit"),
      summary: "Change what a problem says, what it is worth, who owns it, or how far it is",
      request: { ...byId, body: body(ProblemChange) },
      responses: { 200: answer(Problem), ...faults },
    }),
    async (c) => {
      const problem = await changeProblem(c.var.scope, c.req.valid("param").id, c.req.valid("json"))
      return c.json(await page(c.var.scope, problem), 200)
    },
  )
  .openapi(
    createRoute({
      method: "put",
      path: "/problems/{id}/stage",
      tags,
      ...needs("problems.edit"),
      summary: "Say what customers may see of it",
      request: { ...byId, body: body(StageChange) },
      responses: { 200: answer(Problem), ...faults },
    }),
    async (c) => {
      const { stage, texts } = c.req.valid("json")
      const problem = await setStage(c.var.scope, c.req.valid("param").id, stage, texts)
      return c.json(await page(c.var.scope, problem), 200)
    },
  )
  .route("/", gatheringRoutes)
  .route("/", scoringRoutes)
