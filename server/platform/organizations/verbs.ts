import { createHash, randomBytes } from "node:crypto"
import type { z } from "@hono/zod-openapi"
import { type Auth, createUser } from "../auth/auth.ts"
import { coded, notFound } from "../http/errors.ts"
import { newId } from "../ids.ts"
import { record } from "../outbox.ts"
import { sql } from "../postgres.ts"
import { mintSystemScope, mustBeAllowed, type Scope, type Stores, type Tx } from "../scope.ts"
import type { Acceptance, DepartmentInput, InvitationInput, KeyInput, MemberChange, Setup } from "./contract.ts"
import { asInvitation, findInvitation, type InvitationRow, isSetUp, listMembers } from "./store.ts"
import { departmentTemplates } from "./templates.ts"

/** First run: the owner, the company and its departments, all or nothing. Refused once there is an organization. */
export async function setUp(stores: Stores, auth: Auth, input: z.output<typeof Setup>) {
  if (await isSetUp(stores.database)) throw coded("setup.already_done")
  const departments = input.organization.departments ?? departmentTemplates[input.organization.size]
  if (departments.length === 0) throw coded("setup.no_departments")
  const user = await createUser(auth, input)
  return createOrganization(stores, { ...input.organization, departments, ownerUserId: user.id })
}

export async function createOrganization(
  stores: Stores,
  input: {
    name: string
    size: "small" | "medium" | "large"
    slug?: string
    departments: readonly z.output<typeof DepartmentInput>[]
    ownerUserId: string
  },
) {
  const id = newId()
  const scope = mintSystemScope(stores, id)
  return scope.transaction(async (tx) => {
    const slug = input.slug ?? (await freeSlug(tx, input.name))
    await tx.query(
      sql`insert into organization (id, slug, name, size) values (${id}, ${slug}, ${input.name}, ${input.size})`,
    )
    const departmentIds: string[] = []
    for (const department of input.departments) departmentIds.push(await insertDepartment(tx, department))
    const owner = await addMember(tx, { userId: input.ownerUserId, role: "owner", departmentIds: [] })
    await record(tx, "organization.created", `organization:${id}`, { name: input.name })
    return { id, slug, name: input.name, size: input.size, ownerId: owner, departmentIds }
  })
}

export async function addMember(tx: Tx, input: { userId: string; role: string; departmentIds: readonly string[] }) {
  const id = newId()
  await tx.query(sql`
    insert into member (id, organization_id, user_id, role) values (${id}, ${tx.organizationId}, ${input.userId}, ${input.role})`)
  await putIntoDepartments(tx, id, input.departmentIds)
  await record(tx, "member.joined", `member:${id}`, { role: input.role })
  return id
}

export async function changeMember(scope: Scope, id: string, change: z.output<typeof MemberChange>) {
  mustBeAllowed(scope, "members.manage")
  return scope.transaction(async (tx) => {
    const [member] = await listMembers(tx, id)
    if (!member) throw notFound("member", id)
    if (change.role !== undefined && change.role !== member.role) {
      if (scope.actor.id === id) throw coded("member.own_role")
      if (member.role === "owner") await mustKeepAnOwner(tx, id)
      if (change.role === "owner" && scope.role !== "owner") throw coded("permission.missing", { permission: "owner" })
      await tx.query(
        sql`update member set role = ${change.role} where id = ${id} and organization_id = ${tx.organizationId}`,
      )
    }
    if (change.personalData !== undefined) {
      await tx.query(sql`
        update member set personal_data = ${change.personalData} where id = ${id} and organization_id = ${tx.organizationId}`)
    }
    if (change.departmentIds !== undefined) {
      await tx.query(sql`delete from department_member where member_id = ${id}`)
      await putIntoDepartments(tx, id, change.departmentIds)
    }
    await record(tx, "member.changed", `member:${id}`, change)
    return (await listMembers(tx, id))[0]!
  })
}

export async function removeMember(scope: Scope, id: string) {
  mustBeAllowed(scope, "members.manage")
  await scope.transaction(async (tx) => {
    const [member] = await listMembers(tx, id)
    if (!member) throw notFound("member", id)
    if (member.role === "owner") await mustKeepAnOwner(tx, id)
    await tx.query(sql`delete from member where id = ${id} and organization_id = ${tx.organizationId}`)
    await record(tx, "member.removed", `member:${id}`)
  })
}

export async function addDepartment(scope: Scope, input: z.output<typeof DepartmentInput>) {
  mustBeAllowed(scope, "settings.manage")
  return scope.transaction(async (tx) => {
    const id = await insertDepartment(tx, input)
    await record(tx, "department.added", `department:${id}`, input)
    return { id, ...input }
  })
}

export async function renameDepartment(scope: Scope, id: string, input: z.output<typeof DepartmentInput>) {
  mustBeAllowed(scope, "settings.manage")
  return scope.transaction(async (tx) => {
    await mustBeFreeName(tx, input.name, id)
    const changed = await tx.query(sql`
      update department set name = ${input.name}, kind = ${input.kind}
      where id = ${id} and organization_id = ${tx.organizationId} returning id`)
    if (changed.length === 0) throw notFound("department", id)
    await record(tx, "department.changed", `department:${id}`, input)
    return { id, ...input }
  })
}

export async function removeDepartment(scope: Scope, id: string) {
  mustBeAllowed(scope, "settings.manage")
  await scope.transaction(async (tx) => {
    const gone = await tx.query(
      sql`delete from department where id = ${id} and organization_id = ${tx.organizationId} returning id`,
    )
    if (gone.length === 0) throw notFound("department", id)
    await record(tx, "department.removed", `department:${id}`)
  })
}

/** Makes an invitation whose link is shown (and mailed) once; it is good for 14 days and for one person. */
export async function invite(scope: Scope, input: z.output<typeof InvitationInput>, publicUrl: string) {
  mustBeAllowed(scope, "members.manage")
  const token = randomBytes(32).toString("base64url")
  return scope.transaction(async (tx) => {
    const email = input.email.toLowerCase()
    if ((await listMembers(tx)).some((member) => member.email === email))
      throw coded("invitation.already_member", { email })
    const [row] = await tx.query<InvitationRow>(sql`
      insert into invitation (id, organization_id, email, role, department_ids, token_hash, invited_by, expires_at)
      values (${newId()}, ${tx.organizationId}, ${email}, ${input.role}, ${input.departmentIds}, ${hashed(token)},
        ${tx.actor.kind === "member" ? tx.actor.id : null}, now() + interval '14 days')
      returning id, email, role, created_at, expires_at, accepted_at`)
    await record(tx, "invitation.sent", `invitation:${row!.id}`, { role: input.role })
    return { ...asInvitation(row!), link: `${publicUrl}/invitation/${token}` }
  })
}

export async function withdrawInvitation(scope: Scope, id: string) {
  mustBeAllowed(scope, "members.manage")
  await scope.transaction(async (tx) => {
    const gone = await tx.query(sql`
      delete from invitation where id = ${id} and organization_id = ${tx.organizationId} and accepted_at is null returning id`)
    if (gone.length === 0) throw notFound("invitation", id)
    await record(tx, "invitation.withdrawn", `invitation:${id}`)
  })
}

export async function readInvitation(stores: Stores, token: string) {
  const found = await stores.database.transaction((tx) => findInvitation(tx, hashed(token)))
  if (!found) throw coded("invitation.invalid")
  const [user] = await stores.database.query(sql`select 1 from "user" where email = ${found.email}`)
  return { email: found.email, organization: found.organization, role: found.role, known: user !== undefined }
}

/**
 * Accepts an invitation: a new user gets this password; who has an account already must give its password, so that a
 * leaked link alone does not open anybody's account.
 */
export async function acceptInvitation(stores: Stores, auth: Auth, token: string, input: z.output<typeof Acceptance>) {
  const letter = await readInvitation(stores, token)
  const user = letter.known
    ? (await auth.api.signInEmail({ body: { email: letter.email, password: input.password } }).catch(() => null))?.user
    : await createUser(auth, { ...input, email: letter.email, name: input.name ?? letter.email })
  if (!user) throw coded("user.email_taken")
  const found = await stores.database.transaction(async (tx) => {
    const invitation = await findInvitation(tx, hashed(token))
    if (invitation) await tx.query(sql`update invitation set accepted_at = now() where id = ${invitation.id}`)
    return invitation
  })
  if (!found) throw coded("invitation.invalid")
  const scope = mintSystemScope(stores, found.organization_id, user.name)
  await scope.transaction((tx) =>
    addMember(tx, { userId: user.id, role: found.role, departmentIds: found.department_ids }),
  )
  return { email: letter.email, organization: found.slug }
}

/** Makes an API key of the organization; the key itself is returned once and kept only as a hash. */
export async function createKey(scope: Scope, auth: Auth, input: z.output<typeof KeyInput>) {
  mustBeAllowed(scope, "keys.manage")
  const made = await auth.api.createApiKey({ body: { name: input.name, userId: await keyHolder(scope) } })
  return scope.transaction(async (tx) => {
    await tx.query(sql`
      insert into organization_key (key_id, organization_id, name, role, created_by)
      values (${made.id}, ${tx.organizationId}, ${input.name}, ${input.role}, ${tx.actor.kind === "member" ? tx.actor.id : null})`)
    await record(tx, "key.created", `key:${made.id}`, { name: input.name, role: input.role })
    return {
      id: made.id,
      name: input.name,
      role: input.role,
      start: made.start ?? "",
      createdAt: new Date(made.createdAt).toISOString(),
      lastUsedAt: null,
      key: made.key,
    }
  })
}

export async function revokeKey(scope: Scope, id: string) {
  mustBeAllowed(scope, "keys.manage")
  await scope.transaction(async (tx) => {
    const gone = await tx.query(sql`
      delete from organization_key where key_id = ${id} and organization_id = ${tx.organizationId} returning key_id`)
    if (gone.length === 0) throw notFound("API key", id)
    await tx.query(sql`delete from apikey where id = ${id}`)
    await record(tx, "key.revoked", `key:${id}`)
  })
}

// better-auth wants a user for every key: the member who makes it, or the owner when Rapport makes the demo's.
async function keyHolder(scope: Scope): Promise<string> {
  if (scope.actor.kind === "member") return scope.actor.userId
  const [owner] = await scope.query<{ user_id: string }>(sql`
    select user_id from member where organization_id = ${scope.organizationId} and role = 'owner' order by joined_at limit 1`)
  if (!owner) throw notFound("owner")
  return owner.user_id
}

async function insertDepartment(tx: Tx, input: z.output<typeof DepartmentInput>) {
  await mustBeFreeName(tx, input.name)
  const id = newId()
  await tx.query(sql`
    insert into department (id, organization_id, name, kind, position)
    values (${id}, ${tx.organizationId}, ${input.name}, ${input.kind},
      (select count(*) from department where organization_id = ${tx.organizationId}))`)
  return id
}

async function mustBeFreeName(tx: Tx, name: string, except?: string) {
  const taken = await tx.query(sql`
    select 1 from department where organization_id = ${tx.organizationId} and name = ${name} and id is distinct from ${except ?? null}`)
  if (taken.length > 0) throw coded("department.name_taken", { name }, "name")
}

async function putIntoDepartments(tx: Tx, memberId: string, departmentIds: readonly string[]) {
  await tx.query(sql`
    insert into department_member (department_id, member_id)
    select id, ${memberId}::uuid from department where organization_id = ${tx.organizationId} and id = any(${departmentIds}::uuid[])`)
}

async function mustKeepAnOwner(tx: Tx, except: string) {
  const others = await tx.query(sql`
    select 1 from member where organization_id = ${tx.organizationId} and role = 'owner' and id <> ${except} for update`)
  if (others.length === 0) throw coded("member.last_owner")
}

async function freeSlug(tx: Tx, name: string) {
  const stem =
    name
      .normalize("NFKD")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 40) || "company"
  const taken = new Set((await tx.query<{ slug: string }>(sql`select slug from organization`)).map((row) => row.slug))
  for (let n = 1; ; n++) {
    const slug = n === 1 ? stem : `${stem}-${n}`
    if (!taken.has(slug) && !reservedSlugs.has(slug)) return slug
  }
}

// Addresses of pages that belong to no organization.
const reservedSlugs = new Set([
  "api",
  "assets",
  "sign-in",
  "setup",
  "invitation",
  "_design",
  "organizations",
  "s",
  "status",
])

const hashed = (token: string) => createHash("sha256").update(token).digest("hex")
