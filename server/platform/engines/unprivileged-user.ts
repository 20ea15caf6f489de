import { existsSync, readFileSync, statSync } from "node:fs"
import path from "node:path"

export type SystemUser = Readonly<{ name: string; uid: number; gid: number }>

/**
 * Whom PostgreSQL runs as: undefined (as ourselves) unless we are root, which PostgreSQL refuses. Then the owner of a data
 * folder that exists, else `rapport`, `postgres` or `nobody`, whichever the machine has first.
 */
export function unprivilegedUser(existingData: string): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  const users = systemUsers()
  const owner = existsSync(existingData) ? statSync(existingData).uid : 0
  return (
    users.find((user) => user.uid === owner && owner !== 0) ??
    ["rapport", "postgres", "nobody"].map((name) => users.find((user) => user.name === name)).find(Boolean)
  )
}

/** Whether this user may pass through every folder above `target` (and `target` itself, when it is a folder). */
export function mayReach(user: SystemUser, target: string): boolean {
  for (let place = target; ; place = path.dirname(place)) {
    if (existsSync(place)) {
      const { mode, uid, gid } = statSync(place)
      const needed = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001
      if ((mode & needed) === 0) return false
    }
    if (place === path.dirname(place)) return true
  }
}

function systemUsers(): SystemUser[] {
  return readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .filter((fields) => fields.length >= 4)
    .map(([name = "", , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
}
