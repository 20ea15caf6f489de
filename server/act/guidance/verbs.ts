import { listProblems } from "../../decide/problems/public.ts"
import { coded, notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import { findPlan, markClock, openPlansOf } from "../plans/public.ts"
import type { DraftChange, GuidanceInput } from "./contract.ts"
import { statesAt } from "./guidance.ts"
import { approvalBar } from "./policy.ts"
import { actsOf, presented, usableLanguages, type Whole } from "./present.ts"
import {
  type Content,
  deleteRequest,
  deleteVersion,
  deleteWithdrawal,
  type GuidanceRow,
  insertGuidance,
  insertVersion,
  listGuidance,
  lockGuidance,
  needsSecond,
  saveApproval,
  saveRequest,
  saveSecond,
  saveWithdrawal,
  takeDue,
  updateVersion,
  type VersionRow,
  versionsOf,
} from "./store.ts"

/** Begins guidance for a problem or a plan, as a draft; a problem's open plan is the plan. Throws `guidance.about_nothing`, `record.not_found`. */
export async function draftGuidance(scope: Scope, input: GuidanceInput): Promise<Whole> {
  mustBeAllowed(scope, "guidance.edit")
  return scope.transaction(async (tx) => {
    const plan = input.planId ? await findPlan(tx, input.planId) : undefined
    if (input.planId && !plan) throw notFound("plan", input.planId)
    const problemId = input.problemId ?? plan?.problemId
    if (!problemId) throw coded("guidance.about_nothing")
    const [problem] = await listProblems(tx, { id: problemId })
    if (!problem) throw notFound("problem", problemId)
    const id = newId()
    const planId = plan?.id ?? (await openPlansOf(tx, [problemId]))[0]?.id ?? null
    const number = await insertGuidance(tx, { id, problemId, planId })
    const content = { ...input, title: input.title ?? problem.statement.slice(0, 200) }
    mustEndLater(content)
    await insertVersion(tx, id, 1, newId(), content)
    await record(tx, "guidance.drafted", `guidance:${id}`, {
      number,
      version: 1,
      problemId,
      ...about(planId),
    })
    return existing(tx, id)
  })
}

/** Begins the next version as a copy of what is live (or of the newest). Throws `guidance.draft_exists`. */
export async function draftNext(scope: Scope, id: string): Promise<Whole> {
  mustBeAllowed(scope, "guidance.edit")
  return scope.transaction(async (tx) => {
    const { guidance, versions, draft, live } = await held(tx, id)
    if (draft) throw coded("guidance.draft_exists", { version: draft.number })
    const from = live ?? versions[0]!
    const number = versions[0]!.number + 1
    // Its own time does not carry over: the next version begins when it is approved.
    await insertVersion(tx, id, number, newId(), { ...contentOf(from), validFrom: null, validUntil: null })
    await record(tx, "guidance.drafted", `guidance:${id}`, {
      number: guidance.number,
      version: number,
      ...about(guidance.plan_id),
    })
    return existing(tx, id)
  })
}

/** Changes the draft; one that waits for approval must be asked for again. Throws `guidance.changed_meanwhile`. */
export async function changeDraft(scope: Scope, id: string, change: DraftChange): Promise<Whole> {
  mustBeAllowed(scope, "guidance.edit")
  return scope.transaction(async (tx) => {
    const { guidance, draft } = await held(tx, id)
    mustBeRevision(draft, change.revision)
    const before = contentOf(draft)
    const content: Content = {
      title: change.title ?? before.title,
      texts: change.texts ?? before.texts,
      eligibility: change.eligibility ?? before.eligibility,
      validFrom: change.validFrom === undefined ? before.validFrom : change.validFrom,
      validUntil: change.validUntil === undefined ? before.validUntil : change.validUntil,
    }
    mustEndLater(content)
    await updateVersion(tx, draft.id, content)
    const unasked = await deleteRequest(tx, draft.id)
    await record(tx, "guidance.changed", `guidance:${id}`, {
      number: guidance.number,
      version: draft.number,
      fields: Object.keys(change).filter((field) => field !== "revision"),
      ...(unasked ? { approvalAskedFor: false } : {}),
    })
    return existing(tx, id)
  })
}

/** Throws a draft away; guidance that was never live goes with its only draft. */
export async function discardDraft(scope: Scope, id: string): Promise<void> {
  mustBeAllowed(scope, "guidance.edit")
  await scope.transaction(async (tx) => {
    const { guidance, draft } = await held(tx, id)
    if (!draft) throw notFound("draft")
    await deleteVersion(tx, id, draft.id)
    await record(tx, "guidance.discarded", `guidance:${id}`, { number: guidance.number, version: draft.number })
  })
}

/** Asks somebody else to approve the draft as it stands. Throws `guidance.no_words`, `guidance.changed_meanwhile`. */
export async function askForApproval(scope: Scope, id: string, revision: number): Promise<Whole> {
  mustBeAllowed(scope, "guidance.edit")
  return scope.transaction(async (tx) => {
    const { guidance, draft } = await held(tx, id)
    mustBeRevision(draft, revision)
    if (usableLanguages(draft.texts).length === 0) throw coded("guidance.no_words")
    await saveRequest(tx, draft.id)
    await record(tx, "guidance.approval_asked", `guidance:${id}`, {
      number: guidance.number,
      version: draft.number,
      ...about(guidance.plan_id),
    })
    return existing(tx, id)
  })
}

export async function takeRequestBack(scope: Scope, id: string): Promise<Whole> {
  mustBeAllowed(scope, "guidance.edit")
  return scope.transaction(async (tx) => {
    const { guidance, draft } = await held(tx, id)
    if (!draft || !(await deleteRequest(tx, draft.id))) throw coded("guidance.not_asked")
    await record(tx, "guidance.approval_withdrawn", `guidance:${id}`, {
      number: guidance.number,
      version: draft.number,
    })
    return existing(tx, id)
  })
}

/**
 * Approves exactly the text that was read (its revision); it is live at once, or when its time comes. Of two who
 * approve at the same moment one succeeds, the other hears that it is done.
 * Throws `guidance.already_approved`, `guidance.own_words`, `guidance.not_asked`, `guidance.changed_meanwhile`.
 */
export async function approve(scope: Scope, id: string, revision: number): Promise<Whole> {
  mustBeAllowed(scope, "guidance.approve")
  return scope.transaction(async (tx) => {
    const { guidance, draft } = await held(tx, id)
    if (!draft) throw coded("guidance.already_approved")
    mustBeRevision(draft, revision)
    const bar = approvalBar(tx, draft, await needsSecond(tx))
    if (bar === "own_words") throw coded("guidance.own_words")
    if (bar === "not_requested") throw coded("guidance.not_asked")
    const now = tx.now()
    if (draft.valid_until && draft.valid_until <= now) throw coded("guidance.already_over")
    const liveFrom = draft.valid_from && draft.valid_from > now ? draft.valid_from : now
    await saveApproval(tx, draft.id, liveFrom)
    await record(tx, "guidance.approved", `guidance:${id}`, {
      number: guidance.number,
      version: draft.number,
      liveFrom: liveFrom.toISOString(),
      ...about(guidance.plan_id),
    })
    await publishDue(tx)
    return existing(tx, id)
  })
}

/** Takes what agents see away at once; what was live before does not come back by itself. */
export async function withdraw(scope: Scope, id: string, reason: string): Promise<Whole> {
  mustBeAllowed(scope, "guidance.edit")
  return scope.transaction(async (tx) => {
    const { guidance, versions, states } = await held(tx, id)
    const version =
      versions.find((one) => states.get(one.number) === "live") ??
      versions.find((one) => states.get(one.number) === "scheduled")
    if (!version) throw coded("guidance.not_live")
    await saveWithdrawal(tx, version.id, reason)
    await record(tx, "guidance.withdrawn", `guidance:${id}`, {
      number: guidance.number,
      version: version.number,
      ...about(guidance.plan_id),
    })
    return existing(tx, id)
  })
}

/** Shows again what was withdrawn, unless something newer has been approved meanwhile. */
export async function restore(scope: Scope, id: string): Promise<Whole> {
  mustBeAllowed(scope, "guidance.approve")
  return scope.transaction(async (tx) => {
    const { guidance, versions } = await held(tx, id)
    const newest = versions.find((one) => one.live_from !== null)
    if (!newest?.withdrawn_at) throw coded("guidance.not_withdrawn")
    await deleteWithdrawal(tx, newest.id)
    await record(tx, "guidance.restored", `guidance:${id}`, {
      number: guidance.number,
      version: newest.number,
      ...about(guidance.plan_id),
    })
    await publishDue(tx)
    return existing(tx, id)
  })
}

/** Tells of every approved version whose time has come, once, and marks its plan's clock. */
export async function publishDue(scope: Scope): Promise<number> {
  return scope.transaction(async (tx) => {
    const due = await takeDue(tx)
    for (const { guidance_id, plan_id, number, live_from } of due) {
      await record(tx, "guidance.published", `guidance:${guidance_id}`, { number, ...about(plan_id) })
      if (plan_id) await markClock(tx, plan_id, "guidance_live", live_from)
    }
    return due.length
  })
}

/** Whether a second person must approve. */
export async function setSecondPerson(scope: Scope, needed: boolean): Promise<void> {
  mustBeAllowed(scope, "settings.manage")
  await scope.transaction(async (tx) => {
    if ((await needsSecond(tx)) === needed) return
    await saveSecond(tx, needed)
    await record(tx, "guidance.settings_changed", null, { secondPerson: needed })
  })
}

/** Throws 404 unless the organization has it. */
export async function existing(scope: Scope, id: string): Promise<Whole> {
  const [one] = await presented(scope, await listGuidance(scope, { ids: [id] }))
  if (!one) throw notFound("guidance", id)
  return one
}

type Held = {
  guidance: GuidanceRow
  versions: VersionRow[]
  states: ReturnType<typeof statesAt>
  draft: VersionRow | undefined
  live: VersionRow | undefined
}

async function held(tx: Tx, id: string): Promise<Held> {
  if (!(await lockGuidance(tx, id))) throw notFound("guidance", id)
  const [[guidance], versions] = [await listGuidance(tx, { ids: [id] }), await versionsOf(tx, [id])]
  const states = statesAt(versions.map(actsOf), tx.now().getTime())
  return {
    guidance: guidance!,
    versions,
    states,
    draft: versions.find((one) => one.live_from === null),
    live: versions.find((one) => states.get(one.number) === "live"),
  }
}

function mustBeRevision(draft: VersionRow | undefined, revision: number): asserts draft {
  if (!draft) throw coded("guidance.no_draft")
  if (draft.revision !== revision)
    throw coded("guidance.changed_meanwhile", { by: draft.changed_by, revision: draft.revision })
}

function mustEndLater({ validFrom, validUntil }: Pick<Content, "validFrom" | "validUntil">) {
  if (validFrom && validUntil && Date.parse(validUntil) <= Date.parse(validFrom))
    throw coded("guidance.ends_before_it_begins", {}, "validUntil")
}

const contentOf = (row: VersionRow): Content => ({
  title: row.title,
  texts: row.texts,
  eligibility: row.eligibility,
  validFrom: row.valid_from?.toISOString() ?? null,
  validUntil: row.valid_until?.toISOString() ?? null,
})

// The plan's timeline is read by this id.
const about = (planId: string | null) => (planId === null ? {} : { planId })
