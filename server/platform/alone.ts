import type { Database } from "./postgres.ts"

/**
 * Does the work if no process is doing it under this name, and gives undefined otherwise. The lock is the connection's:
 * it ends with a process that is killed, and what that one had claimed can then be judged.
 */
export async function alone<T>(database: Database, name: string, work: () => Promise<T>): Promise<T | undefined> {
  const connection = await database.pool.connect()
  let broken: Error | undefined
  try {
    const { rows } = await connection.query<{ mine: boolean }>(
      "select pg_try_advisory_lock(hashtextextended($1, 0)) as mine",
      [name],
    )
    if (!rows[0]?.mine) return undefined
    try {
      return await work()
    } finally {
      await connection.query("select pg_advisory_unlock(hashtextextended($1, 0))", [name]).catch((error: Error) => {
        broken = error
      })
    }
  } finally {
    connection.release(broken)
  }
}
