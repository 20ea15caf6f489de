import { findProblem, stageOf } from "../../decide/problems/public.ts"
import { type Intake, personTimeline, receiveFeedback } from "../../listen/feedback/public.ts"
import { allIdsOf, contactsOf, findPerson, rootsOf } from "../../listen/people/public.ts"
import { coded, notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import type { Platform } from "../../platform/platform.ts"
import { sql } from "../../platform/postgres.ts"
import type { z } from "../../platform/schema.ts"
import { mintSystemScope, mustBeAllowed, type Scope } from "../../platform/scope.ts"
import { findPlan } from "../plans/public.ts"
import { publicUpdates } from "../updates/public.ts"
import { publicStages, type Standing as StandingSchema } from "./contract.ts"
import { linkOfToken, linksFor, linksOfPeople, type StandingLink } from "./links.ts"
import { type OfResponse, ofResponse } from "./of-response.ts"
import { insertObjection, insertRevocation, openObjection, withdrawObjections } from "./store.ts"

type Standing = z.output<typeof StandingSchema>

/** How many of her own sentences stand on her page. */
const mostWords = 5

/**
 * What the holder of a link sees: what she told the company, where it stands, what the company says about it. Nothing of
 * the inside, nothing of anybody else. Throws `standing.unknown` for a link that leads nowhere, or no longer.
 */
export async function standingOf(platform: Entering, token: string): Promise<Standing> {
  const { scope, link, answered, problem, plan } = await whole(platform, token)
  const [contact] = link ? await contactsOf(scope, [link.personId]) : []
  if (link && !(contact && plan && problem)) throw coded("standing.unknown")
  const timeline = contact ? await personTimeline(scope, await allIdsOf(scope, [contact.personId])) : []
  const { product = answered?.product ?? null, component } = problem?.slice ?? {}
  const said = timeline.filter(
    (one) =>
      one.fact === "feedback" &&
      one.text &&
      one.id !== answered?.feedbackId &&
      (!product || one.product === product) &&
      (!component || one.component.includes(component)),
  )
  const hers = answered?.words ? [{ text: answered.words, at: answered.at }] : []
  const objection = link ? await openObjection(scope, link.id) : null
  const [organization] = await scope.query<{ name: string; reply_to: string | null }>(sql`
    select o.name, s.reply_to from organization o left join notice_setting s on s.organization_id = o.id
    where o.id = ${scope.organizationId}`)
  const stage = problem ? stageOf(problem) : "received"
  return {
    organization: organization!.name,
    language: contact?.language ?? answered?.language ?? null,
    product,
    answered: answered ? { title: answered.title, at: answered.at } : null,
    said: [...hers, ...said.map((one) => ({ text: one.text!, at: one.occurredAt }))].slice(0, mostWords),
    stage,
    stages: [...publicStages],
    stageText: problem?.public_texts[stage] ?? {},
    ...(plan ? await publicUpdates(scope, plan) : { updates: [], nextUpdateAt: null }),
    mayObject: link !== undefined,
    objection: objection && { at: objection.at.toISOString() },
    writeTo: organization!.reply_to,
  }
}

/**
 * "This did not solve it for me": said by the person herself, by pressing a button and never by opening a page. Her words
 * come in as feedback. Said twice it is still said once.
 */
export async function sayNotSolved(platform: Entering, intake: Intake, token: string, words: string | undefined) {
  const { scope, link, plan, problem } = await whole(platform, token)
  if (!link) throw coded("standing.unknown")
  const before = await openObjection(scope, link.id)
  if (!plan || before) return
  const id = newId()
  const [contact] = words ? await contactsOf(scope, [link.personId]) : []
  const { product, component, version, batch } = problem?.slice ?? {}
  const person = contact && {
    ...(contact.email ? { email: contact.email } : contact.phone ? { phone: contact.phone } : {}),
  }
  const [received] = words
    ? await receiveFeedback(scope, intake, [
        {
          source: "status-page",
          externalId: id,
          kind: "complaint",
          channel: "web",
          touchpoint: "status page",
          ...(product ? { product } : {}),
          ...(component ? { component } : {}),
          ...(version ? { version } : {}),
          ...(batch ? { batch } : {}),
          ...(person && Object.keys(person).length > 0 ? { person } : {}),
          text: words,
          attributes: { plan: plan.number },
        },
      ])
    : []
  const feedbackId = received?.id ?? null
  await scope.transaction(async (tx) => {
    await insertObjection(tx, { id, linkId: link.id, feedbackId })
    await record(tx, "standing.not_solved", `person:${link.personId}`, {
      personId: link.personId,
      planId: plan.id,
      number: plan.number,
      problemId: plan.problemId,
      objectionId: id,
      feedbackId,
    })
  })
}

/** She takes it back. */
export async function takeBackNotSolved(platform: Entering, token: string) {
  const { scope, link } = await entered(platform, token)
  if (!link) throw coded("standing.unknown")
  await scope.transaction(async (tx) => {
    if ((await withdrawObjections(tx, link.id)) === 0) return
    await record(tx, "standing.not_solved_withdrawn", `person:${link.personId}`, {
      personId: link.personId,
      planId: link.planId,
    })
  })
}

/** A person's link to her page about a plan: to be read to her on the telephone, or put into an answer. */
export async function giveLink(scope: Scope, planId: string, personId: string): Promise<StandingLink> {
  mustBeAllowed(scope, "followups.act")
  const root = (await rootsOf(scope, [personId])).get(personId)
  if (!root || (await contactsOf(scope, [root])).length === 0) throw notFound("person", personId)
  if (!(await findPlan(scope, planId))) throw notFound("plan", planId)
  return scope.transaction(async (tx) => {
    const token = (await linksFor(tx, planId, [root])).get(root)!
    await record(tx, "standing.link_given", `person:${root}`, { planId, personId: root })
    return (await linkOfToken(tx, token))!
  })
}

/** Every link of a person, also those made for records that were merged into her. */
export async function linksOfPerson(scope: Scope, personId: string) {
  const person = await findPerson(scope, personId)
  if (!person) throw notFound("person", personId)
  return linksOfPeople(scope, await allIdsOf(scope, [personId]))
}

/** Makes a link lead nowhere. */
export async function revokeLink(scope: Scope, id: string): Promise<void> {
  mustBeAllowed(scope, "notices.edit")
  await scope.transaction(async (tx) => {
    const personId = await insertRevocation(tx, id)
    if (!personId) throw notFound("link", id)
    await record(tx, "standing.link_revoked", `person:${personId}`, { linkId: id })
  })
}

/**
 * The organization, and the person where it is certain who she is, behind a token. The token is all that is asked for: it
 * cannot be guessed. Who answered a survey by her personal link has, once there is a plan, the page that notices lead to.
 */
export async function entered(platform: Entering, token: string): Promise<Entered> {
  const { stores } = platform
  const link = await linkOfToken(stores.database, token)
  if (link) return { scope: mintSystemScope(stores, link.organizationId, "Customer"), link }
  const found = await ofResponse(platform, token)
  if (!found) throw coded("standing.unknown")
  const { scope, answered, plan } = found
  const her = answered.personId
  const own = plan && her ? (await linksFor(scope, plan.id, [her])).get(her) : undefined
  return { ...found, link: own ? await linkOfToken(stores.database, own) : undefined }
}

type Entering = Pick<Platform, "stores" | "vault">
type Entered = { scope: Scope; link: StandingLink | undefined } & Partial<Omit<OfResponse, "scope">>

async function whole(platform: Entering, token: string): Promise<Entered> {
  const found = await entered(platform, token)
  if (found.answered || !found.link) return found
  const plan = await findPlan(found.scope, found.link.planId)
  return { ...found, plan, problem: plan && (await findProblem(found.scope, plan.problemId)) }
}
