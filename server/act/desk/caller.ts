import { feedbackOfPerson } from "../../listen/feedback/public.ts"
import { type Owned, ownedBy } from "../../listen/ownership/public.ts"
import { personCalling } from "../../listen/people/public.ts"
import { notFound } from "../../platform/http/errors.ts"
import type { Scope } from "../../platform/scope.ts"
import type { Affecting } from "./affecting.ts"
import type { Caller } from "./contract.ts"
import type { Desk } from "./desk.ts"
import { ofHerProducts, withGuidance } from "./known.ts"
import { countLately, outcomesOf } from "./store.ts"

const shownContacts = 6
const shownProblems = 5

/** Everything an agent needs while somebody is on the line. That it was read, and what was shown, leaves a trace. */
export async function callerOf(scope: Scope, { trace, affecting }: Desk, id: string): Promise<Caller> {
  const person = await personCalling(scope, id)
  if (!person) throw notFound("person", id)
  const { language } = person
  const [owns, said, lately] = await Promise.all([
    ownedBy(scope, [person.id]),
    feedbackOfPerson(scope, person.ids, shownContacts),
    countLately(scope, person.ids),
  ])
  const [found, outcomes] = await Promise.all([
    affecting.affecting(scope, { personId: person.id, ids: person.ids, owns }),
    outcomesOf(
      scope,
      said.map((one) => one.id),
    ),
  ])
  const problems = await withGuidance(scope, found, { owns, language })
  const [otherProblems] = await Promise.all([
    problems.length > 0 ? [] : worstProblems(scope, affecting, { owns, language }),
    trace.reading(
      scope,
      person.id,
      problems.flatMap((one) => one.guidance),
    ),
  ])
  return {
    person: {
      id: person.id,
      name: person.name,
      masked: person.masked,
      role: person.role,
      language,
      since: person.firstSeenAt,
      reach: person.reach,
      accounts: person.accounts,
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

/** The worst problems now, for when nothing is known of the caller's. */
export async function worstProblems(
  scope: Scope,
  affecting: Affecting,
  her: { owns: readonly Owned[]; language: string | null },
) {
  const open = ofHerProducts(await affecting.openProblems(scope), her.owns)
  const found = open.map((problem) => ({ problem, affects: "no" as const }))
  return (await withGuidance(scope, found, her)).slice(0, shownProblems)
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
