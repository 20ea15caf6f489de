import type { Role } from "../../api/contract.ts"

/** Roles that can be given to somebody; an organization's owner is made when it is. */
export const grantableRoles: Role[] = ["admin", "editor", "member", "viewer", "agent", "auditor"]
