import { coded, notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import { rootsOf } from "../people/public.ts"
import { claimAsks, type Reason, whyNot } from "../policy/public.ts"
import { insertLinks, plainSurvey, type Setup, urlOf } from "../surveys/public.ts"
import type { Invite } from "./asking.ts"
import type { AskInput } from "./contract.ts"
import { waitsFor } from "./seen.ts"
import { contactClosed } from "./trigger.ts"

/** The open surveys one may ask a customer after a contact, those meant for it first, with why not where she may not be. */
export async function askableSurveys(scope: Scope, personId: string | undefined) {
  const rows = await scope.query<{ id: string; title: string; setup: Setup }>(sql`
    select id, title, setup from survey where organization_id = ${scope.organizationId} and state = 'open' and published is not null
      and (closes_at is null or closes_at > ${scope.now()}) order by updated_at desc limit 200`)
  const sorted = rows
    .map((row) => ({ ...row, afterContact: waitsFor(row) === contactClosed }))
    .sort((one, other) => Number(other.afterContact) - Number(one.afterContact))
    .slice(0, mostOffered)
  const [root] = personId ? (await rootsOf(scope, [personId])).values() : []
  if (personId && !root) throw notFound("person", personId)
  return Promise.all(
    sorted.map(async ({ id, title, afterContact }) => {
      const reasonBy = async (channel: string) =>
        root ? ((await whyNot(scope, { surveyId: id, personIds: [root], channel })).get(root) ?? null) : null
      const [byAgent, byMail] = await Promise.all([reasonBy("agent"), reasonBy("email")])
      return {
        id,
        title,
        afterContact,
        mail: root !== undefined && byMail === null,
        whyNotMail: byMail,
        whyNot: byAgent,
      }
    }),
  )
}

/**
 * Asks one customer after a contact: by mail, by a link to give her, or by reading it out. The policy holds for these as
 * for any other way. Throws 404, 409 `survey.not_published`, `survey.closed`, `survey.asking_held_back` with the reason.
 */
export async function askAfterContact(
  scope: Scope,
  given: AskInput & { surveyId: string },
  { invite, publicUrl }: { invite: Invite; publicUrl: string },
): Promise<{ url: string | null; expiresAt: string | null }> {
  mustBeAllowed(scope, "feedback.write")
  const { surveyId, way, contactId } = given
  const survey = await plainSurvey(scope, surveyId)
  if (!survey) throw notFound("survey", surveyId)
  if (survey.published === null) throw coded("survey.not_published")
  if (survey.state !== "open" || (survey.closes_at && survey.closes_at <= scope.now())) throw coded("survey.closed")
  const [root] = given.personId ? (await rootsOf(scope, [given.personId])).values() : []
  if (given.personId && !root) throw notFound("person", given.personId)
  const linkId = newId()
  const done = await scope.transaction(async (tx): Promise<Done> => {
    if (way === "mail") {
      // Who sends the letter writes down that she was asked, right before it goes.
      const held = (await whyNot(tx, { surveyId, personIds: [root!], channel: "email" })).get(root!)
      return held ? { held } : { send: await invite(tx, { surveyId, personIds: [root!], because: "contact" }) }
    }
    const held = root && (await heldBack(tx, { ...given, personId: root, linkId }))
    if (held) return { held }
    const hours = way === "read" ? readHours : linkHours
    const expiresAt = new Date(tx.now().getTime() + hours * 3_600_000).toISOString()
    const [link] = await insertLinks(tx, surveyId, [
      {
        id: linkId,
        kind: root ? "personal" : "single",
        expiresAt,
        ...(root ? { personId: root } : {}),
        ...(contactId ? { contactId } : {}),
        ...(way === "read" ? { readBy: { id: tx.actor.id, name: tx.actor.name } } : {}),
      },
    ])
    await record(tx, way === "read" ? "survey.read_out" : "survey.link_given", `survey:${surveyId}`, {
      surveyId,
      personId: root ?? null,
      contactId: contactId ?? null,
    })
    return { made: { url: urlOf(publicUrl, link!.key), expiresAt } }
  })
  if ("held" in done) throw coded("survey.asking_held_back", { reason: done.held.code, until: done.held.until ?? "" })
  if ("made" in done) return done.made
  await done.send()
  return { url: null, expiresAt: null }
}

type Done = { held: Reason } | { made: { url: string; expiresAt: string } } | { send: () => Promise<void> }

const mostOffered = 8
const readHours = 12
const linkHours = 30 * 24

type Given = AskInput & { surveyId: string; personId: string; linkId: string }

async function heldBack(tx: Tx, one: Given): Promise<Reason | undefined> {
  const { held } = await claimAsks(tx, {
    surveyId: one.surveyId,
    channel: "agent",
    cause: { kind: "contact", at: tx.now().toISOString(), ...(one.contactId ? { id: one.contactId } : {}) },
    people: [{ personId: one.personId, linkId: one.linkId }],
  })
  return held.get(one.personId)
}
