import pg from "pg"
import { openLines } from "./lines.ts"

/** A piece of SQL with its values apart, so that no value is ever read as SQL. Made by `sql`. */
export type Sql = Readonly<{ texts: readonly string[]; values: readonly unknown[]; name?: string; brief?: true }>

/** Runs SQL: the pool, or a transaction's connection. */
export type Runner = {
  query<Row extends object>(statement: Sql): Promise<Row[]>
}

export type Database = Runner & {
  /** Runs the work in one transaction; an error rolls everything back and is thrown on. */
  transaction<T>(work: (tx: Runner) => Promise<T>): Promise<T>
  readonly pool: pg.Pool
  close(): Promise<void>
}

/**
 * Writes SQL with its values in place: sql`select * from person where id = ${id}`. Pieces nest:
 * sql`${where} order by at`. Arrays and objects are single values (`= any(${ids})`, jsonb).
 */
export function sql(strings: TemplateStringsArray, ...inserted: unknown[]): Sql {
  const texts: string[] = [strings[0]!]
  const values: unknown[] = []
  inserted.forEach((value, index) => {
    const after = strings[index + 1]!
    if (isSql(value)) {
      texts[texts.length - 1] += value.texts[0]!
      texts.push(...value.texts.slice(1))
      values.push(...value.values)
      texts[texts.length - 1] += after
    } else {
      values.push(value)
      texts.push(after)
    }
  })
  return { texts, values, [piece]: true } as Sql
}

/** A name or keyword of ours put into SQL as it is. Never for anything that came from outside. */
export const verbatim = (text: string): Sql => ({ texts: [text], values: [], [piece]: true }) as Sql

/** The same statement, planned once for each connection and then only run: for what is run all the time. */
export const prepared = (name: string, statement: Sql): Sql => ({ ...statement, name })

/**
 * A prepared read of a millisecond or less. Outside a transaction it leaves together with all others of the same moment
 * (see lines.ts).
 */
export const brief = (name: string, statement: Sql): Sql => ({ ...statement, name, brief: true })

export const joined = (pieces: readonly Sql[], separator: string): Sql =>
  pieces.reduce((all, next, index) => (index === 0 ? next : sql`${all}${verbatim(separator)}${next}`), verbatim(""))

export function openDatabase(url: string, options: { max?: number } = {}): Database {
  const pool = new pg.Pool({ connectionString: url, max: options.max ?? 16, connectionTimeoutMillis: 5_000 })
  // A connection that breaks is replaced by the pool; without a listener it would end the program. The pool listens only
  // to those that lie in it: one held by a transaction that is busy elsewhere just then has nobody but us.
  pool.on("error", () => {})
  pool.on("connect", (connection) => connection.on("error", () => {}))
  const lines = openLines(url, 2)
  const direct = runnerOn(pool)
  return {
    query: (statement) => (statement.brief ? lines.query(asQuery(statement)) : direct.query(statement)),
    pool,
    transaction: (work) => inTransaction(pool, work),
    close: async () => void (await Promise.all([pool.end(), lines.close()])),
  }
}

/**
 * True of an error that says: PostgreSQL cannot be spoken to just now. Its class 08 (connection), 57P0x (shutting down,
 * crashed, starting up), 53300 (too many connections), and what the client and Node say when nobody listens.
 */
export function isDatabaseAway(error: Error): boolean {
  const code = "code" in error ? String(error.code) : ""
  if (/^(08|57P0|53300)/.test(code) || awayWords.test(error.message)) return true
  return "syscall" in error && !/clickhouse/i.test(error.stack ?? "") && unreachable.test(code)
}

const awayWords =
  /Connection terminated|timeout exceeded when trying to connect|Cannot use a pool after|Client has encountered a connection error/
export const unreachable = /^(ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|ETIMEDOUT)$/

/** True of an error that says: there is no more room on the disk. */
export const isDiskFull = (error: Error): boolean =>
  "code" in error && (error.code === "53100" || error.code === "ENOSPC")

async function inTransaction<T>(pool: pg.Pool, work: (tx: Runner) => Promise<T>): Promise<T> {
  const connection = await pool.connect()
  let broken: Error | undefined
  try {
    await connection.query("begin")
    const result = await work(runnerOn(connection))
    await connection.query("commit")
    return result
  } catch (error) {
    await connection.query("rollback").catch((failure: Error) => {
      broken = failure
    })
    throw error
  } finally {
    connection.release(broken)
  }
}

function runnerOn(connection: pg.Pool | pg.PoolClient): Runner {
  return {
    async query<Row extends object>(statement: Sql) {
      return (await connection.query<Row>(asQuery(statement))).rows
    },
  }
}

function asQuery({ texts, values, name }: Sql): { text: string; values: unknown[]; name?: string } {
  const text = texts.reduce((all, part, index) => `${all}$${index}${part}`)
  return { text, values: values.map(asParameter), ...(name === undefined ? {} : { name }) }
}

// pg turns a plain object into JSON by itself, but an array into a PostgreSQL array; a jsonb array says so with `json()`.
const asParameter = (value: unknown) => (value instanceof Json ? JSON.stringify(value.value) : value)

class Json {
  readonly value: unknown
  constructor(value: unknown) {
    this.value = value
  }
}

/** A value for a json or jsonb column, whatever it is (arrays too). null stays SQL null. */
export const json = (value: unknown) => (value === null || value === undefined ? null : new Json(value))

const piece = Symbol("sql")
const isSql = (value: unknown): value is Sql => typeof value === "object" && value !== null && piece in value

// Counts and bigints fit into a double here (ids of the outbox grow by a few per second at most).
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
// A date is a day, not a moment: it must not move with the time zone of the machine.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)
