import { type ExportFormat, writeTable } from "../../../tables/write.ts"
import { record } from "../../platform/outbox.ts"
import type { Scope } from "../../platform/scope.ts"
import { presented } from "./present.ts"
import { listSignals, type Page, type Place, placeOf } from "./store.ts"

const pageSize = 500
const columns = [
  "number",
  "state",
  "headline",
  "about",
  "what",
  "observed",
  "expected",
  "ratio",
  "ratioLow",
  "ratioHigh",
  "n",
  "people",
  "since",
  "until",
  "firstSeen",
  "lastSeen",
  "standsOut",
  "typicalWords",
  "departments",
  "id",
]

/** Every signal that fits as a file, with its figures and their interval. */
export async function exportSignals(scope: Scope, filter: Page, format: ExportFormat) {
  await scope.transaction((tx) => record(tx, "signal.exported", null, { format }))
  return writeTable(format, columns, rowsOf(scope, filter), { sheet: "Signals" })
}

async function* rowsOf(scope: Scope, filter: Page) {
  for (let after: Place | undefined; ; ) {
    const rows = await listSignals(scope, { ...filter, limit: pageSize, ...(after ? { after } : {}) })
    for (const one of rows.map((row) => presented(scope, row))) {
      const [ratio, low, high] = one.ratio
      yield [
        one.number,
        one.state,
        one.headline,
        one.sliceLabel,
        one.stream.label,
        one.observed,
        one.expected,
        ratio,
        low,
        high,
        one.n,
        one.people,
        one.since,
        one.until,
        one.firstSeen,
        one.lastSeen,
        one.active,
        one.terms.join(" | "),
        one.departments.map(({ name }) => name).join(" | "),
        one.id,
      ]
    }
    if (rows.length < pageSize) return
    after = placeOf(rows.at(-1)!)
  }
}
