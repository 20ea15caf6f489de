import { createRoute } from "@hono/zod-openapi"
import type { Intake } from "../../listen/feedback/public.ts"
import { ownedBy } from "../../listen/ownership/public.ts"
import type { PersonMatch } from "../../listen/people/public.ts"
import { readsAsWithheld } from "../../listen/people/public.ts"
import { answer, body, faults, needs, routes } from "../../platform/http/kit.ts"
import { Id, z } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"
import { callerOf, worstProblems } from "./caller.ts"
import { Caller, ContactInput, ContactLogged, Lookup } from "./contract.ts"
import type { Desk } from "./desk.ts"
import { findCallers, theOne } from "./finding.ts"
import { panelRoutes } from "./panel-routes.ts"
import { logContact, takeContactBack } from "./verbs.ts"

const tags = ["Agent desk"]
const byId = { params: z.object({ id: Id }) }

export const deskRoutes = ({ desk, intake }: { desk: Desk; intake: Intake }) =>
  routes()
    .openapi(
      createRoute({
        method: "get",
        path: "/desk/lookup",
        tags,
        ...needs("read"),
        summary: "Who is calling, and what to tell her",
        description:
          "By phone number in any form, e-mail, customer, serial or order number, or name. Answers with the caller only where the key names exactly one person; otherwise with those it may mean. Leaves a trace in the audit trail.",
        request: { query: z.object({ key: z.string().min(1).max(300) }) },
        responses: { 200: answer(Lookup), ...faults },
      }),
      async (c) => {
        const { key } = c.req.valid("query")
        const { scope } = c.var
        if (readsAsWithheld(key))
          return c.json({ found: "withheld" as const, matches: [], caller: null, otherProblems: [] }, 200)
        const matches = await findCallers(scope, key)
        const one = theOne(matches)
        if (one) {
          const caller = await callerOf(scope, desk, one.personId)
          const matches = [{ ...one, owns: productsOf(caller.owns) }]
          return c.json({ found: "one" as const, matches, caller, otherProblems: [] }, 200)
        }
        const nobody = matches.length === 0
        const otherProblems = nobody ? await worstProblems(scope, desk.affecting, { owns: [], language: null }) : []
        return c.json(
          {
            found: nobody ? ("nobody" as const) : ("choose" as const),
            matches: await withProducts(scope, matches),
            caller: null,
            otherProblems,
          },
          200,
        )
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/desk/callers/{id}",
        tags,
        ...needs("read"),
        summary: "One caller, once she is chosen",
        request: byId,
        responses: { 200: answer(Caller), ...faults },
      }),
      async (c) => c.json(await callerOf(c.var.scope, desk, c.req.valid("param").id), 200),
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/desk/contacts",
        tags,
        ...needs("feedback.write"),
        summary: "Log a contact and what came of it",
        request: { body: body(ContactInput) },
        responses: { 201: answer(ContactLogged), ...faults },
      }),
      async (c) => {
        const { stores } = c.var.platform
        return c.json(await logContact(c.var.scope, { intake, stores }, c.req.valid("json")), 201)
      },
    )
    .openapi(
      createRoute({
        method: "delete",
        path: "/desk/contacts/{id}",
        tags,
        ...needs("feedback.write"),
        summary: "Take back a contact one has just logged",
        request: byId,
        responses: { 204: { description: "Gone" }, ...faults },
      }),
      async (c) => {
        await takeContactBack(c.var.scope, c.req.valid("param").id)
        return c.body(null, 204)
      },
    )
    .route("/", panelRoutes)

async function withProducts(scope: Scope, matches: readonly PersonMatch[]) {
  const owned = await ownedBy(
    scope,
    matches.map((one) => one.personId),
  )
  return matches.map((one) => ({
    ...one,
    owns: productsOf(owned.filter((unit) => unit.personId === one.personId)),
  }))
}

const productsOf = (owned: readonly { product: string }[]) =>
  [...new Set(owned.map((unit) => unit.product))].slice(0, 5)
