import { randomBytes } from "node:crypto"
import { createClient } from "@clickhouse/client"
import pg from "pg"
import { inject } from "vitest"
import type { ClickhouseAccess } from "../engines/embedded-clickhouse.ts"
import { templateDatabase } from "./template.ts"

export type FreshDatabases = Readonly<{
  postgresUrl: string
  clickhouse: ClickhouseAccess
  /** Ends every connection to them and removes both. Close your own pools first. */
  drop(): Promise<void>
}>

/**
 * An empty database in the test run's PostgreSQL and one in its ClickHouse, for one test file alone:
 * `const databases = await freshDatabases()` in `beforeAll`, `await databases.drop()` in `afterAll`. `migrated`: with
 * all tables in PostgreSQL already. PostgreSQL runs without fsync here; a test of durability starts engines of its own.
 */
export async function freshDatabases({ migrated = false } = {}): Promise<FreshDatabases> {
  const engines = await askForEngines()
  const name = `t_${randomBytes(6).toString("hex")}`
  await Promise.all([
    inPostgres(
      engines.postgresUrl,
      `create database ${name}${migrated ? ` template ${templateDatabase} strategy file_copy` : ""}`,
    ),
    inClickhouse(engines.clickhouse, `CREATE DATABASE ${name}`),
  ])
  return {
    postgresUrl: withDatabase(engines.postgresUrl, name),
    clickhouse: { ...engines.clickhouse, database: name },
    async drop() {
      await Promise.all([
        inPostgres(engines.postgresUrl, `drop database if exists ${name} with (force)`),
        inClickhouse(engines.clickhouse, `DROP DATABASE IF EXISTS ${name} SYNC`),
      ])
    },
  }
}

type TestEngines = Readonly<{ postgresUrl: string; clickhouse: ClickhouseAccess }>

async function askForEngines(): Promise<TestEngines> {
  const response = await fetch(inject("enginesDoor"))
  if (!response.ok) throw new Error(`The databases for the tests do not start: ${await response.text()}`)
  return (await response.json()) as TestEngines
}

async function inPostgres(url: string, statement: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

async function inClickhouse(access: ClickhouseAccess, query: string) {
  const client = createClient(access)
  try {
    await client.command({ query })
  } finally {
    await client.close()
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}
