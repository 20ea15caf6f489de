import { findPlan } from "../../act/plans/public.ts"
import type { OutboxEvent } from "../../platform/outbox.ts"
import type { Scope } from "../../platform/scope.ts"
import { titlesOf } from "../collaboration/public.ts"
import { texts, whoDid, whoMay } from "./at-event.ts"

import type { Kind } from "./contract.ts"
import type { Rule, Telling } from "./telling.ts"

/** A source that does not answer once is no news: only one that keeps failing asks for somebody. */
const lastingFailure: Rule = async (scope, event) =>
  event.payload.lasting ? telling("system", { to: await whoMay(scope, event, "connections.manage") })(scope, event) : []

/** Of what happens while something is done about a problem, who is told. Most events say whom they concern. */
export const actRules: Readonly<Record<string, Rule>> = {
  "plan.opened": async (scope, event) => {
    const { leadId, sponsorId } = event.payload
    return [
      ...(await telling("assignment", { key: "plan.lead", to: [leadId] })(scope, event)),
      ...(await telling("assignment", { key: "plan.sponsor", to: [sponsorId === leadId ? null : sponsorId] })(
        scope,
        event,
      )),
    ]
  },
  "plan.hand_over_asked": telling("assignment"),
  "plan.lead_left": telling("assignment"),
  "plan.sponsor_left": telling("assignment"),
  "plan.hand_over_declined": telling("plan"),
  "plan.hand_over_withdrawn": telling("plan"),
  "plan.handed_over": telling("plan"),
  "plan.update_due": telling("due"),
  "plan.update_posted": telling("plan"),
  "plan.clock_marked": telling("plan"),
  "plan.closed": telling("plan"),
  "plan.reopened": telling("plan"),
  "workstream.added": telling("assignment", { key: "workstream.assigned" }),
  "workstream.changed": async (scope, event) => {
    const { ownerId, later, memberIds } = event.payload
    const others = texts(memberIds).filter((id) => id !== ownerId)
    return [
      ...(await telling("assignment", { key: "workstream.assigned", to: [ownerId] })(scope, event)),
      ...(later ? await telling("plan", { key: "workstream.later", to: others })(scope, event) : []),
    ]
  },
  "workstream.owner_left": telling("assignment"),
  "workstream.reminded": telling("due"),
  "workstream.late": telling("due"),
  "workstream.escalated": (scope, event) =>
    telling("due", event.payload.reason === "nobody" ? { key: "workstream.nobody" } : {})(scope, event),
  "workstream.done": telling("plan"),
  "workstream.dropped": telling("plan"),
  "workstream.blocked": telling("plan"),
  "guidance.approval_asked": async (scope, event) =>
    telling("approval", { to: await whoMay(scope, event, "guidance.approve", ["contact_centre", "cx"]) })(scope, event),
  "guidance.approved": async (scope, event) =>
    telling("approval", { to: await whoDid(scope, event, "guidance.approval_asked") })(scope, event),
  "guidance.published": telling("plan"),
  "guidance.withdrawn": telling("plan"),
  "notice.approval_asked": async (scope, event) =>
    telling("approval", { to: await whoMay(scope, event, "notices.approve", ["marketing", "cx"]) })(scope, event),
  "notice.approved": async (scope, event) =>
    telling("approval", { to: await whoDid(scope, event, "notice.approval_asked") })(scope, event),
  "notice.sent_back": async (scope, event) =>
    telling("approval", { to: await whoDid(scope, event, "notice.approval_asked") })(scope, event),
  "notice.sent": telling("plan"),
  "notice.paused": async (scope, event) =>
    telling("due", { to: await whoDid(scope, event, "notice.sending_started") })(scope, event),
  "followup.opened": telling("assignment"),
  "followup.handed_over": telling("assignment"),
  "followup.reopened": telling("assignment"),
  "followup.resumed": telling("assignment"),
  "followup.owner_left": telling("assignment"),
  "followup.reminded": telling("due"),
  "followup.overdue": telling("due"),
  "followup.escalated": telling("due"),
  "outcome.decided": telling("outcome"),
  "outcome.relapsed": telling("outcome"),
  "mailing.paused": async (scope, event) =>
    event.actor.kind === "member"
      ? []
      : telling("due", { to: await whoDid(scope, event, "mailing.started") })(scope, event),
  "mailbox.failed": lastingFailure,
  "feed.failed": lastingFailure,
  // Who paused it herself knows.
  "webhook.paused": async (scope, event) =>
    event.payload.reason === "asked"
      ? []
      : telling("system", { to: await whoMay(scope, event, "connections.manage") })(scope, event),
}

/** Tells those the event names, or the given ones. */
function telling(kind: Kind, { key, to }: { key?: string; to?: readonly unknown[] } = {}): Rule {
  return async (scope, event) => {
    const { payload } = event
    const record = event.record!
    const title = textOf(payload.title) ?? (await titlesOf(scope, [record])).get(record) ?? textOf(payload.host) ?? ""
    const planId = textOf(payload.planId)
    const one: Telling = {
      kind,
      record,
      ...(planId && record !== `plan:${planId}` ? { within: `plan:${planId}` } : {}),
      key: key ?? event.name,
      params: { title, ...paramsOf(event) },
      headline: title,
      memberIds: texts(to ?? payload.memberIds),
      cause: `${key ?? event.name}:${event.id}`,
      ...(planId && (await harmsPeople(scope, planId)) ? { urgent: true } : {}),
    }
    return [one]
  }
}

const harmsPeople = async (scope: Scope, planId: string) => (await findPlan(scope, planId))?.severity === "safety"

function paramsOf({ payload }: OutboxEvent) {
  const due = payload.dueAt ?? payload.promisedAt ?? (payload.later ? payload.to : undefined)
  const given = { plan: payload.plan, department: payload.department, planId: payload.planId, due, left: payload.who }
  const plain = { to: payload.to, step: payload.step, verdict: payload.verdict, host: payload.host, by: payload.by }
  const all = { ...given, ...plain, reason: payload.reason, people: payload.people }
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string | number] => /string|number/.test(typeof entry[1])),
  )
}

const textOf = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined)
