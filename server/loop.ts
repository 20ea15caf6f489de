import { startFollowups } from "./act/followups/public.ts"
import { startGuidance } from "./act/guidance/jobs.ts"
import { noticeReactions, startSending } from "./act/notices/public.ts"
import { startOutcomes } from "./act/outcomes/jobs.ts"
import { startEscalating } from "./act/plans/public.ts"
import { startReplies } from "./act/replies/public.ts"
import { startUpdates } from "./act/updates/public.ts"
import { startProblems } from "./decide/problems/public.ts"
import { startChats } from "./govern/chat/public.ts"
import { notifying, planMail, startMailing } from "./govern/notifications/public.ts"
import { startTrackers } from "./govern/trackers/public.ts"
import { startWebhooks } from "./govern/webhooks/public.ts"
import { watchAudiences } from "./listen/audiences/public.ts"
import { createIdentifying, startRemovingRepeats } from "./listen/events/public.ts"
import { createDigest } from "./listen/feedback/jobs.ts"
import type { Intake } from "./listen/feedback/verbs.ts"
import { startFeeds } from "./listen/feeds/public.ts"
import { workInSubmissions } from "./listen/hub/public.ts"
import { invitationReactions, startInviting } from "./listen/invitations/public.ts"
import { startMailboxes } from "./listen/mailboxes/public.ts"
import { sharedSerials } from "./listen/ownership/public.ts"
import { followPeople, startLookingForDuplicates } from "./listen/people/jobs.ts"
import { holdingReactions, policyReactions } from "./listen/policy/public.ts"
import { startReceivers } from "./listen/receivers/public.ts"
import { startHearing } from "./listen/responses/public.ts"
import { countResponses } from "./listen/results/public.ts"
import { startImports, type UploadFolder } from "./listen/sources/public.ts"
import type { Versions } from "./listen/surveys/public.ts"
import { type Invite, startTriggers } from "./listen/triggers/public.ts"
import type { Config } from "./platform/config.ts"
import type { Gauge } from "./platform/group-commit.ts"
import type { Jobs } from "./platform/jobs.ts"
import type { OutboxEvent } from "./platform/outbox.ts"
import type { Platform } from "./platform/platform.ts"
import { startReader } from "./platform/reader.ts"
import { createThread } from "./platform/thread.ts"
import { startWatch, type Watch } from "./understand/signals/jobs.ts"
import { startThemes } from "./understand/themes/jobs.ts"

export type Loop = {
  /** Resolves when everything that happened before the call has had its effect. */
  settled(): Promise<void>
  /** Since when counting is behind, and why; null when it is not. */
  trouble(): { since: number; reason: string } | null
  /** Looks for signals in an organization now, with a replay of its history if asked. */
  look: Watch["look"]
  stop(): Promise<void>
}

/**
 * Who reacts to what: the only page where the stages meet. listen → understand → decide → act, under govern.
 * Seven readers follow the outbox: the responses and the deliveries of other tools (which become feedback), their results, the digest (feedback becomes interactions,
 * where everything is counted), the reactions, the notifications, and the webhooks; a slow one does not hold up the others.
 */
export async function startLoop({
  platform,
  jobs,
  intake,
  taking,
  versions,
  uploads,
  inboundMail,
  invite,
  works,
}: {
  platform: Platform
  jobs: Jobs
  intake: Intake
  /** A new gauge of how much is being taken in, to which the readers give way. */
  taking(): Gauge
  versions: Versions
  uploads: UploadFolder
  inboundMail: Config["inboundMail"]
  invite: Invite
  works: boolean
}): Promise<Loop> {
  const { stores, realtime, log, recogniser } = platform

  // In every process: what it remembers about keys and roles is forgotten when they change.
  const unsubscribe = realtime.subscribe((heard) => {
    if (heard.kind === "event" && /^(key|member)\./.test(heard.event.name)) recogniser.forget()
  })
  if (!works) {
    const look = async () => ({ found: 0 })
    return { settled: async () => {}, trouble: () => null, look, stop: async () => void unsubscribe() }
  }

  let ending = false
  const themes = await startThemes({ platform, jobs })
  const words = createThread(new URL("./listen/feedback/reading.ts", import.meta.url))
  const digest = createDigest({
    stores,
    thread: words,
    findThemes: themes.findThemes,
    moved: async (organizationIds) => {
      for (const id of organizationIds) await realtime.tell(id, { name: "counted" })
    },
    pressure: taking(),
    ending: () => ending,
  })

  const identifying = createIdentifying(stores, () => ending)
  await startRemovingRepeats(platform, jobs)
  const peopleFollowed = followPeople(stores, realtime)
  const duplicates = await startLookingForDuplicates(stores, jobs, sharedSerials)
  const imports = await startImports({ platform, jobs, intake, folder: uploads })
  const feeds = await startFeeds({ platform, jobs, intake, folder: uploads })
  const mailboxes = await startMailboxes({ platform, jobs })
  const receivers = await startReceivers(platform, { jobs, intake, ending: () => ending })
  const watch = await startWatch({ platform, jobs })
  const undone: Watch["reactions"] = { "import.undone": async (event) => watch.reactions["feedback.deleted"]?.(event) }
  const hearing = startHearing({ stores, versions, intake, log, pressure: taking() })
  const audiences = watchAudiences(platform)
  const triggers = startTriggers(platform, invite)
  const problems = await startProblems({ platform, jobs })
  const guidance = await startGuidance({ platform, jobs })
  const plans = startEscalating(platform)
  const updates = await startUpdates({ platform, jobs })
  const notices = await startSending(platform, jobs)
  const inviting = await startInviting(platform, jobs)
  const replies = await startReplies(platform, intake, inboundMail)
  const outcomes = await startOutcomes({ platform, jobs })
  const followups = startFollowups(platform)
  // One a line, in the order in which they react to the same event.
  const reacting: Record<string, ((event: OutboxEvent) => Promise<void>) | undefined>[] = [
    duplicates,
    watch.reactions,
    themes.reactions,
    undone,
    feeds.reactions,
    problems.reactions,
    guidance.reactions,
    audiences.reactions,
    triggers.reactions,
    plans.reactions,
    updates.reactions,
    outcomes.reactions,
    noticeReactions(stores),
    followups.reactions,
    policyReactions(platform),
    invitationReactions(stores),
    // With whom somebody speaks, no survey asks meanwhile.
    holdingReactions(stores, {
      "followup.opened": "begins",
      "followup.reopened": "begins",
      "followup.closed": "ends",
    }),
  ]

  const mailing = await startMailing(platform, jobs)
  const notifications: Record<string, (event: OutboxEvent) => Promise<void>> = notifying(stores, (organizationId) =>
    planMail(jobs, organizationId),
  )

  const webhooks = startWebhooks(platform)
  const chats = await startChats(platform, jobs)
  await startTrackers(platform, jobs)

  // Who reads the outbox, and what each does with what happened. A slow one does not hold up the others.
  const reading: Record<string, (events: OutboxEvent[]) => Promise<void>> = {
    // Before the digest, which then has what became feedback.
    responses: (events) => hearing.handle(events),
    // What other tools sent becomes feedback, too.
    deliveries: inTurn([receivers.handle, workInSubmissions(stores, intake)]),
    digest: inTurn([
      digest.handle,
      identifying.handle,
      peopleFollowed,
      problems.digested,
      followups.digested,
      triggers.digested,
      imports.handle,
    ]),
    async reactions(events) {
      for (const event of events) for (const reactions of reacting) await reactions[event.name]?.(event)
    },
    async notifications(events) {
      for (const event of events) await notifications[event.name]?.(event)
    },
    results: countResponses({ ...stores, versions }, realtime),
    webhooks: inTurn([webhooks.handle, chats.handle]),
  }
  // These two give way by themselves, in the middle of what they do.
  const pressureOn = (name: string) => (name === "responses" || name === "digest" ? undefined : taking())
  const readers = new Map(
    Object.entries(reading).map(([name, handle]) => [
      name,
      startReader({ database: stores.database, realtime, log, name, handle, pressure: pressureOn(name) }),
    ]),
  )
  return {
    async settled() {
      // What respondents sent is feedback only when the first has handled it.
      await readers.get("responses")!.caughtUp()
      await readers.get("deliveries")!.caughtUp()
      await Promise.all([...readers.values()].map((reader) => reader.caughtUp()))
      await triggers.look()
      await webhooks.settled()
    },
    trouble: () => readers.get("digest")!.trouble(),
    look: watch.look,
    async stop() {
      unsubscribe()
      ending = true
      await mailboxes.stop()
      await feeds.stop()
      await Promise.all([imports.stop(), ...[...readers.values()].map((reader) => reader.stop())])
      await webhooks.stop()
      await replies.stop()
      await notices.stop()
      await inviting.stop()
      outcomes.stop()
      await words.stop()
      await watch.stop()
      await themes.stop()
      await audiences.stop()
      await triggers.stop()
      await hearing.stop()
      await plans.stop()
      await updates.stop()
      await followups.stop()
      await mailing.stop()
    },
  }
}

type Handle = (events: OutboxEvent[]) => Promise<unknown>
const inTurn = (handles: readonly Handle[]) => async (events: OutboxEvent[]) => {
  for (const handle of handles) await handle(events)
}
