import { findPlan, findWorkstream } from "../../act/plans/public.ts"
import { evidenceOf, findProblem } from "../../decide/problems/public.ts"
import { feedbackByIds } from "../../listen/feedback/public.ts"
import { coded, notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { slugOf } from "../../platform/organizations/store.ts"
import { record } from "../../platform/outbox.ts"
import type { Platform } from "../../platform/platform.ts"
import { mustBeAllowed, type Scope } from "../../platform/scope.ts"
import { isTracker, noteContact, type OpenConnection, type Outcome, opened, trackers } from "../connections/public.ts"
import { bodyOf, type ExternalIssue } from "./issue.ts"
import { deleteIssue, deleteLoss, insertIssue, insertLoss, listIssues, touchIssue, updateIssue } from "./store.ts"

type Reach = Pick<Platform, "vault" | "outbound" | "publicUrl">

/** How many of the problem's comments go into the issue. */
const mostVoices = 3

/**
 * Has a workstream's work done in an issue tracker: makes an issue there that says why in the customers' words, or links
 * one that exists. Throws `tracker.refused` with what the tracker said, `tracker.not_an_issue`, `tracker.linked_already`.
 */
export async function addIssue(
  scope: Scope,
  platform: Reach,
  workstreamId: string,
  given: { connectionId: string; title?: string | undefined; url?: string | undefined },
): Promise<ExternalIssue> {
  mustBeAllowed(scope, "plans.edit")
  const workstream = await findWorkstream(scope, workstreamId)
  if (!workstream) throw notFound("workstream", workstreamId)
  const connection = await opened(scope, platform.vault, given.connectionId)
  const tracker = trackerOf(connection)
  const outcome =
    given.url === undefined
      ? await tracker.create(platform.outbound, connection, {
          title: given.title ?? workstream.title,
          body: await bodyFor(scope, platform, workstream),
        })
      : await linked(platform, connection, given.url)
  await noteContact(scope, connection.id, outcome)
  const issue = orRefuse(outcome, connection)
  const id = newId()
  return scope.transaction(async (tx) => {
    if (!(await insertIssue(tx, { id, workstreamId, connectionId: connection.id, issue })))
      throw coded("tracker.linked_already", { key: issue.key })
    await record(tx, "workstream.issue_added", `workstream:${workstreamId}`, {
      planId: workstream.planId,
      issueId: id,
      key: issue.key,
      kind: connection.kind,
    })
    return existing(tx, id)
  })
}

/** No longer follows an issue; it stays where it is. */
export async function removeIssue(scope: Scope, id: string): Promise<void> {
  mustBeAllowed(scope, "plans.edit")
  await scope.transaction(async (tx) => {
    const { workstreamId, planId, key } = await existing(tx, id)
    await deleteIssue(tx, id)
    await record(tx, "workstream.issue_removed", `workstream:${workstreamId}`, { planId, issueId: id, key })
  })
}

/**
 * Asks the tracker how an issue stands and notes what changed. An issue that is gone stays on the workstream and says
 * so; it is asked for again, as it may come back. Returns why it could not be asked, if so.
 */
export async function syncIssue(scope: Scope, platform: Reach, id: string): Promise<Outcome<unknown>> {
  const before = await existing(scope, id)
  const connection = await opened(scope, platform.vault, before.connection.id)
  const outcome = await trackerOf(connection).find(platform.outbound, connection, before.key)
  await noteContact(scope, connection.id, outcome)
  const about = { planId: before.planId, issueId: id, key: before.key }
  const workstream = `workstream:${before.workstreamId}`
  if (!outcome.ok) {
    await touchIssue(scope, id)
    if (outcome.reason !== "gone" && outcome.reason !== "forbidden") return outcome
    await scope.transaction(async (tx) => {
      if (await insertLoss(tx, id, outcome.reason)) await record(tx, "workstream.issue_lost", workstream, about)
    })
    return outcome
  }
  const { state, stateLabel, title } = outcome.value
  await scope.transaction(async (tx) => {
    await updateIssue(tx, id, outcome.value)
    const found = await deleteLoss(tx, id)
    if (found || state !== before.state || stateLabel !== before.stateLabel || title !== before.title)
      await record(tx, "workstream.issue_changed", workstream, {
        ...about,
        from: before.stateLabel,
        to: stateLabel,
        state,
      })
  })
  return outcome
}

/** Throws 404 unless the organization has it. */
export async function existing(scope: Scope, id: string): Promise<ExternalIssue> {
  const [issue] = await listIssues(scope, { id })
  if (!issue) throw notFound("issue", id)
  return issue
}

function trackerOf(connection: OpenConnection) {
  if (!isTracker(connection.kind)) throw coded("tracker.not_a_tracker", { name: connection.name }, "connectionId")
  return trackers[connection.kind]
}

async function linked({ outbound }: Reach, connection: OpenConnection, address: string) {
  const tracker = trackerOf(connection)
  const key = tracker.keyOf(new URL(address), connection.settings)
  if (key === null) throw coded("tracker.not_an_issue", { name: connection.name }, "url")
  return tracker.find(outbound, connection, key)
}

function orRefuse<Value>(outcome: Outcome<Value>, connection: OpenConnection): Value {
  if (outcome.ok) return outcome.value
  throw coded("tracker.refused", { name: connection.name, detail: outcome.detail })
}

async function bodyFor(
  scope: Scope,
  { publicUrl }: Reach,
  workstream: { planId: string; instructions: string; deliverable: string; dueAt: string },
) {
  const plan = await findPlan(scope, workstream.planId)
  if (!plan) throw notFound("plan", workstream.planId)
  const problem = await findProblem(scope, plan.problemId)
  const evidence = await evidenceOf(scope, [plan.problemId], { limit: mostVoices })
  const feedback = await feedbackByIds(
    scope,
    evidence.map((one) => one.feedback_id),
  )
  return bodyOf({
    ...workstream,
    plan: plan.title,
    problem: problem?.statement ?? plan.title,
    voices: feedback.flatMap((one) => (one.text ? [one.text] : [])),
    link: `${publicUrl}/${await slugOf(scope)}/plans/${plan.id}`,
  })
}
