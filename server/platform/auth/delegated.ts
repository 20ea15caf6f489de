import { createHash, randomBytes } from "node:crypto"
import { type Permission, permissionsOf, type Role } from "../permissions.ts"
import { type Runner, sql } from "../postgres.ts"
import { mintScope, type Scope, type Stores, type Tx } from "../scope.ts"

/** How a token of a delegated session begins, to tell it from an API key. */
const prefix = "rps_"
export const isDelegated = (token: string) => token.startsWith(prefix)

/**
 * A session that somebody else's page opens for a member who proved elsewhere who she is: short, kept only as a hash,
 * and good for the named permissions at most. It ends when she leaves, and never allows what her role does not.
 */
export async function openDelegated(
  tx: Tx,
  session: { memberId: string; permissions: readonly Permission[]; expiresAt: Date },
): Promise<string> {
  const token = `${prefix}${randomBytes(32).toString("base64url")}`
  await tx.query(sql`delete from delegated_session where expires_at < ${tx.now()}`)
  await tx.query(sql`
    insert into delegated_session (token_hash, organization_id, member_id, permissions, made_at, expires_at)
    values (${hashed(token)}, ${tx.organizationId}, ${session.memberId}, ${session.permissions}, ${tx.now()}, ${session.expiresAt})`)
  return token
}

/** The scope of a delegated session that has not expired. */
export async function delegatedScope(stores: Stores, token: string): Promise<Scope | undefined> {
  const [row] = await find(stores.database, token, stores.now())
  if (!row) return undefined
  const allowed = permissionsOf(row.role, row.personal_data)
  const only = new Set(row.permissions.filter((one) => allowed.has(one)))
  const actor = {
    kind: "member",
    id: row.id,
    userId: row.user_id,
    name: row.name,
    departmentIds: row.department_ids,
  } as const
  return mintScope(stores, {
    organizationId: row.organization_id,
    role: row.role,
    personalData: row.personal_data,
    actor,
    only,
  })
}

const find = (runner: Runner, token: string, now: Date) =>
  runner.query<{
    id: string
    organization_id: string
    user_id: string
    name: string
    role: Role
    personal_data: boolean | null
    permissions: Permission[]
    department_ids: string[]
  }>(sql`
    select m.id, m.organization_id, m.user_id, u.name, m.role, m.personal_data, s.permissions,
      array(select department_id from department_member d where d.member_id = m.id) as department_ids
    from delegated_session s join member m on m.id = s.member_id and m.organization_id = s.organization_id
      join "user" u on u.id = m.user_id
    where s.token_hash = ${hashed(token)} and s.expires_at > ${now}`)

const hashed = (token: string) => createHash("sha256").update(token).digest("hex")
