export const roles = ["owner", "admin", "editor", "member", "viewer", "agent", "auditor"] as const
export type Role = (typeof roles)[number]

export const permissions = [
  "read",
  "personal_data",
  "comment",
  "signals.act",
  "feedback.write",
  "imports.run",
  "views.share",
  "themes.edit",
  "events.edit",
  "tasks.edit",
  "problems.edit",
  "people.edit",
  "people.erase",
  "plans.edit",
  "guidance.edit",
  "guidance.approve",
  "notices.edit",
  "notices.approve",
  "followups.act",
  "surveys.edit",
  "surveys.publish",
  "responses.read",
  "connections.manage",
  "members.manage",
  "keys.manage",
  "audit.read",
  "settings.manage",
] as const
export type Permission = (typeof permissions)[number]

// Shared by default: everybody reads everything but personal data. What differs is who may change what.
const reading: Permission[] = ["read", "responses.read"]
const taking: Permission[] = [
  ...reading,
  "comment",
  "signals.act",
  "problems.edit",
  "plans.edit",
  "followups.act",
  "tasks.edit",
]
const editing: Permission[] = [
  ...taking,
  "feedback.write",
  "imports.run",
  "views.share",
  "themes.edit",
  "events.edit",
  "people.edit",
  "guidance.edit",
  "guidance.approve",
  "notices.edit",
  "notices.approve",
  "surveys.edit",
  "surveys.publish",
]
const leading: Permission[] = [
  ...editing,
  "people.erase",
  "connections.manage",
  "members.manage",
  "keys.manage",
  "audit.read",
  "settings.manage",
]

const byRole: Record<Role, readonly Permission[]> = {
  owner: [...leading, "personal_data"],
  admin: [...leading, "personal_data"],
  editor: [...editing, "personal_data"],
  member: taking,
  // Who answers a customer must see who is calling, and logs what was said.
  agent: [...reading, "comment", "feedback.write", "followups.act", "personal_data"],
  viewer: reading,
  auditor: [...reading, "audit.read"],
}

/** What a role may do. `personalData` (set for one member by an admin) overrides what the role says about names and addresses. */
export function permissionsOf(role: Role, personalData: boolean | null): ReadonlySet<Permission> {
  const granted = new Set(byRole[role])
  if (personalData === true) granted.add("personal_data")
  if (personalData === false) granted.delete("personal_data")
  return granted
}
