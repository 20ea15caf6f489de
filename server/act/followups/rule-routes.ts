import { createRoute } from "@hono/zod-openapi"
import { coded } from "../../platform/http/errors.ts"
import { answer, body, faults, needs, routes } from "../../platform/http/kit.ts"
import { record } from "../../platform/outbox.ts"
import { Id, z } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"
import { Rule, RuleChange, RuleInput, RuleList, RuleOrder, RuleTrial, RuleTry, Settings } from "./contract.ts"
import { changeRule, makeRule, orderAll, removeRule, rulesOf, setPaused, tryRule } from "./rule-verbs.ts"
import { loadSettings, saveSettings } from "./settings.ts"

const tags = ["Follow-ups"]
const byId = { params: z.object({ id: Id }) }
const one = { 200: answer(Rule), ...faults }

export const ruleRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/followups/settings",
      tags,
      ...needs("read"),
      summary: "When the company answers, and how rules are asked",
      responses: { 200: answer(Settings), ...faults },
    }),
    async (c) => c.json(await settingsOf(c.var.scope), 200),
  )
  .openapi(
    createRoute({
      method: "put",
      path: "/followups/settings",
      tags,
      ...needs("settings.manage"),
      summary: "Change opening hours, holidays and how rules are asked",
      description: "What was promised stays promised; it holds for promises made from now on.",
      request: { body: body(Settings) },
      responses: { 200: answer(Settings), ...faults },
    }),
    async (c) => {
      const { version, ...settings } = c.req.valid("json")
      await c.var.scope.transaction(async (tx) => {
        if (!(await saveSettings(tx, settings, version))) throw coded("followup.changed_meanwhile")
        await record(tx, "followup.settings_changed", null, { timeZone: settings.timeZone })
      })
      return c.json(await settingsOf(c.var.scope), 200)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/followup-rules",
      tags,
      ...needs("read"),
      summary: "The rules, in the order in which they are asked",
      responses: { 200: answer(RuleList), ...faults },
    }),
    async (c) => c.json({ items: await rulesOf(c.var.scope) }, 200),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/followup-rules",
      tags,
      ...needs("guidance.edit"),
      summary: "Make a rule: which feedback is answered, by whom, within which time",
      request: { body: body(RuleInput) },
      responses: { 201: answer(Rule), ...faults },
    }),
    async (c) => c.json(await makeRule(c.var.scope, c.req.valid("json")), 201),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/followup-rules/trial",
      tags,
      ...needs("read"),
      summary: "Try a rule against the last 90 days; nothing is kept",
      request: { body: body(RuleTry) },
      responses: { 200: answer(RuleTrial), ...faults },
    }),
    async (c) => c.json(await tryRule(c.var.scope, c.req.valid("json").definition), 200),
  )
  .openapi(
    createRoute({
      method: "put",
      path: "/followup-rules/order",
      tags,
      ...needs("guidance.edit"),
      summary: "Change the order in which rules are asked",
      request: { body: body(RuleOrder) },
      responses: { 200: answer(RuleList), ...faults },
    }),
    async (c) => c.json({ items: await orderAll(c.var.scope, c.req.valid("json").ids) }, 200),
  )
  .openapi(
    createRoute({
      method: "patch",
      path: "/followup-rules/{id}",
      tags,
      ...needs("guidance.edit"),
      summary: "Change a rule",
      request: { ...byId, body: body(RuleChange) },
      responses: one,
    }),
    async (c) => c.json(await changeRule(c.var.scope, c.req.valid("param").id, c.req.valid("json")), 200),
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/followup-rules/{id}",
      tags,
      ...needs("guidance.edit"),
      summary: "Remove a rule; what it made stays",
      request: byId,
      responses: { 204: { description: "Gone" }, ...faults },
    }),
    async (c) => {
      await removeRule(c.var.scope, c.req.valid("param").id)
      return c.body(null, 204)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/followup-rules/{id}/pause",
      tags,
      ...needs("guidance.edit"),
      summary: "Switch a rule off",
      request: byId,
      responses: one,
    }),
    async (c) => c.json(await setPaused(c.var.scope, c.req.valid("param").id, true), 200),
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/followup-rules/{id}/pause",
      tags,
      ...needs("guidance.edit"),
      summary: "Switch it on again",
      request: byId,
      responses: one,
    }),
    async (c) => c.json(await setPaused(c.var.scope, c.req.valid("param").id, false), 200),
  )

async function settingsOf(scope: Scope) {
  const { settings, version } = await loadSettings(scope)
  return {
    ...settings,
    week: settings.week.map((one) => (one ? ([one[0], one[1]] as [number, number]) : null)),
    holidays: [...settings.holidays],
    version,
  }
}
