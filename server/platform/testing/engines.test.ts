import { createClient } from "@clickhouse/client"
import pg from "pg"
import { afterAll, beforeAll, expect, test } from "vitest"
import { type FreshDatabases, freshDatabases } from "./engines.ts"

let databases: FreshDatabases
beforeAll(async () => {
  databases = await freshDatabases()
})
afterAll(() => databases.drop())

test("a test file has a PostgreSQL database of its own, which is gone when dropped", async () => {
  const other = await freshDatabases()
  await inPostgres(databases.postgresUrl, "create table note (text text)")
  await inPostgres(databases.postgresUrl, "insert into note values ('谢谢')")

  expect(await inPostgres(databases.postgresUrl, "select text from note")).toEqual([{ text: "谢谢" }])
  await expect(inPostgres(other.postgresUrl, "select * from note")).rejects.toThrow("does not exist")
  await other.drop()
  await expect(inPostgres(other.postgresUrl, "select 1")).rejects.toThrow("does not exist")
})

test("a test file has a ClickHouse database of its own", async () => {
  const client = createClient(databases.clickhouse)
  try {
    await client.command({ query: "CREATE TABLE fact (id UInt32, text String) ENGINE = MergeTree ORDER BY id" })
    await client.insert({ table: "fact", values: [{ id: 1, text: "谢谢" }], format: "JSONEachRow" })
    const answer = await client.query({ query: "SELECT id, text FROM fact", format: "JSONEachRow" })
    expect(await answer.json()).toEqual([{ id: 1, text: "谢谢" }])
  } finally {
    await client.close()
  }
})

async function inPostgres(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}
