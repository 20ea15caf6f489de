import { logContact } from "../server/act/desk/public.ts"
import {
  close,
  createFollowup,
  followUpBy,
  heardFrom,
  listRules,
  makeRule,
  noteContact,
  take,
  waitForCustomer,
} from "../server/act/followups/public.ts"
import { liveGuidance, noteShown } from "../server/act/guidance/public.ts"
import type { Plan } from "../server/act/plans/public.ts"
import { affectedOf } from "../server/decide/problems/public.ts"
import { addComment } from "../server/govern/collaboration/public.ts"
import { peopleIn } from "../server/listen/audiences/public.ts"
import type { Intake } from "../server/listen/feedback/public.ts"
import { contactsOf } from "../server/listen/people/public.ts"
import type { Platform } from "../server/platform/platform.ts"
import { sql } from "../server/platform/postgres.ts"
import type { Scope } from "../server/platform/scope.ts"
import { type As, membersAtWork, stableId } from "./at-work.ts"
import { calls } from "./northlight/answer.ts"
import { byHand, closings, comments, contacts, rules } from "./northlight/conversations.ts"

type Story = { platform: Platform; intake: Intake; scope: Scope; endOn: string }

/**
 * What was said to single customers since the plan was opened: calls with the guidance, and follow-ups of low scores. It
 * takes a moment, so it goes on while people look around already; in one transaction, so that a load that is cut off has
 * told nothing of it and does it at the next start.
 */
export async function tellConversations({ platform, intake, scope, endOn }: Story, plan: Plan): Promise<void> {
  // Surveys bring rules of their own.
  if ((await listRules(scope)).some((one) => one.name === rules[0].name)) return
  await membersAtWork(scope, endOn, async (as) => {
    await tellCalls(platform, intake, as, plan)
    await tellFollowups(as)
  })
}

async function tellCalls(platform: Platform, intake: Intake, as: As, { problemId }: Plan) {
  const today = as("carol", 0, 9)
  const [guidance] = await liveGuidance(today, [problemId])
  if (!guidance) return
  const affected = await peopleIn(today, await affectedOf(today, problemId), { limit: 600 })
  const owners = (await contactsOf(today, affected)).filter((one) => one.name)
  for (const [index, { personId, language }] of owners.slice(0, 36).entries()) {
    const chinese = language === "zh-CN"
    const at = as(chinese ? "jiajia" : index % 2 ? "dana" : "stuart", 4 - (index % 4), 8 + (index % 9), index)
    const words = chinese ? calls.zh : calls.en
    await logContact(
      at,
      { intake, stores: { ...platform.stores, now: at.now } },
      {
        clientId: stableId(`call ${index}`),
        personId,
        kind: "call",
        outcome: index % 9 === 4 ? "not_answered" : index % 3 === 1 ? "offered" : "answered",
        guidanceVersionId: guidance.versionId,
        problemId,
        // Not everything that is said is written down.
        ...(index % 2 ? { words: words[index % words.length]! } : {}),
        ...(index % 3 === 1 ? { offered: "new motor" } : {}),
      },
    )
    const showing = {
      ...{ organizationId: at.organizationId, guidanceId: guidance.id, versionId: guidance.versionId, personId },
      at: at.now().toISOString(),
    }
    await noteShown(at, [showing])
  }
}

type Low = { id: string; person_id: string; day: number; hour: number; chinese: boolean; smells: boolean }

/** Low scores of the last ten days: most were answered in time, some late, some again; some wait. */
async function tellFollowups(as: As) {
  const carol = as("carol", 12, 9)
  const [centre] = await carol.query<{ id: string }>(sql`
    select id from department where organization_id = ${carol.organizationId} and name = 'Contact centre'`)
  const members = await carol.query<{ id: string; email: string }>(sql`
    select m.id, u.email from member m join "user" u on u.id = m.user_id where m.organization_id = ${carol.organizationId}`)
  const idOf = (who: string) => members.find((one) => one.email === `${who}@northlight.example`)!.id
  const alike = {
    audienceId: null,
    departmentId: centre!.id,
    assigning: "nobody",
    ownerId: null,
    businessHours: false,
  } as const
  for (const rule of rules)
    await makeRule(carol, {
      ...rule,
      ...alike,
      definition: {
        ...rule.definition,
        where: rule.definition.where.map((one) => ({ ...one, values: [...one.values] })),
      },
    })
  const made = await listRules(carol)
  const [urgent, usual] = rules.map(({ name }) => made.find((one) => one.name === name))
  for (const [index, low] of (await lowScores(carol)).entries()) {
    const agent = low.chinese ? "jiajia" : index % 2 ? "dana" : "stuart"
    // An hour and a bit after the words came in somebody could know of them.
    const begun = as("carol", low.day, low.hour, 40)
    const one = await followUpBy(begun, low.smells ? urgent! : usual!, { feedbackId: low.id, personId: low.person_id })
    if (!one?.isNew) continue
    await wentOn(as, one.followup.id, low, agent, index)
  }
  const [own] = await lowScores(carol, 1, 40)
  if (own) {
    const { followup, isNew } = await createFollowup(as("stuart", 1, 15), {
      ...{ personId: own.person_id, feedbackId: own.id, reason: byHand, priority: "urgent", ownerId: idOf("carol") },
      promisedAt: as("carol", 0, 12).now().toISOString(),
    })
    if (isNew) await addComment(as("dana", 1, 16), { record: `followup:${followup.id}`, text: comments[0] })
  }
}

/** What became of each, by its place in the list: newest last, so that the last ones still wait. */
async function wentOn(as: As, id: string, { day, hour, chinese, person_id }: Low, agent: string, index: number) {
  const language = chinese ? "zh" : "en"
  const at = (hours: number) => as(agent, day, hour + hours, 5)
  const closing = closings[index % closings.length]!
  const answered = {
    outcome: closing.outcome,
    said: closing.said[language],
    ...(closing.feeling ? { feeling: closing.feeling } : {}),
  }
  const speak = (hours: number, reached: boolean) =>
    noteContact(at(hours), id, {
      ...{ id: stableId(`contact ${id} ${hours}`), channel: "phone", reached },
      said: contacts[language][index % 3]!,
    })
  // The newest of all nobody has seen yet; before them some are being worked on.
  if (day <= 1) return index % 3 === 0 ? void (await take(at(2), id)) : undefined
  if (day === 2 && index % 2 === 0) {
    await speak(2, false)
    return void (await waitForCustomer(at(3), id))
  }
  // Overlooked: its promise is broken.
  if (index % 7 === 3) return
  const late = index % 6 === 4
  await speak(late ? 27 : 2, closing.outcome !== "not_reachable")
  await close(at(late ? 28 : 3), id, answered)
  if (index % 8 === 5) await heardFrom(at(late ? 40 : 20), person_id, "not_solved", null)
}

const lowScores = (scope: Scope, skip = 0, from = 0) =>
  scope.query<Low>(sql`
    select id, person_id, day, hour, chinese, smells from (
      select distinct on (f.person_id) f.id, f.person_id, f.occurred_at,
        (current_date - f.occurred_at::date) as day, extract(hour from f.occurred_at)::int as hour,
        f.reading ->> 'language' like 'zh%' as chinese, f.text ~* 'smell|焦' as smells
      from feedback f, jsonb_array_elements(f.scores) s
      where f.organization_id = ${scope.organizationId} and f.person_id is not null
        and f.product = 'Aria 2' and s ->> 'metric' = 'csat' and (s ->> 'value')::float8 <= 2
        and f.occurred_at > now() - interval '10 days' and f.occurred_at < current_date - interval '4 hours'
      order by f.person_id, f.occurred_at desc) low
    order by occurred_at offset ${skip + from} limit ${from > 0 ? 1 : 34}`)
