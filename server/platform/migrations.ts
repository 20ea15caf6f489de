import { readdir, readFile } from "node:fs/promises"
import path from "node:path"
import type { ClickHouse } from "./clickhouse.ts"
import { type Database, sql, verbatim } from "./postgres.ts"

const folder = (name: string) => path.join(import.meta.dirname, "..", "..", "db", name)

/**
 * Brings both stores to the current schema, forwards only. Several processes may start at once: the first one holds
 * a lock in PostgreSQL, the others wait for it and find nothing left to do. Each file runs in one transaction.
 */
export async function migrate(database: Database, clickhouse: ClickHouse): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.query(sql`select pg_advisory_xact_lock(7241869)`)
    await tx.query(
      sql`create table if not exists migration (name text primary key, at timestamptz not null default now())`,
    )
    const done = new Set((await tx.query<{ name: string }>(sql`select name from migration`)).map((row) => row.name))
    for (const { name, text } of await scripts("migrations")) {
      if (done.has(name)) continue
      await tx.query(verbatim(text))
      await tx.query(sql`insert into migration (name) values (${name})`)
    }
    await migrateClickHouse(clickhouse)
  })
}

async function migrateClickHouse(clickhouse: ClickHouse) {
  await clickhouse.command(
    "create table if not exists migration (name String, at DateTime default now()) engine = MergeTree order by name",
  )
  const done = new Set((await clickhouse.rows<{ name: string }>("select name from migration")).map((row) => row.name))
  for (const { name, text } of await scripts("clickhouse")) {
    if (done.has(name)) continue
    // One statement a file: ClickHouse takes no more than one at a time.
    await clickhouse.command(text)
    await clickhouse.insert("migration", [{ name }])
  }
}

async function scripts(name: string) {
  const files = (await readdir(folder(name))).filter((file) => file.endsWith(".sql")).sort()
  return Promise.all(
    files.map(async (file) => ({ name: file, text: await readFile(path.join(folder(name), file), "utf8") })),
  )
}
