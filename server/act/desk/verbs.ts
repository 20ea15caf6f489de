import { findProblem } from "../../decide/problems/public.ts"
import {
  deleteFeedbackRows,
  type FeedbackInput,
  type Intake,
  nameSpeaker,
  receiveFeedback,
} from "../../listen/feedback/public.ts"
import { type Owned, ownedBy } from "../../listen/ownership/public.ts"
import { findPerson } from "../../listen/people/public.ts"
import { coded, notFound } from "../../platform/http/errors.ts"
import { record } from "../../platform/outbox.ts"
import type { z } from "../../platform/schema.ts"
import { mintSystemScope, mustBeAllowed, type Scope, type Stores } from "../../platform/scope.ts"
import { findVersion, forgetContact, noteContact } from "../guidance/public.ts"
import type { ContactInput } from "./contract.ts"
import { deleteContact, deskSource, insertContact, lockContact } from "./store.ts"

type Input = z.output<typeof FeedbackInput>

/**
 * Logs a contact in one step: it comes in as feedback does, so that it is counted, read and joined like any other, and
 * is linked to the problem and the guidance it was about. Sent twice with the same client id it is one contact.
 */
export async function logContact(
  scope: Scope,
  { intake, stores }: { intake: Intake; stores: Stores },
  input: ContactInput,
): Promise<{ id: string; status: "logged" | "duplicate" }> {
  mustBeAllowed(scope, "feedback.write")
  const version = input.guidanceVersionId ? await findVersion(scope, input.guidanceVersionId) : undefined
  if (input.guidanceVersionId && !version) throw notFound("guidance", input.guidanceVersionId)
  const problemId = input.problemId ?? version?.problemId ?? undefined
  const problem = problemId ? await findProblem(scope, problemId) : undefined
  if (problemId && !problem) throw notFound("problem", problemId)
  // Rapport itself looks up which address of hers leads to her: an agent who may not see it can still log the call.
  const system = mintSystemScope(stores, scope.organizationId)
  const person = input.personId ? await findPerson(system, input.personId) : undefined
  if (input.personId && (!person || person.erased)) throw notFound("person", input.personId)
  const owned = person ? await ownedBy(scope, [person.id]) : []
  const unit = owned.find((one) => one.id === input.ownershipId) ?? theUnit(owned, problem?.slice.product)
  const identity = person?.identities[0]
  const item: Input = {
    source: deskSource,
    externalId: input.clientId,
    kind: input.kind,
    channel: input.channel ?? (input.kind === "call" ? "phone" : input.kind),
    touchpoint: input.touchpoint ?? "contact centre",
    ...aboutOf(unit, problem?.slice),
    // What is said of this contact goes before what is known in general.
    ...(input.product ? { product: input.product } : {}),
    ...(input.component ? { component: input.component } : {}),
    // As it seemed to whoever spoke with her: a score of its own, not one she gave.
    ...(input.felt ? { scores: [{ metric: "felt", value: input.felt, scale: { min: 1, max: 5 } }] } : {}),
    ...(input.words ? { text: input.words } : {}),
    ...(identity
      ? { person: { [given[identity.kind]]: identity.value } }
      : input.caller
        ? { person: input.caller }
        : {}),
    attributes: {
      outcome: input.outcome,
      on_behalf: true,
      ...(input.about ? { about: input.about } : {}),
      ...(problem ? { problem: problem.number } : {}),
      ...(version ? { guidance: version.number, guidance_version: version.version } : {}),
      ...(input.offered ? { offered: input.offered } : {}),
    },
  }
  const [received] = await receiveFeedback(scope, intake, [item])
  const { id } = received!
  // After the feedback is durable: should this be the last thing the process does, sending again completes it.
  const fresh = await scope.transaction(async (tx) => {
    const made = await insertContact(tx, {
      id,
      clientId: input.clientId,
      personId: person?.id ?? null,
      problemId: problem?.id ?? null,
      versionId: version?.id ?? null,
      outcome: input.outcome,
    })
    if (!made) return false
    // The agent sees what she just wrote down, before it is digested.
    if (person) await nameSpeaker(tx, id, person.id)
    if (version)
      await noteContact(tx, {
        contactId: id,
        guidanceId: version.guidanceId,
        versionId: version.id,
        outcome: input.outcome,
      })
    await record(tx, "contact.logged", `feedback:${id}`, {
      outcome: input.outcome,
      kind: input.kind,
      personId: person?.id ?? null,
      problemId: problem?.id ?? null,
      guidanceId: version?.guidanceId ?? null,
      ...(version?.planId ? { planId: version.planId } : {}),
    })
    return true
  })
  return { id, status: fresh ? "logged" : "duplicate" }
}

/** Takes back what one logged oneself, for as long as one can have pressed the wrong button. */
export async function takeContactBack(scope: Scope, id: string): Promise<void> {
  mustBeAllowed(scope, "feedback.write")
  await scope.transaction(async (tx) => {
    const contact = await lockContact(tx, id)
    if (!contact) throw notFound("contact", id)
    const own = contact.actor_kind === tx.actor.kind && contact.actor_id === tx.actor.id
    if (!own || tx.now().getTime() - contact.at.getTime() > takeBackMs) throw coded("contact.not_yours_or_too_late")
    await deleteContact(tx, id)
    await forgetContact(tx, id)
    const gone = await deleteFeedbackRows(tx, [id])
    if (gone.length > 0) await record(tx, "feedback.deleted", `feedback:${id}`, { ids: gone })
    await record(tx, "contact.taken_back", `feedback:${id}`, {
      outcome: contact.outcome,
      problemId: contact.problem_id,
    })
  })
}

const takeBackMs = 15 * 60_000

const given = { external: "externalId", email: "email", phone: "phone", anonymous: "anonymousId" } as const

/** The product it must be about, if there is only one such. */
function theUnit(owned: readonly Owned[], product: string | undefined): Owned | undefined {
  const fitting = product ? owned.filter((one) => one.product.toLowerCase() === product.toLowerCase()) : owned
  return fitting.length === 1 ? fitting[0] : undefined
}

// What is known of her unit goes before what the problem says in general.
function aboutOf(unit: Owned | undefined, slice: Readonly<Record<string, string>> = {}): Partial<Input> {
  const product = unit?.product ?? slice.product
  const version = unit?.version ?? slice.version
  const batch = unit?.batch ?? slice.batch
  return {
    ...(product ? { product } : {}),
    ...(slice.component ? { component: slice.component } : {}),
    ...(version ? { version } : {}),
    ...(batch ? { batch } : {}),
  }
}
