import { type ExportFormat, writeTable } from "../../../tables/write.ts"
import { record } from "../../platform/outbox.ts"
import type { Scope } from "../../platform/scope.ts"
import { countFeedback, findFeedbackIds, type Query, type Sort, scoresAndAttributesOf } from "../interactions/public.ts"
import type { Feedback } from "./contract.ts"
import { feedbackByIds } from "./store.ts"

/**
 * All feedback of a query as a file, made while it is read: memory does not depend on how much there is. CSV and XLSX
 * have one column for each score on each scale and for each attribute that occurs; NDJSON has each item as the API
 * answers it. The audit trail knows of it before the first byte leaves, and if it was not taken to its end.
 * Reading stops when the stream is cancelled.
 */
export async function exportFeedback(
  scope: Scope,
  query: Query,
  { format, sort }: { format: ExportFormat; sort: Sort },
): Promise<AsyncGenerator<Uint8Array<ArrayBuffer>>> {
  const [total, { scores, attributes }] = await Promise.all([
    countFeedback(scope, query, sort),
    scoresAndAttributesOf(scope, query, attributeColumns),
  ])
  await scope.transaction((tx) =>
    record(tx, "feedback.exported", null, {
      format,
      rows: total,
      personalData: scope.permissions.has("personal_data"),
      // Which filters, but not the values: they may be names or addresses.
      filters: (query.where ?? []).map((condition) => condition.field),
      searched: Boolean(query.q),
      from: query.from ?? null,
      to: query.to ?? null,
    }),
  )
  const columns = [...fixedColumns, ...scores.map(scoreColumn), ...attributes.map((name) => `attributes.${name}`)]
  const items = everyItem(scope, query, sort)
  if (format === "ndjson") return jsonLines(items)
  return writeTable(format, columns, rowsOf(items, scores, attributes), { sheet: "Feedback" })
}

type Cell = string | number | boolean | Date | null | undefined
type ScoreColumn = { metric: string; min: number; max: number }

/** A spreadsheet with more columns than this is no longer one; the rest is in NDJSON. */
const attributeColumns = 200
const pageSize = 1_000

const fixedColumns = [
  "id",
  "occurredAt",
  "receivedAt",
  "kind",
  "source",
  "externalId",
  "channel",
  "touchpoint",
  "product",
  "component",
  "version",
  "batch",
  "region",
  "businessUnit",
  "journeyStep",
  "account",
  "person.id",
  "person.name",
  "language",
  "sentiment",
  "sentimentLabel",
  "text",
]

// The scale is part of the name, so that 4 of 5 and 4 of 7 never stand in one column and an import recognises both.
const scoreColumn = ({ metric, min, max }: ScoreColumn) => `${metric} (${min}–${max})`

async function* everyItem(scope: Scope, query: Query, sort: Sort): AsyncGenerator<Feedback> {
  let sent = 0
  let cursor: string | null = null
  let ended = false
  try {
    do {
      const page = await findFeedbackIds(scope, query, { sort, limit: pageSize, ...(cursor ? { cursor } : {}) })
      for (const item of await feedbackByIds(scope, page.ids)) {
        yield item
        sent++
      }
      cursor = page.next
    } while (cursor !== null)
    ended = true
  } finally {
    if (!ended) await scope.transaction((tx) => record(tx, "feedback.export_stopped", null, { rows: sent }))
  }
}

async function* rowsOf(
  items: AsyncIterable<Feedback>,
  scores: readonly ScoreColumn[],
  attributes: readonly string[],
): AsyncGenerator<Cell[]> {
  for await (const item of items) {
    const row: Cell[] = [
      item.id,
      new Date(item.occurredAt),
      new Date(item.receivedAt),
      item.kind,
      item.source,
      item.externalId,
      item.channel,
      item.touchpoint,
      item.product,
      item.component.join(" | "),
      item.version,
      item.batch,
      item.region,
      item.businessUnit,
      item.journeyStep,
      item.account,
      item.person?.id,
      item.person?.name,
      item.reading?.language,
      item.reading?.sentiment,
      item.reading?.label,
      item.text,
    ]
    for (const { metric, min, max } of scores) {
      row.push(
        item.scores.find((one) => one.metric === metric && one.scale.min === min && one.scale.max === max)?.value,
      )
    }
    for (const name of attributes) row.push(item.attributes[name])
    yield row
  }
}

async function* jsonLines(items: AsyncIterable<Feedback>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder()
  let held = ""
  for await (const item of items) {
    held += `${JSON.stringify(item)}\n`
    if (held.length < 65_536) continue
    yield encoder.encode(held)
    held = ""
  }
  if (held !== "") yield encoder.encode(held)
}
