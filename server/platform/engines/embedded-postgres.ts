import { type ChildProcess, spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync } from "node:fs"
import { chmod, chown, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import path from "node:path"
import pg from "pg"
import { keptSecret } from "../config.ts"
import type { Log } from "../log.ts"
import { CannotStart } from "./data-folder.ts"
import { onFreePort } from "./free-port.ts"
import { findPrograms, sharedFolder } from "./postgres-programs.ts"
import { endProcess, identify } from "./process-identity.ts"
import { endOrphan, recordProcess, type SupervisedProcess, supervise } from "./supervised-process.ts"
import { mayReach, type SystemUser, unprivilegedUser } from "./unprivileged-user.ts"

export type EmbeddedPostgres = SupervisedProcess & Readonly<{ url: string }>

export type PostgresOptions = Readonly<{
  /** False only where losing everything in a power cut is fine, as in tests. */
  durable: boolean
}>

/**
 * Starts PostgreSQL as a child process on a free port of 127.0.0.1, with its data in `folder`/postgres; as root, where
 * the user it must run as cannot reach that, under /var/lib/rapport.
 * @throws CannotStart with the reason and a remedy
 */
export async function startEmbeddedPostgres(
  folder: string,
  log: Log,
  options: PostgresOptions = { durable: true },
): Promise<EmbeddedPostgres> {
  const place = await findPlace(folder, log)
  await endPostgresOrphan(folder, log)
  await endUnrecordedOrphan(place)
  const password = await keptSecret(path.join(folder, "postgres.password"))
  await initialise(place, password, options)
  return onFreePort((port) => startOn(port, place, password, log, options))
}

async function startOn(port: number, place: Place, password: string, log: Log, options: PostgresOptions) {
  const urlOf = (database: string) =>
    `postgres://${owner}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`
  const running = await supervise({
    ...processOptions(place, log),
    quickSignal: "SIGQUIT",
    answers: () => answers(urlOf("postgres")),
    launch: (logFile) => run(place, "postgres", ["-D", place.data, ...serverSettings(port, options)], logFile),
  })
  await createDatabase(urlOf("postgres"), "rapport")
  return { ...running, url: urlOf("rapport") }
}

/** Ends the server that a killed run left behind on this folder, if there is one. */
export async function endPostgresOrphan(folder: string, log: Log): Promise<void> {
  await endOrphan(processOptions(filesIn(folder), log))
}

function processOptions(files: Pick<Place, "log" | "record">, log: Log) {
  return { name: "PostgreSQL", recordFile: files.record, logFile: files.log, stopSignals, patienceMs: 3_500, log }
}

function filesIn(folder: string) {
  return { log: path.join(folder, "postgres.log"), record: path.join(folder, "postgres.process") }
}

const owner = "rapport"

// SIGINT is PostgreSQL's fast shutdown, SIGQUIT its immediate one (it recovers at the next start).
const stopSignals = ["SIGINT", "SIGQUIT", "SIGKILL"] as const

/** `bin` is the folder of the programs, `above` the folder that holds `data`. */
type Place = Readonly<{ bin: string; above: string; data: string; log: string; record: string; user?: SystemUser }>

async function findPlace(folder: string, log: Log): Promise<Place> {
  const noted = await notedLocation(folder)
  const above = noted ?? folder
  const user = unprivilegedUser(path.join(above, "postgres"))
  const bin = await findPrograms(user)
  const placeAbove = (chosen: string) => ({
    bin,
    above: chosen,
    data: path.join(chosen, "postgres"),
    ...filesIn(folder),
    user,
  })
  if (user === undefined || mayReach(user, above)) return placeAbove(above)
  if (existsSync(path.join(above, "postgres"))) {
    throw new CannotStart(
      `PostgreSQL runs as user ${user.name}, who can no longer reach its data in ${above}; allow it to pass (chmod o+x on the folders above) or move the data folder.`,
    )
  }
  return placeAbove(await moveElsewhere(folder, user, log))
}

async function moveElsewhere(folder: string, user: SystemUser, log: Log): Promise<string> {
  const place = elsewhere(folder)
  log.info(
    `Running as root: PostgreSQL runs as user ${user.name}, who cannot reach ${folder}, so its data is in ${place}.`,
  )
  await writeFile(path.join(folder, locationFile), `${place}\n`, { flush: true })
  await mkdir(place, { recursive: true })
  // Whatever the umask says.
  await chmod(sharedFolder, 0o755)
  await chmod(place, 0o711)
  return place
}

// Kept as a file and not worked out anew, so that a data folder that is moved still finds its database.
const locationFile = "postgres.location"

async function notedLocation(folder: string): Promise<string | undefined> {
  const noted = await readFile(path.join(folder, locationFile), "utf8").catch(() => "")
  return noted.trim() || undefined
}

// Never a place that exists: when somebody has removed the data folder to begin anew, the old database is still there.
function elsewhere(folder: string): string {
  const name = createHash("sha256").update(folder).digest("hex").slice(0, 12)
  for (let count = 1; ; count++) {
    const place = path.join(sharedFolder, count === 1 ? name : `${name}-${count}`)
    if (!existsSync(place)) return place
  }
}

// The record is written just after the start; a kill between the two leaves only PostgreSQL's own pid file. We hold the
// lock of the data folder, so whatever still runs on it is an orphan.
async function endUnrecordedOrphan({ data }: Place) {
  const pidFile = path.join(data, "postmaster.pid")
  const pid = Number((await readFile(pidFile, "utf8").catch(() => "")).split("\n")[0])
  if (!pid) return
  const orphan = identify(pid)
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")
  if (orphan !== undefined && command.includes(data)) await endProcess(orphan, stopSignals, 6_000)
  // Left over after a kill. PostgreSQL would refuse to start if another process of this user had the pid by now.
  await rm(pidFile, { force: true })
}

async function initialise(place: Place, password: string, options: PostgresOptions) {
  const version = await readFile(path.join(place.data, "PG_VERSION"), "utf8").catch(() => undefined)
  if (version !== undefined) return checkVersion(place, version.trim())
  const unfinished = `${place.data}.new`
  const passwordFile = `${unfinished}.password`
  // Tried again for a while, because a preparation that was killed may still be writing its last file.
  await rm(unfinished, { recursive: true, force: true, maxRetries: 30, retryDelay: 30 })
  await mkdir(unfinished, { recursive: true, mode: 0o700 })
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
  if (place.user !== undefined) {
    for (const file of [unfinished, passwordFile]) await chown(file, place.user.uid, place.user.gid)
  }
  try {
    await initdb(place, unfinished, passwordFile, options)
    // The name appears only when everything is there: a kill halfway leaves nothing that looks like a database.
    await rename(unfinished, place.data)
  } finally {
    await rm(passwordFile, { force: true })
  }
}

/** What PG_VERSION of a data folder must say. */
const embeddedMajor = "18"

function checkVersion(place: Place, found: string) {
  if (found === embeddedMajor) return
  throw new CannotStart(
    `The data in ${place.data} is of PostgreSQL ${found}, but this Rapport brings PostgreSQL ${embeddedMajor}; dump it with the older Rapport and load it into this one (docs/operations.md).`,
  )
}

async function initdb(place: Place, into: string, passwordFile: string, options: PostgresOptions) {
  const args = [
    ...["-D", into, "-U", owner, `--pwfile=${passwordFile}`, "--auth=scram-sha-256", "--encoding=UTF8"],
    // The built-in collation is the same on every machine, so indexes stay valid when the data moves.
    ...["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-instructions"],
    ...(options.durable ? [] : ["--no-sync"]),
  ]
  const child = run(place, "initdb", args)
  recordProcess(child, place.record)
  let output = ""
  child.stdout?.on("data", (chunk: Buffer) => (output += chunk))
  child.stderr?.on("data", (chunk: Buffer) => (output += chunk))
  const code = await new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message))
    child.once("close", resolve)
  })
  if (code !== 0)
    throw new CannotStart(`PostgreSQL cannot prepare its data folder: ${output.trim().slice(-600) || code}`)
}

function run(place: Place, program: string, args: readonly string[], logFile?: number): ChildProcess {
  return spawn(path.join(place.bin, program), args, {
    cwd: place.above,
    // An own session: Ctrl-C in the terminal goes to us alone, and we end it after the last write.
    detached: logFile !== undefined,
    stdio: ["ignore", logFile ?? "pipe", logFile ?? "pipe"],
    env: { PATH: "/usr/bin:/bin", TZ: "UTC", LC_ALL: "C" },
    ...(place.user && { uid: place.user.uid, gid: place.user.gid }),
  })
}

// For two cores and a small memory, everything else of PostgreSQL 18's own defaults.
function serverSettings(port: number, { durable }: PostgresOptions): string[] {
  const settings: Record<string, string | number> = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    port,
    // Two processes with some thirty each, and room for who looks in.
    max_connections: 120,
    shared_buffers: "128MB",
    effective_cache_size: "512MB",
    work_mem: "8MB",
    maintenance_work_mem: "64MB",
    max_wal_size: "1GB",
    min_wal_size: "80MB",
    wal_compression: "on",
    checkpoint_timeout: "10min",
    random_page_cost: 1.1,
    // Reads come from the page cache almost always; three more processes would only cost memory.
    io_method: "sync",
    jit: "off",
    log_min_messages: "warning",
    log_line_prefix: "%m [%p] ",
    timezone: "UTC",
    log_timezone: "UTC",
    ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  }
  return Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on("error", () => {})
  try {
    await client.connect()
    return true
  } catch (error) {
    if ((error as { code?: string }).code === "28P01") {
      throw new CannotStart(
        "The embedded PostgreSQL does not accept the password in postgres.password of the data folder; put back the file that belongs to this data.",
      )
    }
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

async function createDatabase(url: string, name: string) {
  const client = new pg.Client({ connectionString: url })
  client.on("error", () => {})
  await client.connect()
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [name])
    if (rowCount === 0) await client.query(`create database ${name}`)
  } finally {
    await client.end()
  }
}
