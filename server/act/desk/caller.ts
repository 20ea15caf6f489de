import { feedbackOfPerson } from "../../listen/feedback/public.ts"
import { type Owned, ownedBy } from "../../listen/ownership/public.ts"
import { contactsOf, findPerson } from "../../listen/people/public.ts"
import { notFound } from "../../platform/http/errors.ts"
import type { Scope } from "../../platform/scope.ts"
import type { Caller } from "./contract.ts"
import { knownProblems, worstProblems } from "./known.ts"
import { countLately, outcomesOf } from "./store.ts"
import type { Trace } from "./trace.ts"

const shownContacts = 6

/** Everything an agent needs while somebody is on the line. That it was read, and what was shown, leaves a trace. */
export async function callerOf(scope: Scope, trace: Trace, id: string): Promise<Caller> {
  const [person, [contact]] = await Promise.all([findPerson(scope, id), contactsOf(scope, [id])])
  if (!person || person.erased) throw notFound("person", id)
  const language = contact?.language ?? null
  const [owns, said, lately] = await Promise.all([
    ownedBy(scope, [person.id]),
    feedbackOfPerson(scope, person.ids, shownContacts),
    countLately(scope, person.ids),
  ])
  const [problems, outcomes] = await Promise.all([
    knownProblems(scope, { personId: person.id, owns, language }),
    outcomesOf(
      scope,
      said.map((one) => one.id),
    ),
  ])
  const [otherProblems] = await Promise.all([
    problems.length > 0 ? [] : worstProblems(scope, { owns, language }),
    trace.reading(scope, person.id, problems.flatMap((one) => one.guidance)),
  ])
  return {
    person: {
      id: person.id,
      name: person.name,
      masked: person.masked,
      role: person.role,
      language,
      since: person.firstSeenAt,
      reach: person.identities.filter(({ kind }) => kind === "email" || kind === "phone").map(({ value }) => value),
      accounts: person.accounts.map((one) => one.name),
    },
    owns: owns.map(presentedUnit),
    contacts: {
      lately,
      items: said.map((one) => ({
        id: one.id,
        kind: one.kind,
        channel: one.channel,
        occurredAt: one.occurredAt,
        product: one.product,
        text: one.text,
        language: one.reading?.language ?? null,
        sentiment: one.reading?.sentiment ?? null,
        scores: one.scores,
        outcome: outcomes.get(one.id)?.outcome ?? null,
        loggedBy: outcomes.get(one.id)?.by ?? null,
      })),
    },
    problems,
    otherProblems,
  }
}

const presentedUnit = ({ id, product, version, batch, serial, orderNumber, purchasedAt, relation }: Owned) => ({
  id,
  product,
  version,
  batch,
  serial,
  orderNumber,
  purchasedAt,
  relation,
})
