import { readFileSync } from "node:fs"
import { chmod, link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises"
import os from "node:os"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import type { Log } from "../log.ts"
import { identify, isRunning, type ProcessIdentity } from "./process-identity.ts"

/** The data folder, held by this process alone until `release`. */
export type DataFolder = Readonly<{ path: string; release(): Promise<void> }>

/** Why a start cannot go on; the message is one or two sentences for the operator. */
export class CannotStart extends Error {
  override name = "CannotStart"
}

const beatMs = 2_000

/**
 * Makes the folder if needed and takes its lock. A lock left by a process that is gone (killed, or its pid reused) is taken over.
 * @throws CannotStart when another process holds it, saying which and since when, or when the folder cannot be written
 */
export async function holdDataFolder(folder: string, log: Log): Promise<DataFolder> {
  await prepareFolder(folder)
  const lock = path.join(folder, "lock")
  const own: Holder = { ...ownIdentity(), host: os.hostname(), since: new Date().toISOString() }
  await takeLock(lock, own, log)
  // The times of the file tell a process on another host (two containers on one volume) that this one lives.
  const beat = setInterval(() => utimes(lock, new Date(), new Date()).catch(() => {}), beatMs)
  beat.unref()
  return {
    path: folder,
    async release() {
      clearInterval(beat)
      if (sameHolder(await holderOf(lock), own)) await rm(lock, { force: true })
    },
  }
}

type Holder = ProcessIdentity & Readonly<{ host: string; since: string }>

async function prepareFolder(folder: string) {
  try {
    const made = await mkdir(folder, { recursive: true })
    // As root the database runs under another user, who must be able to pass through; every secret in here has its own 0600.
    if (made !== undefined && process.platform !== "win32")
      await chmod(folder, process.getuid?.() === 0 ? 0o711 : 0o700)
    const probe = path.join(folder, `.probe-${process.pid}`)
    await writeFile(probe, "probe")
    await rm(probe)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new CannotStart(
      `The data folder ${folder} cannot be written (${code}); give it free space and write access, or set RAPPORT_DATA to another folder.`,
    )
  }
}

async function takeLock(lock: string, own: Holder, log: Log) {
  const candidate = `${lock}.${own.pid}`
  await writeFile(candidate, `${JSON.stringify(own)}\n`, { mode: 0o644 })
  try {
    for (let attempt = 0; attempt < 20; attempt++) {
      // link, because it fails when the lock exists and never shows a half-written file.
      if (await links(candidate, lock)) return
      const holder = await holderOf(lock)
      if (holder !== undefined && (await isHeld(lock, holder, log))) throw new CannotStart(refusal(lock, holder))
      await clearStale(lock, holder, own.pid)
    }
    throw new CannotStart(`The lock ${lock} cannot be taken: other starts keep taking it.`)
  } finally {
    await rm(candidate, { force: true })
  }
}

async function links(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false
    throw error
  }
}

async function isHeld(lock: string, holder: Holder, log: Log): Promise<boolean> {
  if (holder.host === os.hostname()) return isRunning(holder)
  // Another host's processes cannot be seen from here; a lock that still beats is held.
  const before = await modified(lock)
  if (Date.now() - before > 10 * beatMs) return false
  log.info(`Waiting to see whether ${holder.host} still uses the data folder.`)
  await sleep(3 * beatMs)
  return (await modified(lock)) !== before
}

// Renamed first and looked at again, so that of two starts that both saw the stale lock only one removes it and neither
// removes the lock the other has just taken.
async function clearStale(lock: string, seen: Holder | undefined, pid: number) {
  const aside = `${lock}.stale.${pid}`
  try {
    await rename(lock, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return
    throw error
  }
  if (!sameHolder(await holderOf(aside), seen)) await links(aside, lock)
  await rm(aside, { force: true })
}

async function holderOf(lock: string): Promise<Holder | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(lock, "utf8"))
    return isHolder(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isHolder(value: unknown): value is Holder {
  if (typeof value !== "object" || value === null) return false
  const { pid, started, host, since } = value as Record<string, unknown>
  return typeof pid === "number" && [started, host, since].every((text) => typeof text === "string")
}

function sameHolder(a: Holder | undefined, b: Holder | undefined): boolean {
  return a?.pid === b?.pid && a?.started === b?.started && a?.host === b?.host && a?.since === b?.since
}

async function modified(file: string): Promise<number> {
  return stat(file).then(
    (found) => found.mtimeMs,
    () => 0,
  )
}

function refusal(lock: string, holder: Holder): string {
  const where = holder.host === os.hostname() ? "" : ` on ${holder.host}`
  const since = holder.since.slice(0, 19).replace("T", " ")
  return `The data folder ${path.dirname(lock)} is already in use by process ${holder.pid}${where}, since ${since} UTC (${commandOf(holder)}). Stop that one first, or set RAPPORT_DATA and PORT for a second instance.`
}

function commandOf(holder: Holder): string {
  try {
    return readFileSync(`/proc/${holder.pid}/cmdline`, "utf8").split("\0").join(" ").trim() || "rapport"
  } catch {
    return "rapport"
  }
}

function ownIdentity(): ProcessIdentity {
  return identify(process.pid) ?? { pid: process.pid, started: "unknown" }
}
