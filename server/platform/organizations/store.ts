import type { Role } from "../permissions.ts"
import { permissionsOf } from "../permissions.ts"
import { type Runner, sql } from "../postgres.ts"
import type { Scope } from "../scope.ts"

export type DepartmentRow = {
  id: string
  name: string
  kind: "product" | "cx" | "contact_centre" | "marketing" | "executive" | "other"
}
export type OrganizationRow = { id: string; slug: string; name: string; size: "small" | "medium" | "large" }

export const isSetUp = async (runner: Runner) =>
  (await runner.query(sql`select 1 from organization limit 1`)).length > 0

export const organizationsOf = (runner: Runner, userId: string) =>
  runner.query<OrganizationRow>(sql`
    select o.id, o.slug, o.name, o.size from organization o join member m on m.organization_id = o.id
    where m.user_id = ${userId} order by m.joined_at, o.name`)

export const listDepartments = (scope: Scope) =>
  scope.query<DepartmentRow>(sql`
    select id, name, kind from department where organization_id = ${scope.organizationId} order by position, name`)

export type MemberRow = Awaited<ReturnType<typeof listMembers>>[number]

export async function listMembers(scope: Scope, id?: string) {
  const rows = await scope.query<{
    id: string
    name: string
    email: string
    role: Role
    personal_data: boolean | null
    departments: DepartmentRow[]
    joined_at: Date
  }>(sql`
    select m.id, u.name, u.email, m.role, m.personal_data, m.joined_at, coalesce((
      select json_agg(json_build_object('id', d.id, 'name', d.name, 'kind', d.kind) order by d.position, d.name)
      from department_member dm join department d on d.id = dm.department_id where dm.member_id = m.id), '[]') as departments
    from member m join "user" u on u.id = m.user_id
    where m.organization_id = ${scope.organizationId} ${id === undefined ? sql`` : sql`and m.id = ${id}`}
    order by u.name`)
  return rows.map(({ personal_data, joined_at, ...member }) => ({
    ...member,
    personalData: permissionsOf(member.role, personal_data).has("personal_data"),
    joinedAt: joined_at.toISOString(),
  }))
}

export const listInvitations = async (scope: Scope) =>
  (
    await scope.query<InvitationRow>(sql`
      select id, email, role, created_at, expires_at, accepted_at from invitation
      where organization_id = ${scope.organizationId} order by created_at desc limit 200`)
  ).map(asInvitation)

export type InvitationRow = {
  id: string
  email: string
  role: Role
  created_at: Date
  expires_at: Date
  accepted_at: Date | null
}

export const asInvitation = (row: InvitationRow) => ({
  id: row.id,
  email: row.email,
  role: row.role,
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at.toISOString(),
  acceptedAt: row.accepted_at?.toISOString() ?? null,
})

export const findInvitation = async (runner: Runner, tokenHash: string) =>
  (
    await runner.query<
      InvitationRow & { organization_id: string; organization: string; slug: string; department_ids: string[] }
    >(sql`
      select i.*, o.name as organization, o.slug from invitation i join organization o on o.id = i.organization_id
      where token_hash = ${tokenHash} and accepted_at is null and expires_at > now() for update of i`)
  )[0]

export const listKeys = async (scope: Scope) =>
  (
    await scope.query<{
      id: string
      name: string
      role: string
      start: string | null
      created_at: Date
      last: Date | null
    }>(sql`
      select k.key_id as id, k.name, k.role, a.start, k.created_at, a."lastRequest" as last
      from organization_key k join apikey a on a.id = k.key_id
      where k.organization_id = ${scope.organizationId} order by k.created_at desc`)
  ).map(({ created_at, last, start, ...key }) => ({
    ...key,
    start: start ?? "",
    createdAt: created_at.toISOString(),
    lastUsedAt: last?.toISOString() ?? null,
  }))

/** How the organization is called in addresses of pages. */
export const slugOf = async (scope: Scope) =>
  (await scope.query<{ slug: string }>(sql`select slug from organization where id = ${scope.organizationId}`))[0]!.slug
