import { createRoute } from "@hono/zod-openapi"
import { outcomeItems } from "../../act/outcomes/public.ts"
import { notFound } from "../../platform/http/errors.ts"
import { answer, faults, needs, routes } from "../../platform/http/kit.ts"
import { listDepartments } from "../../platform/organizations/store.ts"
import { Id, z } from "../../platform/schema.ts"
import { asActivity, listActivity } from "../activity/public.ts"
import { theMember } from "../collaboration/public.ts"
import { askedOf } from "./asked.ts"
import { Home } from "./contract.ts"
import { noteVisit } from "./store.ts"

/** What colleagues of all departments want to hear of without asking. */
const news = [
  "signal.found",
  "signal.grew",
  "signal.returned",
  "signal.assigned",
  "signal.accepted",
  "problem.opened",
  "problem.changed",
  "plan.opened",
  "plan.clock_marked",
  "plan.handed_over",
  "plan.lead_left",
  "plan.update_posted",
  "plan.closed",
  "plan.reopened",
  "workstream.done",
  "workstream.late",
  "workstream.escalated",
  "comment.added",
  "known_event.added",
  "outcome.decided",
  "outcome.relapsed",
  "import.done",
  "import.undone",
]

export const homeRoutes = routes().openapi(
  createRoute({
    method: "get",
    path: "/home",
    tags: ["Home"],
    ...needs("read"),
    summary: "A department's home: what is asked, what changed, what worked",
    request: {
      query: z.object({
        department: Id.optional().openapi({ description: "Your first department unless given; you may see every one" }),
      }),
    },
    responses: { 200: answer(Home), ...faults },
  }),
  async (c) => {
    const { scope } = c.var
    const member = theMember(scope)
    const { department: wanted } = c.req.valid("query")
    const [departments, since, events] = await Promise.all([
      listDepartments(scope),
      noteVisit(scope, member.id),
      listActivity(scope, { names: news, limit: 20 }),
    ])
    const department = departments.find((one) => (wanted ? one.id === wanted : member.departmentIds.includes(one.id)))
    if (wanted && !department) throw notFound("department", wanted)
    const [asked, changed, worked] = await Promise.all([
      askedOf(scope, member.id, department),
      asActivity(scope, events),
      outcomeItems(scope, { verdict: "worked", limit: 5 }),
    ])
    const isNew = (at: string) => since === null || at > since.toISOString()
    const ref = ({ id, name }: { id: string; name: string }) => ({ id, name })
    return c.json(
      {
        department: department ? ref(department) : null,
        departments: departments.map(ref),
        asked,
        changed: changed.map((one) => ({ ...one, isNew: isNew(one.at) })),
        since: since?.toISOString() ?? null,
        worked: worked.items
          .filter((one) => !one.relapsed)
          .map((one) => ({ id: one.id, headline: `${one.plan.title}: it worked`, outcome: one })),
      },
      200,
    )
  },
)
