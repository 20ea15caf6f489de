import { createHash } from "node:crypto"
import { coded, notFound } from "../../platform/http/errors.ts"
import type { Scope } from "../../platform/scope.ts"
import { type AudienceDefinition, listAudiences, peopleIn } from "../audiences/public.ts"
import { type Reason, whyNot } from "../policy/public.ts"
import type { MailingRow } from "./mailing.ts"

export type Reach = {
  definition: AudienceDefinition
  /** Everybody of the audience, by id. */
  all: string[]
  people: string[]
  leftOut: Map<string, Reason>
  fingerprint: string
}

/** Whom a mailing would ask now: its audience without those whom the contact policy holds back. */
export async function reachOf(scope: Scope, mailing: MailingRow): Promise<Reach> {
  if (!mailing.audience_id) throw coded("mailing.no_audience")
  const [audience] = await listAudiences(scope, { id: mailing.audience_id })
  if (!audience) throw notFound("audience", mailing.audience_id)
  const all = await peopleIn(scope, audience.definition, { limit: mostPeople })
  const leftOut = await whyNot(scope, {
    surveyId: mailing.survey_id,
    personIds: all,
    channel: "email",
    atAnyHour: true,
  })
  const people = all.filter((id) => !leftOut.has(id))
  return { definition: audience.definition, all, people, leftOut, fingerprint: fingerprintOf(people) }
}

const mostPeople = 5_000_000

const fingerprintOf = (ids: readonly string[]) => {
  const hash = createHash("sha256")
  for (const id of ids) hash.update(id)
  return hash.digest("hex").slice(0, 16)
}

export function counted(leftOut: ReadonlyMap<string, Reason>): { code: string; n: number }[] {
  const counts = new Map<string, number>()
  for (const { code } of leftOut.values()) counts.set(code, (counts.get(code) ?? 0) + 1)
  return [...counts].map(([code, n]) => ({ code, n })).sort((a, b) => b.n - a.n)
}
