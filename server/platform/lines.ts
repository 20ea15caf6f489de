import pg from "pg"

// A lookup of a millisecond is not worth planning anew each time it is asked; and a plan that was made while a table was
// still small must not read through all of it once it is large.
const planOnce = "set plan_cache_mode = force_generic_plan; set enable_seqscan = off"

/**
 * A few connections that carry many short reads at once. What is asked in the same turn of the event loop leaves in one
 * write and is answered in order, without waiting for each other's answers: a lookup of six statements costs the round
 * trips of two, and a hundred lookups share theirs. Only for statements of a millisecond, since a slow one holds up
 * those behind it, and never for transactions.
 */
export function openLines(url: string, count: number) {
  const lines: (Promise<pg.Client> | undefined)[] = Array.from({ length: count })
  const corked = new WeakSet<pg.Client>()
  let turn = 0
  let closed = false

  function line(at: number): Promise<pg.Client> {
    const standing = lines[at]
    if (standing) return standing
    const opening = open(() => {
      if (lines[at] === opening) lines[at] = undefined
    })
    lines[at] = opening
    opening.catch(() => {
      if (lines[at] === opening) lines[at] = undefined
    })
    return opening
  }

  async function open(gone: () => void): Promise<pg.Client> {
    if (closed) throw new Error("Cannot use a pool after calling end on the pool")
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, pipeline: true })
    client.on("error", gone)
    client.on("end", gone)
    await client.connect()
    await client.query(planOnce)
    return client
  }

  /** Holds back what is written until this turn ends. */
  function gather(client: pg.Client) {
    if (corked.has(client)) return
    const { stream } = client.connection
    corked.add(client)
    stream.cork()
    setImmediate(() => {
      corked.delete(client)
      turn = (turn + 1) % count
      stream.uncork()
    })
  }

  return {
    async query<Row extends object>(query: pg.QueryConfig): Promise<Row[]> {
      const client = await line(turn)
      gather(client)
      return (await client.query<Row>(query)).rows
    },
    async close() {
      closed = true
      const standing = await Promise.allSettled(lines.filter((one) => one !== undefined))
      await Promise.all(standing.map((one) => (one.status === "fulfilled" ? one.value.end() : undefined)))
    },
  }
}
