import { coded, notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import type { Comment } from "./contract.ts"
import { mentionedIn } from "./mentions.ts"
import { mayChange, theMember } from "./policy.ts"
import { titleOf } from "./records.ts"
import { deleteCommentRow, findComment, insertComment, lockComment, saveRead, updateComment } from "./store.ts"

/** Says something beside a record. Throws 404 where there is no such record, 422 `comment.empty` without words. */
export async function addComment(scope: Scope, input: { record: string; text: string }): Promise<Comment> {
  mustBeAllowed(scope, "comment")
  const author = theMember(scope)
  const text = withWords(input.text)
  return scope.transaction(async (tx) => {
    await titleOf(tx, input.record)
    const id = newId()
    await insertComment(tx, {
      id,
      record: input.record,
      authorId: author.id,
      authorName: author.name,
      text,
      mentions: mentionedIn(text),
    })
    const comment = (await findComment(tx, id))!
    await record(tx, "comment.added", input.record, payloadOf(comment))
    return comment
  })
}

export async function changeComment(scope: Scope, id: string, change: { text: string }): Promise<Comment> {
  mustBeAllowed(scope, "comment")
  const text = withWords(change.text)
  return scope.transaction(async (tx) => {
    const before = await ownComment(tx, id)
    if (before.text === text) return before
    await updateComment(tx, id, { text, mentions: mentionedIn(text) })
    const comment = (await findComment(tx, id))!
    await record(tx, "comment.changed", comment.record, payloadOf(comment))
    return comment
  })
}

export async function removeComment(scope: Scope, id: string): Promise<void> {
  mustBeAllowed(scope, "comment")
  await scope.transaction(async (tx) => {
    const comment = await ownComment(tx, id)
    await deleteCommentRow(tx, id)
    await record(tx, "comment.removed", comment.record, { commentId: id })
  })
}

/** Notes that the member has opened a record. The first time that of a signal or problem is news: who has seen it? */
export async function markRead(scope: Scope, about: string): Promise<void> {
  const member = theMember(scope)
  await scope.transaction(async (tx) => {
    await titleOf(tx, about)
    const first = await saveRead(tx, member.id, about)
    if (first && /^(signal|problem):/.test(about)) await record(tx, "record.read", about, { memberId: member.id })
  })
}

function withWords(text: string): string {
  const words = text.replaceAll("\u0000", "").trim()
  if (words === "") throw coded("comment.empty", {}, "text")
  return words
}

async function ownComment(tx: Tx, id: string): Promise<Comment> {
  const comment = await lockComment(tx, id)
  if (!comment) throw notFound("comment", id)
  if (!mayChange(tx.actor, { authorId: comment.author.id })) throw coded("comment.not_yours")
  return comment
}

const payloadOf = (comment: Comment) => ({ commentId: comment.id, mentions: comment.mentions.map((one) => one.id) })
