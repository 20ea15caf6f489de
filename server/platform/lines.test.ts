import { afterAll, beforeAll, expect, test } from "vitest"
import { brief, type Database, openDatabase, sql } from "./postgres.ts"
import { type FreshDatabases, freshDatabases } from "./testing/engines.ts"

let database: Database
let databases: FreshDatabases
beforeAll(async () => {
  databases = await freshDatabases()
  database = openDatabase(databases.postgresUrl)
})
afterAll(async () => {
  await database.close()
  await databases.drop()
})

const times = (n: number) => database.query<{ n: number }>(brief("ten times", sql`select ${n}::int * 10 as n`))

test("each of a thousand short reads at once gets its own answer", async () => {
  const answers = await Promise.all(Array.from({ length: 1_000 }, (_, n) => times(n)))
  expect(answers.map(([row]) => row!.n)).toEqual(Array.from({ length: 1_000 }, (_, n) => n * 10))
})

test("one that fails does not take those before and after it with it", async () => {
  const bad = (n: number) => database.query(brief("one over", sql`select 1 / ${n}::int as n`))
  const results = await Promise.allSettled([times(1), bad(0), times(2), bad(1)])
  expect(results.map((one) => one.status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"])
})

test("after the connections are cut, those on their way fail and the next ones go through", async () => {
  await times(1)
  const slow = database.query(brief("slow", sql`select pg_sleep(30)`))
  const cut = expect(slow).rejects.toThrow(/terminat/i)
  await database.query(sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`)
  await cut
  await expect.poll(async () => (await times(4).catch(() => []))[0]?.n).toBe(40)
})
