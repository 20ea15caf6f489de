import { type ClickHouseClient, ClickHouseLogLevel, createClient } from "@clickhouse/client"

export type ClickHouseAddress = { url: string; username: string; password: string; database: string }

/** The analytical store: append-only facts, and everything counted over them. */
export type ClickHouse = {
  /** Rows of a query; `{name:Type}` in the text takes `values.name`. Throws `analytics.unavailable` when unreachable. */
  rows<Row>(query: string, values?: Record<string, unknown>): Promise<Row[]>
  insert(table: string, rows: readonly object[]): Promise<void>
  command(query: string, values?: Record<string, unknown>): Promise<void>
  /** True if it answers now. */
  alive(): Promise<boolean>
  readonly client: ClickHouseClient
  close(): Promise<void>
}

/**
 * Ids as many at a time as one value of a question may hold: 128 KiB of address by default
 * (`http_max_field_value_size`), and an id takes 45 bytes of it. More in one piece is refused, again and again.
 */
export function* pieces(ids: readonly string[], most = 2_500): Generator<string[]> {
  for (let from = 0; from < ids.length; from += most) yield ids.slice(from, from + most)
}

export function openClickHouse(address: ClickHouseAddress): ClickHouse {
  const client = createClient({
    url: address.url,
    username: address.username,
    password: address.password,
    database: address.database,
    max_open_connections: 20,
    request_timeout: 120_000,
    // What fails is thrown, and said by whoever catches it; the client would print it a second time.
    log: { level: ClickHouseLogLevel.OFF },
    compression: { response: false, request: false },
    clickhouse_settings: {
      date_time_input_format: "best_effort",
      output_format_json_quote_64bit_integers: 0,
      // An empty share is null for us, not nan, which JSON does not have.
      output_format_json_quote_denormals: 0,
    },
  })
  return {
    client,
    async rows<Row>(query: string, values: Record<string, unknown> = {}) {
      const answer = await client.query({ query, query_params: values, format: "JSONEachRow" })
      return await answer.json<Row>()
    },
    async insert(table, rows) {
      if (rows.length > 0) await client.insert({ table, values: rows, format: "JSONEachRow" })
    },
    async command(query, values = {}) {
      await client.command({ query, query_params: values })
    },
    async alive() {
      return (await client.ping({ select: true })).success
    },
    close: () => client.close(),
  }
}
