import { sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { Comment } from "./contract.ts"

/** Comments on a record, oldest first. */
export async function listComments(
  scope: Scope,
  record: string,
  page: { after?: string; limit: number },
): Promise<Comment[]> {
  const rows = await scope.query<CommentRow>(sql`
    select ${columns} from comment c where c.organization_id = ${scope.organizationId} and c.record = ${record}
      ${page.after ? sql`and c.id > ${page.after}` : sql``}
    order by c.id limit ${page.limit}`)
  return rows.map(asComment)
}

export async function findComment(scope: Scope, id: string): Promise<Comment | undefined> {
  const [row] = await scope.query<CommentRow>(sql`
    select ${columns} from comment c where c.organization_id = ${scope.organizationId} and c.id = ${id}`)
  return row && asComment(row)
}

export async function lockComment(tx: Tx, id: string): Promise<Comment | undefined> {
  await tx.query(sql`select 1 from comment where organization_id = ${tx.organizationId} and id = ${id} for update`)
  return findComment(tx, id)
}

/** Mentions of those who are no members here are left out. */
export const insertComment = (
  tx: Tx,
  comment: { id: string; record: string; authorId: string; authorName: string; text: string; mentions: string[] },
) =>
  tx.query(sql`
    insert into comment (id, organization_id, record, author_id, author_name, text, mentions, created_at)
    values (${comment.id}, ${tx.organizationId}, ${comment.record}, ${comment.authorId}, ${comment.authorName},
      ${comment.text}, ${membersAmong(tx, comment.mentions)}, ${tx.now()})`)

export const updateComment = (tx: Tx, id: string, change: { text: string; mentions: string[] }) =>
  tx.query(sql`
    update comment set text = ${change.text}, mentions = ${membersAmong(tx, change.mentions)}, edited_at = ${tx.now()}
    where organization_id = ${tx.organizationId} and id = ${id}`)

export const deleteCommentRow = (tx: Tx, id: string) =>
  tx.query(sql`delete from comment where organization_id = ${tx.organizationId} and id = ${id}`)

/** Members who had said something on the record before a comment. */
export const commentersBefore = async (
  scope: Scope,
  { id, record }: Pick<Comment, "id" | "record">,
): Promise<string[]> =>
  (
    await scope.query<{ author_id: string }>(sql`
      select distinct earlier.author_id from comment earlier
        join comment said on said.organization_id = earlier.organization_id and said.id = ${id}
      where earlier.organization_id = ${scope.organizationId} and earlier.record = ${record}
        and earlier.author_id is not null and (earlier.created_at, earlier.id) < (said.created_at, said.id)`)
  ).map((row) => row.author_id)

/** Notes that the member has read the record now. True the first time. */
export async function saveRead(tx: Tx, memberId: string, about: string): Promise<boolean> {
  const [row] = await tx.query<{ first: boolean }>(sql`
    insert into record_read (organization_id, member_id, record, first_at, at)
    values (${tx.organizationId}, ${memberId}, ${about}, ${tx.now()}, ${tx.now()})
    on conflict (member_id, record) do update set at = excluded.at returning xmax = 0 as first`)
  return row!.first
}

export async function readsOf(scope: Scope, about: string) {
  const [items, departments] = await Promise.all([
    scope.query<{ id: string; name: string; at: Date }>(sql`
      select m.id, u.name, r.at from record_read r join member m on m.id = r.member_id join "user" u on u.id = m.user_id
      where r.organization_id = ${scope.organizationId} and r.record = ${about} order by r.at desc limit 500`),
    scope.query<{ id: string; name: string; read: boolean }>(sql`
      select d.id, d.name, exists (
        select 1 from record_read r join department_member dm on dm.member_id = r.member_id
        where r.organization_id = ${scope.organizationId} and r.record = ${about} and dm.department_id = d.id) as read
      from department d where d.organization_id = ${scope.organizationId} order by d.position, d.name`),
  ])
  return { items: items.map(({ id, name, at }) => ({ member: { id, name }, at: at.toISOString() })), departments }
}

type CommentRow = {
  id: string
  record: string
  author_id: string | null
  author_name: string
  text: string
  mentions: { id: string; name: string }[]
  created_at: Date
  edited_at: Date | null
}

const columns = sql`
  c.id, c.record, c.author_id, c.author_name, c.text, c.created_at, c.edited_at, coalesce((
    select json_agg(json_build_object('id', m.id, 'name', u.name) order by array_position(c.mentions, m.id))
    from member m join "user" u on u.id = m.user_id where m.id = any(c.mentions)), '[]') as mentions`

const membersAmong = (tx: Tx, ids: readonly string[]) => sql`array(
  select m.id from unnest(${ids}::uuid[]) with ordinality as given(id, place) join member m on m.id = given.id
  where m.organization_id = ${tx.organizationId} order by given.place)`

const asComment = (row: CommentRow): Comment => ({
  id: row.id,
  record: row.record,
  author: { id: row.author_id, name: row.author_name },
  text: row.text,
  mentions: row.mentions,
  createdAt: row.created_at.toISOString(),
  editedAt: row.edited_at?.toISOString() ?? null,
})
