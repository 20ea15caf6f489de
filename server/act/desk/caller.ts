import { feedbackOfPerson } from "../../listen/feedback/public.ts"
import { type Owned, ownedBy } from "../../listen/ownership/public.ts"
import { personCalling } from "../../listen/people/public.ts"
import { notFound } from "../../platform/http/errors.ts"
import type { Scope } from "../../platform/scope.ts"
import type { Affecting } from "./affecting.ts"
import type { Caller } from "./contract.ts"
import type { Desk } from "./desk.ts"
import { ofHerProducts, withGuidance } from "./known.ts"
import { countLately, deskSource, outcomesOf } from "./store.ts"

const shownContacts = 6
const shownProblems = 5

/** Everything an agent needs while somebody is on the line. That it was read, and what was shown, leaves a trace. */
export async function callerOf(scope: Scope, { trace, affecting }: Desk, id: string): Promise<Caller> {
  const person = await personCalling(scope, id)
  if (!person) throw notFound("person", id)
  const { language } = person
  const [owns, said, lately, answers] = await Promise.all([
    ownedBy(scope, [person.id]),
    feedbackOfPerson(scope, person.ids, shownContacts),
    countLately(scope, person.ids),
    affecting.answers(scope),
  ])
  const [found, outcomes] = await Promise.all([
    affecting.affecting(scope, { personId: person.id, ids: person.ids, owns }),
    outcomesOf(
      scope,
      said.filter((one) => one.source === deskSource).map((one) => one.id),
    ),
  ])
  const problems = withGuidance(answers, found, { owns, language })
  await trace.reading(
    scope,
    person.id,
    problems.flatMap((one) => one.guidance),
  )
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
    otherProblems: problems.length > 0 ? [] : await worstProblems(scope, affecting, { owns, language }),
  }
}

/** The worst problems now, for when nothing is known of the caller's. */
export async function worstProblems(
  scope: Scope,
  affecting: Affecting,
  her: { owns: readonly Owned[]; language: string | null },
) {
  const [open, answers] = await Promise.all([affecting.openProblems(scope), affecting.answers(scope)])
  const found = ofHerProducts(open, her.owns).map((problem) => ({ problem, affects: "no" as const }))
  return withGuidance(answers, found, her).slice(0, shownProblems)
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
