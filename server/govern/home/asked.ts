import { listFollowups } from "../../act/followups/public.ts"
import { guidanceToApprove } from "../../act/guidance/public.ts"
import { hadAHandInIt, listNotices } from "../../act/notices/public.ts"
import { askedOfMember, listPlans } from "../../act/plans/public.ts"
import { listProblems, liveStates } from "../../decide/problems/public.ts"
import type { Scope } from "../../platform/scope.ts"
import { headlineOf, listSignals, type SignalRow } from "../../understand/signals/public.ts"
import { listNotifications } from "../notifications/public.ts"
import { listWebhooks } from "../webhooks/public.ts"
import type { Ask } from "./contract.ts"

type Department = { id: string; kind: string }

/** No list on the first page is longer: what is below it is found on the pages of signals and notifications. */
const most = 30

/**
 * What waits for a member at the home of a department: what has a time first, in its order; then mentions she has not
 * read, what she is to approve, open signals given to the department, for those who are asked first also new signals
 * given to nobody, and open problems she owns.
 */
export async function askedOf(scope: Scope, memberId: string, department: Department | undefined): Promise<Ask[]> {
  const [mentions, plans, outcomes, assigned, fresh, problems, followups, approvals, webhooks] = await Promise.all([
    listNotifications(scope, memberId, { unread: true, kind: "mention", limit: most }),
    askedOfMember(scope, memberId),
    outcomesDue(scope, memberId),
    department ? listSignals(scope, { states: open, departmentId: department.id, limit: most }) : [],
    department && firstAsked.includes(department.kind) ? listSignals(scope, { states: ["new"], limit: 3 * most }) : [],
    listProblems(scope, { states: liveStates, duplicates: false, limit: 500 }),
    followupsWaiting(scope, memberId, department),
    approvalsWaiting(scope, memberId),
    scope.permissions.has("connections.manage") ? listWebhooks(scope) : [],
  ])
  const given = new Set(assigned.map((one) => one.id))
  const timed = [...plans, ...outcomes, ...followups]
  return [
    ...timed.filter((one) => one.due !== null).sort((a, b) => a.due!.localeCompare(b.due!)),
    ...timed.filter((one) => one.due === null),
    ...mentions.items.map(({ record, headline, createdAt }) => ask("mention", record, headline, createdAt)),
    ...approvals,
    ...assigned.map((one) => aboutSignal("assignment", one)),
    ...fresh
      .filter((one) => one.active && one.departments.length === 0 && !given.has(one.id))
      .map((one) => aboutSignal("new_signal", one)),
    ...problems
      .filter((one) => one.owner?.id === memberId)
      .map((one) => ask("problem", `problem:${one.id}`, one.statement, one.created_at.toISOString())),
    ...webhooks
      .filter((one) => one.pause !== null && one.pause.reason !== "asked")
      .map((one) => ask("webhook", `webhook:${one.id}`, new URL(one.url).host, new Date(one.pause!.at).toISOString())),
  ].slice(0, 2 * most)
}

/** Her own follow-ups, and those of the department that nobody has taken. */
async function followupsWaiting(scope: Scope, memberId: string, department: Department | undefined): Promise<Ask[]> {
  const free = { state: "due" as const, ownerId: null }
  const [own, unowned] = await Promise.all([
    listFollowups(scope, { state: "due", ownerId: memberId }, { limit: most }),
    department && scope.permissions.has("followups.act")
      ? listFollowups(scope, { ...free, departmentIds: [department.id] }, { limit: most })
      : [],
  ])
  return [...own, ...unowned].map((one) => ({
    ...ask("followup", `followup:${one.id}`, `#${one.number} ${one.reason}`, one.opened_at.toISOString()),
    due: one.promised_at.toISOString(),
  }))
}

/** A week before the day by which a plan said it would have worked, its lead is asked whether it did. */
async function outcomesDue(scope: Scope, memberId: string): Promise<Ask[]> {
  const soon = new Date(scope.now().getTime() + 7 * 86_400_000).toISOString()
  const plans = await listPlans(scope, { state: "open", limit: 500 })
  return plans.flatMap((plan) =>
    plan.lead.id === memberId && plan.success && plan.success.by <= soon
      ? [{ ...ask("outcome", `plan:${plan.id}`, plan.title, plan.openedAt), due: momentOf(plan.success.by) }]
      : [],
  )
}

/** What she may approve and had no hand in, and what came back to her. */
async function approvalsWaiting(scope: Scope, memberId: string): Promise<Ask[]> {
  const [guidance, asked, drafts] = await Promise.all([
    guidanceToApprove(scope),
    scope.permissions.has("notices.approve") ? listNotices(scope, { state: "asked", limit: most }) : [],
    listNotices(scope, { state: "draft", limit: 3 * most }),
  ])
  const atOf = (notice: (typeof asked)[number]) => (notice.steps[0]?.at ?? notice.created_at).toISOString()
  return [
    ...guidance.map((one) => ask("approval", `guidance:${one.id}`, one.title, one.askedAt)),
    ...asked
      .filter((one) => !hadAHandInIt(one, memberId))
      .map((one) => ask("approval", `notice:${one.id}`, one.title, atOf(one))),
    // Whoever asked for approval has it back.
    ...drafts
      .filter((one) => one.steps[0]?.reason && one.steps[1]?.state === "asked" && one.steps[1].actor.id === memberId)
      .map((one) => ask("sent_back", `notice:${one.id}`, one.title, atOf(one))),
  ]
}

const open = ["new", "acknowledged"] as const
const firstAsked = ["product", "cx", "contact_centre"]

const aboutSignal = (kind: Ask["kind"], signal: SignalRow) =>
  ask(kind, `signal:${signal.id}`, headlineOf(signal).headline, `${signal.first_seen}T00:00:00.000Z`)

const ask = (kind: Ask["kind"], record: string, headline: string, since: string): Ask => ({
  kind,
  record,
  headline,
  since,
  due: null,
})

const momentOf = (day: string) => (day.length === 10 ? `${day}T00:00:00.000Z` : day)
