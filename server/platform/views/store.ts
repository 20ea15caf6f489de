import { json, sql } from "../postgres.ts"
import type { Scope, Tx } from "../scope.ts"
import type { View } from "./contract.ts"

/** The member's own views and those shared with everybody, by name. At most 500. */
export const listViews = async (scope: Scope, page?: View["page"]): Promise<View[]> => {
  const own = scope.actor.kind === "member" ? scope.actor.id : null
  const rows = await scope.query<Row>(sql`
    ${selected} where v.organization_id = ${scope.organizationId} and (v.shared or v.member_id = ${own})
      ${page ? sql`and v.page = ${page}` : sql``} order by v.name, v.id limit 500`)
  return rows.map(asView)
}

export async function findView(scope: Scope, id: string): Promise<View | undefined> {
  const [row] = await scope.query<Row>(sql`
    ${selected} where v.organization_id = ${scope.organizationId} and v.id = ${id}`)
  return row && asView(row)
}

/** False where the member has a view of this name on this page already. */
export const insertView = async (
  tx: Tx,
  view: { id: string; memberId: string; page: string; name: string; query: object; shared: boolean },
): Promise<boolean> =>
  (
    await tx.query(sql`
      insert into saved_view (id, organization_id, member_id, page, name, query, shared, created_at)
      values (${view.id}, ${tx.organizationId}, ${view.memberId}, ${view.page}, ${view.name}, ${json(view.query)},
        ${view.shared}, ${tx.now()})
      on conflict (organization_id, member_id, page, name) do nothing returning id`)
  ).length > 0

/** False where another view of its owner on this page has the name. */
export async function updateView(tx: Tx, view: View): Promise<boolean> {
  // Two changes to the same name wait for each other here instead of failing at the unique index.
  await tx.query(sql`select 1 from saved_view where member_id = ${view.owner.id} and page = ${view.page} for update`)
  const changed = await tx.query(sql`
    update saved_view v set name = ${view.name}, query = ${json(view.query)}, shared = ${view.shared}
    where v.organization_id = ${tx.organizationId} and v.id = ${view.id} and not exists (
      select 1 from saved_view o where o.member_id = ${view.owner.id} and o.page = ${view.page}
        and o.name = ${view.name} and o.id <> v.id)
    returning v.id`)
  return changed.length > 0
}

export const deleteViewRow = (tx: Tx, id: string) =>
  tx.query(sql`delete from saved_view where organization_id = ${tx.organizationId} and id = ${id}`)

type Row = {
  id: string
  name: string
  page: View["page"]
  query: Record<string, unknown>
  shared: boolean
  owner_id: string
  owner_name: string
  created_at: Date
}

const selected = sql`
  select v.id, v.name, v.page, v.query, v.shared, v.member_id as owner_id, u.name as owner_name, v.created_at
  from saved_view v join member m on m.id = v.member_id join "user" u on u.id = m.user_id`

const asView = ({ owner_id, owner_name, created_at, ...view }: Row): View => ({
  ...view,
  owner: { id: owner_id, name: owner_name },
  createdAt: created_at.toISOString(),
})
