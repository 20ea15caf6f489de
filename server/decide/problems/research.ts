import { notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import { mustBeAllowed, type Scope } from "../../platform/scope.ts"
import type { noteKinds } from "./problem.ts"
import { existing } from "./verbs.ts"

export type NoteRow = {
  id: string
  problem_id: string
  kind: (typeof noteKinds)[number]
  summary: string | null
  quote: string | null
  link: string | null
  noted_on: string
  author_name: string
  created_at: Date
}

export const notesOf = (scope: Scope, problemIds: readonly string[]) =>
  scope.query<NoteRow>(sql`
    select n.id, n.problem_id, n.kind, n.summary, n.quote, n.link, n.noted_on, n.author_name, n.created_at
    from problem_note n join problem p on p.id = n.problem_id
    where p.organization_id = ${scope.organizationId} and n.problem_id = any(${problemIds}::uuid[])
    order by n.noted_on desc, n.id desc`)

/** Puts what research found beside the numbers (R17). */
export async function addNote(
  scope: Scope,
  problemId: string,
  note: Pick<NoteRow, "kind" | "summary" | "quote" | "link" | "noted_on">,
): Promise<NoteRow> {
  mustBeAllowed(scope, "problems.edit")
  return scope.transaction(async (tx) => {
    const problem = await existing(tx, problemId)
    const id = newId()
    const author = tx.actor.kind === "member" ? tx.actor.id : null
    await tx.query(sql`
      insert into problem_note (id, problem_id, kind, summary, quote, link, noted_on, author_id, author_name, created_at)
      values (${id}, ${problemId}, ${note.kind}, ${note.summary}, ${note.quote}, ${note.link}, ${note.noted_on},
        ${author}, ${tx.actor.name}, ${tx.now()})`)
    await record(tx, "problem.note_added", `problem:${problemId}`, {
      number: problem.number,
      noteId: id,
      kind: note.kind,
    })
    return (await notesOf(tx, [problemId])).find((one) => one.id === id)!
  })
}

export async function removeNote(scope: Scope, problemId: string, noteId: string) {
  mustBeAllowed(scope, "problems.edit")
  await scope.transaction(async (tx) => {
    const problem = await existing(tx, problemId)
    const gone = await tx.query(sql`
      delete from problem_note where problem_id = ${problemId} and id = ${noteId} returning id`)
    if (gone.length === 0) throw notFound("note", noteId)
    await record(tx, "problem.note_removed", `problem:${problemId}`, { number: problem.number, noteId })
  })
}
