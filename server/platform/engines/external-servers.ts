import { ClickHouseLogLevel, createClient } from "@clickhouse/client"
import pg from "pg"
import { CannotStart } from "./data-folder.ts"
import type { ClickhouseAccess } from "./embedded-clickhouse.ts"

/**
 * Connects once and looks at the version.
 * @throws CannotStart when it cannot be reached, refuses us or is too old; without the password in the message
 */
export async function checkPostgres(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on("error", () => {})
  client.on("error", () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ number: number; version: string }>(
      "select current_setting('server_version_num')::int as number, current_setting('server_version') as version",
    )
    const found = rows[0]
    if (found === undefined || found.number < oldestPostgres * 10_000) {
      throw new CannotStart(
        `DATABASE_URL leads to PostgreSQL ${found?.version}, but Rapport needs ${oldestPostgres} or newer.`,
      )
    }
  } catch (error) {
    if (error instanceof CannotStart) throw error
    throw new CannotStart(
      `DATABASE_URL: PostgreSQL at ${client.host}:${client.port} cannot be used (${reason(error)}); check that it runs, and the user, password and database in the URL.`,
    )
  } finally {
    await client.end().catch(() => {})
  }
}

/** Takes user, password and database out of the URL, where Rapport's one setting has them. */
export function clickhouseAccess(url: string): ClickhouseAccess {
  const { protocol, host, username, password, pathname } = new URL(url)
  return {
    url: `${protocol}//${host}`,
    username: decodeURIComponent(username) || "default",
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)) || "default",
  }
}

/**
 * Asks once for the version and makes the database if it is missing and we may.
 * @throws CannotStart when it cannot be reached, refuses us or is too old; without the password in the message
 */
export async function checkClickhouse(access: ClickhouseAccess): Promise<void> {
  const client = createClient({
    ...access,
    database: undefined,
    request_timeout: 10_000,
    log: { level: ClickHouseLogLevel.OFF },
  })
  try {
    const answer = await client.query({
      query: "SELECT version() AS version, {name: String} IN (SELECT name FROM system.databases) AS present",
      query_params: { name: access.database },
      format: "JSONEachRow",
    })
    const [found] = await answer.json<{ version: string; present: number }>()
    if (found === undefined || isOlder(found.version, oldestClickhouse)) {
      throw new CannotStart(
        `CLICKHOUSE_URL leads to ClickHouse ${found?.version}, but Rapport needs ${oldestClickhouse} or newer.`,
      )
    }
    if (!found.present) {
      await client.command({
        query: "CREATE DATABASE IF NOT EXISTS {name: Identifier}",
        query_params: { name: access.database },
      })
    }
  } catch (error) {
    if (error instanceof CannotStart) throw error
    throw new CannotStart(
      `CLICKHOUSE_URL: ClickHouse at ${access.url} cannot be used (${reason(error)}); check that it runs, and the user, password and database in the URL.`,
    )
  } finally {
    await client.close()
  }
}

const oldestPostgres = 15

/** The first whose index of words (`text`) is ready for production: search rests on it. */
const oldestClickhouse = "26.2"

// Year and month: 26.10 is newer than 26.2.
function isOlder(version: string, than: string): boolean {
  const [year = 0, month = 0] = version.split(".").map(Number)
  const [oldestYear = 0, oldestMonth = 0] = than.split(".").map(Number)
  return year < oldestYear || (year === oldestYear && month < oldestMonth)
}

// A refused connection is an AggregateError without a message of its own.
function reason(error: unknown): string {
  const { message, code, errors } = error as { message?: string; code?: string; errors?: { message: string }[] }
  return (message || errors?.[0]?.message || code || String(error)).split("\n")[0]?.slice(0, 200) ?? ""
}
