import { listFollowups } from "../../act/followups/public.ts"
import { askedOfMember } from "../../act/plans/public.ts"
import { listProblems, liveStates } from "../../decide/problems/public.ts"
import type { Scope } from "../../platform/scope.ts"
import { headlineOf, listSignals, type SignalRow } from "../../understand/signals/public.ts"
import { listNotifications } from "../notifications/public.ts"
import type { Ask } from "./contract.ts"

type Department = { id: string; kind: string }

/** No list on the first page is longer: what is below it is found on the pages of signals and notifications. */
const most = 30

/**
 * What is asked of a member at the home of a department: mentions she has not read, open signals given to it, for those
 * who are asked first also new signals given to nobody, and open problems she owns.
 */
export async function askedOf(scope: Scope, memberId: string, department: Department | undefined): Promise<Ask[]> {
  const [mentions, plans, assigned, fresh, problems, followups] = await Promise.all([
    listNotifications(scope, memberId, { unread: true, kind: "mention", limit: most }),
    askedOfMember(scope, memberId),
    department ? listSignals(scope, { states: open, departmentId: department.id, limit: most }) : [],
    department && firstAsked.includes(department.kind) ? listSignals(scope, { states: ["new"], limit: 3 * most }) : [],
    listProblems(scope, { states: liveStates, duplicates: false, limit: 500 }),
    listFollowups(scope, { state: "due", ownerId: memberId }, { limit: most }),
  ])
  const given = new Set(assigned.map((one) => one.id))
  return [
    ...mentions.items.map(({ record, headline, createdAt }) => ask("mention", record, headline, createdAt)),
    ...plans,
    ...followups.map((one) => ({
      ...ask("followup", `followup:${one.id}`, `#${one.number} ${one.reason}`, one.opened_at.toISOString()),
      due: one.promised_at.toISOString(),
    })),
    ...assigned.map((one) => aboutSignal("assignment", one)),
    ...fresh
      .filter((one) => one.active && one.departments.length === 0 && !given.has(one.id))
      .map((one) => aboutSignal("new_signal", one)),
    ...problems
      .filter((one) => one.owner?.id === memberId)
      .map((one) => ask("problem", `problem:${one.id}`, one.statement, one.created_at.toISOString())),
  ].slice(0, 2 * most)
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
