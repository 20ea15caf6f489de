import { coded, notFound } from "../../platform/http/errors.ts"
import { record } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import { certain } from "./duplicate.ts"
import { type DuplicateRow, deleteAnswer, listDuplicates, saveAnswer } from "./duplicates.ts"
import { mergePeople, unmergePeople } from "./links.ts"

/**
 * Says whether two records are one person. The same: they are merged, into `keep` or else the one known longer.
 * Returns the link, by which it can be taken back. Throws `record.not_found`, `person.already_one`.
 */
export async function answerDuplicate(
  scope: Scope,
  id: string,
  answer: "same" | "different",
  keep?: string,
): Promise<{ linkId: string | null }> {
  mustBeAllowed(scope, "people.edit")
  return scope.transaction(async (tx) => {
    const pair = await existing(tx, id)
    if (keep !== undefined && keep !== pair.first && keep !== pair.second)
      throw coded("request.field", { detail: "It must be one of the two." }, "keep")
    const linkId = answer === "same" ? await join(tx, pair, keep) : null
    await saveAnswer(tx, id, answer)
    await record(tx, "person.duplicate_answered", `person:${pair.first}`, { duplicateId: id, answer })
    return { linkId }
  })
}

/** Takes an answer back: what was merged by it is two people again, and the question is open. */
export async function takeAnswerBack(scope: Scope, id: string): Promise<void> {
  mustBeAllowed(scope, "people.edit")
  await scope.transaction(async (tx) => {
    const pair = await existing(tx, id)
    if (!pair.answer) throw notFound("answer")
    if (pair.answer.answer === "same") {
      const [link] = await tx.query<{ id: string }>(sql`
        select id from person_link where organization_id = ${tx.organizationId} and reason = ${reasonOf(id)} and unlinked_at is null`)
      if (link) await unmergePeople(tx, link.id)
    }
    await deleteAnswer(tx, id)
    await record(tx, "person.duplicate_reopened", `person:${pair.first}`, { duplicateId: id })
  })
}

/** Merges every open pair that is at least so sure; not less than certain. Returns how many, and the way back. */
export async function mergeCertain(scope: Scope, least: number): Promise<{ merged: number; ids: string[] }> {
  mustBeAllowed(scope, "people.edit")
  return scope.transaction(async (tx) => {
    const ids: string[] = []
    // Merging one pair may settle another: what is open is asked anew.
    for (;;) {
      const pairs = await listDuplicates(tx, { state: "open", least: Math.max(certain, least) }, { limit: 200 })
      if (pairs.length === 0 || ids.length >= mostAtOnce) break
      for (const { id } of pairs) {
        const pair = await existing(tx, id)
        if (pair.first === pair.second) continue
        await join(tx, pair)
        await saveAnswer(tx, id, "same")
        ids.push(id)
      }
    }
    if (ids.length > 0) await record(tx, "person.duplicates_merged", null, { count: ids.length })
    return { merged: ids.length, ids }
  })
}

const mostAtOnce = 2_000

async function existing(tx: Tx, id: string): Promise<DuplicateRow> {
  const [pair] = await listDuplicates(tx, { id }, { limit: 1 })
  if (!pair) throw notFound("duplicate", id)
  return pair
}

function join(tx: Tx, { id, first, second }: DuplicateRow, keep?: string): Promise<string> {
  const into = keep ?? (first < second ? first : second)
  return mergePeople(tx, into === first ? second : first, into, reasonOf(id))
}

const reasonOf = (id: string) => `duplicate ${id}`
