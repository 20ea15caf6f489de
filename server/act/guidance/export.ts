import { type ExportFormat, writeTable } from "../../../tables/write.ts"
import { record } from "../../platform/outbox.ts"
import type { Scope } from "../../platform/scope.ts"
import { presented } from "./present.ts"
import { type GuidanceFilter, listGuidance } from "./store.ts"

const pageSize = 200
const columns = [
  "number",
  "title",
  "state",
  "problem",
  "version",
  "language",
  "say",
  "offer",
  "notPromise",
  "steps",
  "liveFrom",
  "validUntil",
  "approvedBy",
  "shown",
  "logged",
  "answeredShare",
  "answeredLow",
  "answeredHigh",
  "answeredN",
]

/** Guidance as a file: a row for each language of what agents see, or would see. */
export async function exportGuidance(scope: Scope, filter: GuidanceFilter, format: ExportFormat) {
  await scope.transaction((tx) => record(tx, "guidance.exported", null, { format, filters: Object.keys(filter) }))
  return writeTable(format, columns, rowsOf(scope, filter), { sheet: "Guidance" })
}

async function* rowsOf(scope: Scope, filter: GuidanceFilter) {
  for (let before: number | undefined; ; ) {
    const rows = await listGuidance(scope, { ...filter, limit: pageSize, ...(before === undefined ? {} : { before }) })
    for (const one of await presented(scope, rows)) {
      const version = one.live ?? one.versions[0]!
      const { use } = one
      for (const [language, text] of Object.entries(version.texts)) {
        yield [
          one.number,
          version.title,
          one.state,
          one.problem?.statement,
          version.number,
          language,
          text.say,
          text.offer,
          text.notPromise,
          text.steps.join("\n"),
          version.validFrom ?? version.approved?.at,
          version.validUntil,
          version.approved?.by,
          use.shown,
          use.logged,
          use.answered.estimate,
          use.answered.low,
          use.answered.high,
          use.answered.n,
        ]
      }
    }
    if (rows.length < pageSize) return
    before = rows.at(-1)!.number
  }
}
