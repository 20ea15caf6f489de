import { approve, askForApproval, draftGuidance } from "../server/act/guidance/public.ts"
import {
  approveNotice,
  askForApproval as askToSend,
  beginSending,
  changeNotice,
  draftNotice,
  listNotices,
  type NoticeRow,
  reachOf,
  sendNotice,
  stateOf,
} from "../server/act/notices/public.ts"
import { closeWithOutcome } from "../server/act/outcomes/public.ts"
import {
  addDays,
  changeTask,
  changeWorkstream,
  findPlan,
  listWorkstreams,
  markClock,
  openPlan,
  type Plan,
  setSuccess,
  setWorkstreamState,
} from "../server/act/plans/public.ts"
import { star, timelineOf } from "../server/act/timeline/public.ts"
import { openPage, postUpdate, subscribe } from "../server/act/updates/public.ts"
import { acceptAsProblem, addNote, setStage } from "../server/decide/problems/public.ts"
import { addComment } from "../server/govern/collaboration/public.ts"
import { newId } from "../server/platform/ids.ts"
import type { Platform } from "../server/platform/platform.ts"
import { json, sql } from "../server/platform/postgres.ts"
import { mintSystemScope, type Scope } from "../server/platform/scope.ts"
import { type As, membersAtWork } from "./at-work.ts"
import { guidance, motor, notice, page, price, said, updates } from "./northlight/answer.ts"

type Story = { platform: Platform; scope: Scope; endOn: string }
/**
 * What Northlight has done about its crisis by the anchor, and a plan of before that worked: everything by the verbs that
 * people use, each as the member who did it and at her time. All of it is in one transaction: a load that is cut off has
 * told nothing. Returns the plan under way, or undefined where no signal was found to begin with.
 */
export async function tellPlans(story: Story): Promise<Plan | undefined> {
  return membersAtWork(story.scope, story.endOn, async (as, idOf) => {
    await aPlanThatWorked(story.scope, as, idOf)
    return thePlanUnderWay(story, as, idOf)
  })
}

/** Sends the notice that was confirmed. A thousand mails take a moment, so they go while people look around already. */
export async function sendNotices({ platform, scope, endOn }: Story, planId: string): Promise<void> {
  const at = new Date(`${addDays(endOn, -4)}T15:20:00Z`)
  const [one] = await listNotices(scope, { planId })
  if (one && stateOf(one) === "sending")
    await sendNotice(platform, mintSystemScope({ ...platform.stores, now: () => at }, scope.organizationId), one.id)
}

async function thePlanUnderWay({ scope }: Story, as: As, idOf: (who: string) => string): Promise<Plan | undefined> {
  const [signal] = await scope.query<{ id: string }>(sql`
    select id from signal where organization_id = ${scope.organizationId} and slice @> ${json(motor.slice)}::jsonb
    order by first_seen limit 1`)
  if (!signal) return undefined
  const { product, batch } = motor.slice
  const problem = await acceptAsProblem(as("maya", 6, 8, 40), signal.id, {
    statement: motor.statement,
    jobsHurt: [...motor.jobsHurt],
    who: "Owners of Aria 2 from batch 7, most of them with small children",
    affected: { anyOf: [{ kind: "owns", product: [product], batch: [batch] }] },
    severity: "unusable",
    customerValue: 5,
    businessValue: 4,
    effort: 3,
    ownerId: idOf("maya"),
  })
  const opened = await openPlan(as("jonas", 6, 9, 30), problem.id, {
    playbook: "product_defect",
    severity: "unusable",
    language: "en",
    title: motor.title,
    leadId: idOf("jonas"),
    sponsorId: idOf("grace"),
    steps: (["hanna", "carol", "oscar", "priya", "tom"] as const).map((who, step) => ({ step, ownerId: idOf(who) })),
  })
  const planId = opened.id
  await setStage(as("maya", 6, 9, 50), problem.id, "looking", { looking: { ...motor.stageTexts } })
  await addNote(as("lucia", 5, 15), problem.id, { ...motor.note, link: null, noted_on: addDays(dayOf(opened), 1) })
  const { metric, expected, weeks } = motor.success
  await setSuccess(as("tom", 6, 11), planId, {
    metric,
    where: Object.entries(motor.slice).map(([field, value]) => ({ field, op: "in", values: [value] })),
    expected,
    by: addDays(dayOf(opened), weeks * 7),
  })
  for (const who of ["ines", "grace", "maya", "carol"]) await subscribe(as(who, 6, 12), planId, idOf(who))

  const streams = new Map(
    (await listWorkstreams(as("jonas", 6, 12), { planIds: [planId] })).map((w) => [w.deliverable, w]),
  )
  const stream = (deliverable: "cause_found" | "guidance_live" | "notice_sent" | "fix_released" | "measured") =>
    streams.get(deliverable)!
  const done = async (who: string, day: number, hour: number, of: Parameters<typeof stream>[0], tasks: number) => {
    for (const task of stream(of).tasks.slice(0, tasks)) await changeTask(as(who, day, hour), task.id, { done: true })
  }
  await setWorkstreamState(as("hanna", 6, 13), stream("cause_found").id, { state: "started" })
  await done("hanna", 5, 9, "cause_found", 2)

  const written = await draftGuidance(as("carol", 6, 14), {
    planId,
    title: guidance.title,
    texts: { en: full(guidance.texts.en), "zh-CN": full(guidance.texts["zh-CN"]) },
    eligibility: { product: [...guidance.eligibility.product], batch: [...guidance.eligibility.batch] },
    validFrom: null,
    validUntil: null,
  })
  await done("carol", 6, 15, "guidance_live", 4)
  await askForApproval(as("carol", 6, 16), written.id, revisionOf(written))
  await approve(as("priya", 5, 8, 20), written.id, revisionOf(written))

  const first = await aNotice(as, planId)
  await markClock(as("oscar", 4, 15, 20), planId, "first_notice")
  await done("oscar", 4, 15, "notice_sent", 3)
  await openPage(as("oscar", 4, 15, 40), planId, page.titles)
  for (const { day, hour, by, audience, texts } of updates)
    await postUpdate(as(by, day, hour), planId, { audience, kind: "news", texts })

  await setWorkstreamState(as("priya", 4, 10), stream("fix_released").id, { state: "started" })
  await done("priya", 4, 11, "fix_released", 2)
  const late = (await listWorkstreams(as("hanna", 1, 9), { planIds: [planId] })).find(
    (w) => w.deliverable === "cause_found",
  )!
  await changeWorkstream(as("hanna", 1, 9), late.id, { version: late.version, note: motor.lateNote })
  await setWorkstreamState(as("tom", 3, 10), stream("measured").id, { state: "started" })
  await done("tom", 3, 10, "measured", 2)
  for (const { day, hour, by, on, text } of said) {
    const record = on === "plan" ? `plan:${planId}` : `workstream:${stream(on).id}`
    const words = text.replace(/@([a-z]+)/g, (_, who: string) => `@[${idOf(who)}]`)
    await addComment(as(by, day, hour), { record, text: words })
  }

  await starred(as, planId)
  return { ...(await findPlan(as("jonas", 0, 0), planId))!, id: first.plan_id }
}

/** Drafted by marketing, approved by somebody else, and confirmed. */
async function aNotice(as: As, planId: string): Promise<NoticeRow> {
  const draft = await draftNotice(as("oscar", 5, 11), planId, { kind: "first", title: notice.title })
  const texts = notice.texts.map((text) => ({ ...text }))
  await changeNotice(as("linxia", 4, 9), draft.id, { version: draft.version, texts })
  const at = as("oscar", 4, 10)
  const seen = async (one: NoticeRow) => ({ version: one.version, fingerprint: (await reachOf(at, one)).fingerprint })
  const [ready] = await listNotices(at, { planId })
  await askToSend(at, draft.id, await seen(ready!))
  const [asked] = await listNotices(at, { planId })
  await approveNotice(as("grace", 4, 14), draft.id, await seen(asked!))
  const [approved] = await listNotices(at, { planId })
  return beginSending(as("oscar", 4, 15, 20), draft.id, await seen(approved!))
}

/** What everybody should see of a week: the moments that changed what happened next. */
async function starred(as: As, planId: string) {
  const all = await timelineOf(as("jonas", 1, 15), planId, { starredOnly: false, limit: 200 })
  const names = ["guidance.approved", "notice.sending_started", "plan.update_posted", "problem.note_added"]
  for (const name of names) {
    const event = all.find((one) => one.name === name)
    if (event) await star(as("jonas", 1, 15), planId, Number(event.id))
  }
}

/** The price of Care, half a year before: found, explained, measured, closed. */
async function aPlanThatWorked(scope: Scope, as: As, idOf: (who: string) => string) {
  const { slice, statement, title, success, weeks } = price
  const day = (weeksBefore: number) => Math.round(weeksBefore * 7)
  const dayOn = (weeksBefore: number) =>
    addDays(dayOf({ openedAt: as("maya", 0, 0).now().toISOString() }), -day(weeksBefore))
  const [signal] = await scope.query<{ id: string }>(sql`
    select id from signal where organization_id = ${scope.organizationId} and slice = ${json(slice)}::jsonb limit 1`)
  const signalId = signal?.id ?? newId()
  // Signals are replayed half a year back; this one is older, and stands as it was found then.
  if (!signal) {
    const [until, { observed, expected, people, terms }] = [dayOn(weeks.noticed), price.figures]
    await as("tom", day(weeks.noticed), 5).query(sql`
      insert into signal (id, organization_id, number, stream, slice, first_seen, began, since, until, last_seen, weeks,
        observed, expected, ratio, ratio_low, ratio_high, n, people, score, recurrence_weeks, rivals, terms, alarms, active,
        told_observed, found_at)
      select ${signalId}, ${scope.organizationId}, coalesce(max(number), 0) + 1, 'volume', ${json(slice)}, ${until},
        ${dayOn(weeks.began)}, ${dayOn(weeks.began)}, ${until}, ${dayOn(weeks.fixed)}, 1, ${observed}, ${expected},
        ${observed / expected}, 3.1, 9.8, ${observed}, ${people}, 40, 900, '[]', ${terms}, '[]', false, ${observed},
        ${`${until}T05:00:00Z`}::timestamptz
      from signal where organization_id = ${scope.organizationId}`)
  }
  const problem = await acceptAsProblem(as("maya", day(weeks.opened), 9), signalId, {
    statement,
    severity: "annoyed",
    customerValue: 4,
    businessValue: 4,
    effort: 2,
    ownerId: idOf("maya"),
  })
  const { id: planId } = await openPlan(as("ben", day(weeks.opened), 10), problem.id, {
    playbook: "price_expectation_gap",
    severity: "hindered",
    language: "en",
    title,
    leadId: idOf("ben"),
    sponsorId: idOf("robert"),
  })
  await setSuccess(as("tom", day(weeks.opened), 11), planId, {
    metric: success.metric,
    where: Object.entries(slice).map(([field, value]) => ({ field, op: "in", values: [value] })),
    expected: success.expected,
    by: dayOn(weeks.by),
  })
  await markClock(as("carol", day(weeks.opened) - 2, 9), planId, "guidance_live")
  await markClock(as("emma", day(weeks.opened) - 4, 16), planId, "first_notice")
  await markClock(as("ben", day(weeks.fixed), 10), planId, "fix_shipped")
  for (const one of await listWorkstreams(as("ben", day(weeks.fixed), 11), { planIds: [planId] }))
    await setWorkstreamState(as("ben", day(weeks.by) - 5, 11), one.id, { state: "done" })
  await closeWithOutcome(as("maya", day(weeks.by) - 6, 10), planId, price.closing)
  await addComment(as("grace", day(weeks.by) - 7, 9), {
    record: `plan:${planId}`,
    text: price.lesson,
  })
}

const full = (text: { say: string; offer: string; notPromise: string; steps: readonly string[] }) => ({
  ...text,
  steps: [...text.steps],
})
const revisionOf = (one: { draft: { revision: number } | null }) => one.draft?.revision ?? 1
const dayOf = (plan: Pick<Plan, "openedAt">) => plan.openedAt.slice(0, 10)
