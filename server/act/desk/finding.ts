import { ownersByNumber } from "../../listen/ownership/public.ts"
import { lookUpPeople, onePerPerson, type PersonMatch } from "../../listen/people/public.ts"
import type { Scope } from "../../platform/scope.ts"

const mostMatches = 12

/** Whom a key may mean: by address, customer number, name, and by the serial or order number of what she owns. */
export async function findCallers(scope: Scope, key: string): Promise<PersonMatch[]> {
  const [people, owners] = await Promise.all([
    lookUpPeople(scope, key, { limit: mostMatches }),
    ownersByNumber(scope, key, { limit: mostMatches }),
  ])
  return onePerPerson([...people, ...owners], !scope.permissions.has("personal_data")).slice(0, mostMatches)
}

/** The one person a key names without doubt. Two exact matches are a doubt; so is a name, and a number that only ends alike. */
export function theOne(matches: readonly PersonMatch[]): PersonMatch | undefined {
  const exact = matches.filter((one) => one.exact)
  return exact.length === 1 ? exact[0] : undefined
}
