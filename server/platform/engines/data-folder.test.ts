import { spawn } from "node:child_process"
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises"
import os from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { afterEach, beforeEach, expect, test } from "vitest"
import { createLog } from "../log.ts"
import { follow, type Program } from "../testing/program.ts"
import { CannotStart, holdDataFolder } from "./data-folder.ts"
import { identify } from "./process-identity.ts"

const log = createLog("silent")
const folder = path.join(os.tmpdir(), `rapport-test-${process.pid}-folder`)
const lock = path.join(folder, "lock")

beforeEach(() => mkdir(folder, { recursive: true }))
afterEach(() => rm(folder, { recursive: true, force: true }))

test("a folder is held by one until released", async () => {
  const held = await holdDataFolder(folder, log)
  await expect(holdDataFolder(folder, log)).rejects.toThrow(CannotStart)
  await expect(holdDataFolder(folder, log)).rejects.toThrow(`is already in use by process ${process.pid}, since 20`)
  await held.release()
  await (await holdDataFolder(folder, log)).release()
  expect(await readdir(folder)).toEqual([])
})

test("a lock of a process that is gone is taken over", async () => {
  await leaveLock({ pid: 4_194_304 + 1, started: "long ago" })
  await (await holdDataFolder(folder, log)).release()
  await expect(readFile(lock)).rejects.toThrow("ENOENT")
})

test("a pid that another process has by now does not hold the folder", async () => {
  const started = identify(process.pid)?.started
  expect(started).toMatch(/.+/)
  await leaveLock({ pid: process.pid, started: `${started}0` })
  await (await holdDataFolder(folder, log)).release()
})

test("a lock cut off in the middle of writing is taken over", async () => {
  await writeFile(lock, '{"pid": 1')
  await (await holdDataFolder(folder, log)).release()
})

test("of many starts that find the same stale lock exactly one wins", async () => {
  await leaveLock({ pid: 4_194_304 + 1, started: "long ago" })
  const starts = Array.from({ length: 5 }, () => holdInOwnProcess())
  await Promise.all(starts.map((start) => start.says(/held|refused/)))
  expect(starts.map((start) => start.output().trim()).sort()).toEqual([
    "held",
    "refused",
    "refused",
    "refused",
    "refused",
  ])
  for (const start of starts) start.signal("SIGKILL")
  await Promise.all(starts.map((start) => start.ended()))
})

test("a place that cannot be a folder is named with the remedy", async () => {
  const file = path.join(folder, "file")
  await writeFile(file, "")
  await expect(holdDataFolder(path.join(file, "data"), log)).rejects.toThrow(
    /^The data folder .*file\/data cannot be written \(ENOTDIR\); .*RAPPORT_DATA/,
  )
})

async function leaveLock(holder: { pid: number; started: string }) {
  await writeFile(lock, JSON.stringify({ ...holder, host: os.hostname(), since: "2026-01-01T00:00:00.000Z" }))
}

function holdInOwnProcess(): Program {
  const module = fileURLToPath(new URL("./data-folder.ts", import.meta.url))
  const source = `
    import { holdDataFolder } from ${JSON.stringify(module)}
    const quiet = () => {}
    holdDataFolder(${JSON.stringify(folder)}, { debug: quiet, info: quiet, warn: quiet, error: quiet }).then(
      () => console.log("held"),
      () => console.log("refused"),
    )
    setInterval(quiet, 1000)`
  return follow(
    spawn(process.execPath, ["--input-type=module", "--eval", source], { stdio: ["ignore", "pipe", "pipe"] }),
  )
}
