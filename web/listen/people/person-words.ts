import type { TFunction } from "i18next"
import type { Answer } from "../../api/generated.ts"

export type Person = Answer<"Person">

type Called = Pick<Person, "name" | "erased"> & { identities: readonly { kind: string; value: string }[] }

/** What a person is called: her name, else the clearest id the reader may see. */
export function callOf(person: Called, t: TFunction): string {
  if (person.erased) return t("person.erasedName")
  if (person.name) return person.name
  const order = ["email", "phone", "external"]
  const best = order.flatMap((kind) => person.identities.filter((one) => one.kind === kind))[0]
  return best?.value ?? t("person.unnamed")
}

/** Feelings of a timeline in the order of time: one point for each quarter in which she said something. */
export function feelingsOf(entries: readonly { occurredAt: string; sentiment: number | null }[]) {
  const felt = entries.flatMap(({ occurredAt, sentiment }) =>
    sentiment === null ? [] : [{ quarter: quarterOf(occurredAt), sentiment }],
  )
  return [...Map.groupBy(felt, (one) => one.quarter)]
    .sort(([a], [b]) => a - b)
    .map(([, some]) => some.reduce((sum, one) => sum + one.sentiment, 0) / some.length)
}

const quarterOf = (at: string) => {
  const date = new Date(at)
  return date.getUTCFullYear() * 4 + Math.floor(date.getUTCMonth() / 3)
}
