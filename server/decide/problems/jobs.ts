import { CodedError } from "../../platform/http/errors.ts"
import type { Jobs } from "../../platform/jobs.ts"
import type { OutboxEvent } from "../../platform/outbox.ts"
import type { Platform } from "../../platform/platform.ts"
import { mintSystemScope } from "../../platform/scope.ts"
import { countAgain } from "./counting.ts"
import { joinAll, joinable, joinItems } from "./joins.ts"
import { previewOfRule } from "./matching.ts"
import type { ProblemState } from "./problem.ts"
import { joinSignal } from "./relapse.ts"
import { findProblem, listProblems } from "./store.ts"
import { setState } from "./verbs.ts"

export type ProblemWatch = {
  /** Called when feedback has been digested, with the events that told of it: what joins a problem, joins now. */
  digested(events: readonly OutboxEvent[]): Promise<void>
  reactions: Record<string, (event: OutboxEvent) => Promise<void>>
}

/** More at once, or over a longer time, is history coming in: it joins in one pass, when it is all there. */
const atOnce = { items: 5_000, together: 500 }
/** So long a problem that grows without end waits between two counts. */
const betweenCounts = 3_000
/** Counting more than this takes long enough to be a job. */
const manyReports = 5_000

/**
 * Keeps problems up to date: feedback and signals join by themselves, figures and scores follow, plans move the state.
 */
export async function startProblems({ platform, jobs }: { platform: Platform; jobs: Jobs }): Promise<ProblemWatch> {
  const { stores, realtime, log } = platform
  const scopeOf = (organizationId: string) => mintSystemScope(stores, organizationId)
  const countedAt = new Map<string, number>()

  await jobs.work<{ organizationId: string; ids?: string[] }>("problem-counts", async ({ organizationId, ids }) => {
    const scope = scopeOf(organizationId)
    await count(organizationId, ids ?? (await listProblems(scope, {})).map((one) => one.id))
  })
  await jobs.work<{ organizationId: string; id?: string }>("problem-joins", async ({ organizationId, id }) => {
    const scope = scopeOf(organizationId)
    for (const problemId of id ? [id] : (await joinable(scope)).map((one) => one.id)) {
      await joinAll(scope, problemId)
      await count(organizationId, [problemId])
    }
  })

  async function count(organizationId: string, ids: readonly string[]) {
    for (const id of ids) countedAt.set(id, Date.now())
    for (const id of await countAgain(scopeOf(organizationId), ids)) {
      await realtime.tell(organizationId, { name: "problem.counted", record: `problem:${id}` })
    }
  }

  /** Now where that is quick, and a little later where it was done a moment ago or there is much to count. */
  async function countSoon(organizationId: string, ids: readonly string[]) {
    const problems = await listProblems(scopeOf(organizationId), { ids })
    // A duplicate is counted with the problem it is one of.
    const wanted = [...new Set(problems.flatMap((one) => [one.id, ...(one.duplicate ? [one.duplicate.of_id] : [])]))]
    const waits = (id: string) => Date.now() - (countedAt.get(id) ?? 0) < betweenCounts
    const isLarge = problems.some((one) => (one.size?.reports ?? 0) > manyReports)
    const later = wanted.filter((id) => isLarge || waits(id))
    await count(
      organizationId,
      wanted.filter((id) => !later.includes(id)),
    )
    for (const id of later) {
      await jobs.send(
        "problem-counts",
        { organizationId, ids: [id] },
        { once: id, afterSeconds: Math.ceil(betweenCounts / 1000) },
      )
    }
  }

  const countAll = (event: OutboxEvent) =>
    jobs.send(
      "problem-counts",
      { organizationId: event.organizationId },
      { once: event.organizationId, afterSeconds: 3 },
    )

  /** What its rule takes joins, at once unless that is much. What came while it was solved joins when it is open again. */
  async function changed(event: OutboxEvent) {
    const { fields } = event.payload
    const isRuleNew =
      event.name !== "problem.changed" ||
      (Array.isArray(fields) && fields.some((one) => one === "slice" || one === "joining"))
    if (!isRuleNew) return countNow(event)
    const [id, scope] = [idIn(event), scopeOf(event.organizationId)]
    const problem = await findProblem(scope, id)
    if (!problem) return
    const { feedback } = await previewOfRule(scope, problem)
    if (feedback > atOnce.items)
      return jobs.send("problem-joins", { organizationId: event.organizationId, id }, { once: id })
    await joinAll(scope, id)
    await count(event.organizationId, [id])
  }

  async function countNow(event: OutboxEvent) {
    const { of } = event.payload
    countedAt.delete(idIn(event))
    await countSoon(event.organizationId, [idIn(event), ...(typeof of === "string" ? [of] : [])])
  }

  async function standsOut(event: OutboxEvent) {
    const joined = await joinSignal(scopeOf(event.organizationId), event.record!.slice("signal:".length))
    if (joined) await count(event.organizationId, [joined])
  }

  const follows = (state: ProblemState | ((event: OutboxEvent) => ProblemState)) => async (event: OutboxEvent) => {
    const { problemId } = event.payload
    if (typeof problemId !== "string") return
    const scope = scopeOf(event.organizationId)
    if (await findProblem(scope, problemId)) {
      await setState(scope, problemId, typeof state === "string" ? state : state(event))
    }
  }

  // A rule that cannot be asked any more (its field is gone) holds up nothing else.
  const guarded = (react: (event: OutboxEvent) => Promise<void>) => async (event: OutboxEvent) => {
    try {
      await react(event)
    } catch (error) {
      if (!(error instanceof CodedError) || error.status >= 500) throw error
      log.warn("a problem did not follow an event", { event: event.name, reason: error.message })
    }
  }

  const reactions: Record<string, (event: OutboxEvent) => Promise<void>> = {
    "problem.opened": changed,
    "problem.changed": changed,
    "problem.planned": countNow,
    "problem.started": countNow,
    "problem.solved": countNow,
    "problem.dismissed": countNow,
    "problem.reopened": changed,
    "problem.relapsed": changed,
    "problem.evidence_linked": countNow,
    "problem.evidence_removed": countNow,
    "problem.signal_linked": countNow,
    "problem.signal_removed": countNow,
    "problem.note_added": countNow,
    "problem.note_removed": countNow,
    "problem.duplicate_linked": countNow,
    "problem.duplicate_unlinked": countNow,
    "problem.formula_changed": async (event) => {
      if (event.payload.recount) await countAll(event)
    },
    "signal.found": standsOut,
    "signal.grew": standsOut,
    "signal.returned": standsOut,
    "feedback.deleted": countAll,
    "import.undone": countAll,
    "person.merged": countAll,
    "person.unmerged": countAll,
    "person.erased": countAll,
    "ownership.changed": countAll,
    "plan.opened": follows("in_progress"),
    "plan.reopened": follows("in_progress"),
    // Only what was seen to work has solved it.
    "plan.closed": follows(({ payload }) => (payload.verdict === "worked" ? "solved" : "open")),
  }
  return {
    async digested(events) {
      const news = events.filter((one) => /^feedback\.(received|changed|rethemed)$/.test(one.name))
      for (const [organizationId, mine] of Map.groupBy(news, (one) => one.organizationId)) {
        const problems = await joinable(scopeOf(organizationId))
        if (problems.length === 0) continue
        const ids = [...new Set(mine.flatMap((one) => one.payload.ids as string[]))]
        if (ids.length > atOnce.items) {
          await jobs.send("problem-joins", { organizationId }, { once: organizationId, afterSeconds: 15 })
          continue
        }
        for (let from = 0; from < ids.length; from += atOnce.together) {
          const touched = await joinItems(scopeOf(organizationId), problems, ids.slice(from, from + atOnce.together))
          if (touched.length > 0) await countSoon(organizationId, touched)
        }
      }
    },
    reactions: Object.fromEntries(Object.entries(reactions).map(([name, react]) => [name, guarded(react)])),
  }
}

const idIn = (event: OutboxEvent) => (event.record ?? "").slice("problem:".length)
