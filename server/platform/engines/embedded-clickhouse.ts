import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { chmod, mkdir, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import os from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { createClient } from "@clickhouse/client"
import { keptSecret } from "../config.ts"
import type { Log } from "../log.ts"
import { CannotStart } from "./data-folder.ts"
import { onFreePort } from "./free-port.ts"
import { endOrphan, type SupervisedProcess, supervise } from "./supervised-process.ts"

export type ClickhouseAccess = Readonly<{ url: string; username: string; password: string; database: string }>
export type EmbeddedClickhouse = SupervisedProcess & Readonly<{ access: ClickhouseAccess }>

/**
 * Starts ClickHouse as a child process on a free port of 127.0.0.1, with its data in `folder`/clickhouse.
 * With `durable` an insert is acknowledged only when it is on disk.
 * @throws CannotStart when this platform has no library for it, or it does not start
 */
export async function startEmbeddedClickhouse(
  folder: string,
  log: Log,
  { durable }: Readonly<{ durable: boolean }> = { durable: true },
): Promise<EmbeddedClickhouse> {
  const library = findLibrary()
  const place = placeIn(folder)
  await endClickhouseOrphan(folder, log)
  await mkdir(place.data, { recursive: true, mode: 0o700 })
  const password = await keptSecret(path.join(folder, "clickhouse.password"))
  return onFreePort((port) => startOn(port, { library, place, password, log, durable }))
}

type Start = Readonly<{ library: string; place: Place; password: string; log: Log; durable: boolean }>

async function startOn(port: number, { library, place, password, log, durable }: Start): Promise<EmbeddedClickhouse> {
  const access = { url: `http://127.0.0.1:${port}`, username: "rapport", password, database: "rapport" }
  await writePrivately(place.users, usersFile(access))
  await writePrivately(place.config, configFile(place.users, durable))
  const running = await supervise({
    ...processOptions(place, log),
    quickSignal: "SIGKILL",
    logFile: place.log,
    answers: () => answers(access),
    launch: (logFile) =>
      spawn(process.execPath, [childProgram, library, ...serverArguments(place, access)], {
        cwd: place.data,
        // An own session: Ctrl-C in the terminal goes to us alone, and we end it after the last write.
        detached: true,
        stdio: ["ignore", logFile, logFile],
        env: { PATH: process.env.PATH, TZ: "UTC", LANG: "C.UTF-8" },
      }),
  })
  await createDatabase(access)
  return { ...running, access }
}

/** Ends the server that a killed run left behind on this folder, if there is one. */
export async function endClickhouseOrphan(folder: string, log: Log): Promise<void> {
  await endOrphan(processOptions(placeIn(folder), log))
}

function processOptions(place: Place, log: Log) {
  return { name: "ClickHouse", recordFile: place.record, stopSignals, patienceMs: 2_000, log }
}

const stopSignals = ["SIGTERM", "SIGKILL"] as const
const childProgram = fileURLToPath(new URL("./clickhouse-process.ts", import.meta.url))

/** How much of the machine's memory the embedded server may use for queries and merges together. */
const memoryRatio = 0.4

function findLibrary(): string {
  const remedy = "Set CLICKHOUSE_URL to a ClickHouse server of your own."
  if (process.platform !== "linux" && process.platform !== "darwin") {
    throw new CannotStart(`The embedded ClickHouse does not run on ${process.platform}. ${remedy}`)
  }
  if (process.platform === "linux" && isMusl()) {
    throw new CannotStart(`The embedded ClickHouse needs glibc, but this Linux uses musl (Alpine). ${remedy}`)
  }
  const name = `@chdb/lib-${process.platform}-${process.arch}${process.platform === "linux" ? "-gnu" : ""}`
  try {
    return createRequire(import.meta.url).resolve(`${name}/libchdb.so`)
  } catch {
    throw new CannotStart(
      `The embedded ClickHouse (${name}) is not installed; run npm ci without --omit=optional. ${remedy}`,
    )
  }
}

function isMusl(): boolean {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } }
  return report.header?.glibcVersionRuntime === undefined
}

type Place = Readonly<{ data: string; log: string; record: string; users: string; config: string }>

function placeIn(folder: string): Place {
  return {
    data: path.join(folder, "clickhouse"),
    log: path.join(folder, "clickhouse.log"),
    record: path.join(folder, "clickhouse.process"),
    users: path.join(folder, "clickhouse.users.xml"),
    config: path.join(folder, "clickhouse.config.xml"),
  }
}

function serverArguments(place: Place, access: ClickhouseAccess): string[] {
  return [
    "clickhouse-local",
    `--path=${place.data}`,
    "--listen_host=127.0.0.1",
    `--http_port=${new URL(access.url).port}`,
    `--config-file=${place.config}`,
    "--logger.console",
    "--log-level=warning",
    "--query=SYSTEM START LISTEN HTTP",
    // The program ends with its last query, so the last query never ends.
    "--query=SELECT sleepEachRow(3) FROM numbers(1000000000) SETTINGS max_block_size=1, function_sleep_max_microseconds_per_block=0",
  ]
}

// The program itself signs in as `default` and cannot start when that user has a password, so `default` may do nothing but
// open the port. Everybody else comes as a second user, who has no grant for files, URLs or other servers: a query that got
// out of hand must not read the machine.
function usersFile(access: ClickhouseAccess): string {
  const hash = createHash("sha256").update(access.password).digest("hex")
  const profile = "<profile>default</profile><quota>default</quota><networks><ip>127.0.0.1</ip></networks>"
  return `<clickhouse>
  <profiles><default>
    <max_threads>${os.availableParallelism()}</max_threads>
    <max_memory_usage>${Math.round(os.totalmem() * memoryRatio * 0.75)}</max_memory_usage>
    <max_bytes_ratio_before_external_group_by>0.4</max_bytes_ratio_before_external_group_by>
    <max_bytes_ratio_before_external_sort>0.4</max_bytes_ratio_before_external_sort>
    <log_queries>0</log_queries>
  </default></profiles>
  <quotas><default/></quotas>
  <users>
    <default><no_password/>${profile}<grants><query>GRANT SYSTEM LISTEN ON *.*</query></grants></default>
    <${access.username}><password_sha256_hex>${hash}</password_sha256_hex>${profile}<grants>
      <query>GRANT SELECT, INSERT, ALTER, CREATE, DROP, TRUNCATE, OPTIMIZE, SHOW, UNDROP TABLE, KILL QUERY, SYSTEM, dictGet, INTROSPECTION ON *.*</query>
      ${grantedEngines.map((engine) => `<query>GRANT TABLE ENGINE ON ${engine}</query>`).join("\n      ")}
    </grants></${access.username}>
  </users>
</clickhouse>
`
}

// Those that keep their data in the server's own folder; File, URL, Filesystem and their like would read the machine.
const grantedEngines = [
  "Atomic",
  ...["", "Replacing", "Summing", "Aggregating", "Collapsing", "VersionedCollapsing"].map((kind) => `${kind}MergeTree`),
  ...["Memory", "Null", "Buffer", "Join", "Set", "Merge", "Dictionary"],
]

// The caches of a server made for big machines, cut down to what leaves room for everything else on a small one. No query
// log, trace log or metric log is configured, so none is written. Inserts wait for the disk, as commits in PostgreSQL do:
// measured at 30 columns it costs less than the measurement varies. The background pools are a usual server's: with the two
// threads this library gives itself, a deletion that touches 58 parts waits 11 s for its turns instead of 0.4 s.
function configFile(users: string, durable: boolean): string {
  return `<clickhouse>
  <users_config>${escapeXml(users)}</users_config>
  <timezone>UTC</timezone>
  <max_server_memory_usage_to_ram_ratio>${memoryRatio}</max_server_memory_usage_to_ram_ratio>
  <background_pool_size>16</background_pool_size>
  <background_schedule_pool_size>16</background_schedule_pool_size>
  <mark_cache_size>134217728</mark_cache_size>
  <index_mark_cache_size>33554432</index_mark_cache_size>
  <primary_index_cache_size>134217728</primary_index_cache_size>
  <uncompressed_cache_size>0</uncompressed_cache_size>
  <query_condition_cache_size>16777216</query_condition_cache_size>
  <text_index_tokens_cache_size>33554432</text_index_tokens_cache_size>
  <text_index_header_cache_size>33554432</text_index_header_cache_size>
  <text_index_postings_cache_size>67108864</text_index_postings_cache_size>
  <vector_similarity_index_cache_size>16777216</vector_similarity_index_cache_size>
  <compiled_expression_cache_size>33554432</compiled_expression_cache_size>
  <max_concurrent_queries>100</max_concurrent_queries>
  <merge_tree>
    <fsync_after_insert>${durable ? 1 : 0}</fsync_after_insert>
    <fsync_part_directory>${durable ? 1 : 0}</fsync_part_directory>
  </merge_tree>
</clickhouse>
`
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
}

async function writePrivately(file: string, text: string) {
  await writeFile(file, text, { mode: 0o600 })
  await chmod(file, 0o600)
}

// Plain fetch, not the client: it is asked every few milliseconds while nobody listens yet.
async function answers(access: ClickhouseAccess): Promise<boolean> {
  try {
    const response = await fetch(`${access.url}/ping`, { signal: AbortSignal.timeout(2_000) })
    return response.ok
  } catch {
    return false
  }
}

async function createDatabase(access: ClickhouseAccess) {
  const client = createClient({ ...access, database: undefined })
  try {
    await client.command({ query: `CREATE DATABASE IF NOT EXISTS ${access.database} ENGINE = Atomic` })
  } finally {
    await client.close()
  }
}
