import type { Read } from "../../platform/mail-reading.ts"
import { sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { Addressed, NoticeRow } from "../notices/public.ts"

export const knowsReply = async (scope: Scope, noticeId: string, hash: string): Promise<boolean> =>
  (
    await scope.query(sql`
      select 1 from notice_reply where organization_id = ${scope.organizationId} and notice_id = ${noticeId} and mail_hash = ${hash}`)
  ).length > 0

/** False where it came in already. */
export const insertReply = async (
  tx: Tx,
  reply: { id: string; notice: NoticeRow; recipient: Addressed; read: Read; feedbackId: string | null },
): Promise<boolean> =>
  (
    await tx.query(sql`
      insert into notice_reply (id, organization_id, notice_id, person_id, kind, mail_hash, feedback_id, status, at)
      values (${reply.id}, ${tx.organizationId}, ${reply.notice.id}, ${reply.recipient.personId}, ${reply.read.kind},
        ${reply.read.hash}, ${reply.feedbackId}, ${reply.read.status}, ${tx.now()})
      on conflict (notice_id, mail_hash) do nothing returning 1`)
  ).length > 0

export type ReplyRow = { id: string; feedback_id: string; at: Date }

/** Answers of customers, newest first. */
export const listReplies = (scope: Scope, noticeId: string, page: { before?: string; limit: number }) =>
  scope.query<ReplyRow>(sql`
    select id, feedback_id, at from notice_reply
    where organization_id = ${scope.organizationId} and notice_id = ${noticeId} and kind = 'reply' and feedback_id is not null
      ${page.before ? sql`and id < ${page.before}` : sql``} order by id desc limit ${page.limit}`)

export async function countReplies(scope: Scope, noticeId: string) {
  const [row] = await scope.query<{ replies: number; automatic: number; bounces: number }>(sql`
    select count(*) filter (where kind = 'reply') as replies, count(*) filter (where kind = 'automatic') as automatic,
      count(*) filter (where kind = 'bounce') as bounces
    from notice_reply where organization_id = ${scope.organizationId} and notice_id = ${noticeId}`)
  return row!
}
