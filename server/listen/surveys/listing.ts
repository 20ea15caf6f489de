import { type ExportFormat, writeTable } from "../../../tables/write.ts"
import { record } from "../../platform/outbox.ts"
import type { Scope } from "../../platform/scope.ts"
import { listSurveys, placeOf, type SurveysQuery, summary } from "./store.ts"

const pageSize = 200
const columns = [
  "title",
  "state",
  "questions",
  "answered",
  "lastAnswerAt",
  "languages",
  "touchpoint",
  "channel",
  "product",
  "journeyStep",
  "version",
  "publishedAt",
  "closesAt",
  "link",
  "createdBy",
  "createdAt",
  "id",
]

/** Every survey that fits as a file, in the order of the list. (One survey whole: `GET /surveys/{id}/export`.) */
export async function exportSurveys(scope: Scope, query: SurveysQuery, format: ExportFormat, publicUrl: string) {
  await scope.transaction((tx) => record(tx, "survey.list_exported", null, { format }))
  return writeTable(format, columns, rowsOf(scope, query, publicUrl), { sheet: "Surveys" })
}

async function* rowsOf(scope: Scope, query: SurveysQuery, publicUrl: string) {
  for (let after: ReturnType<typeof placeOf> | undefined; ; ) {
    const rows = await listSurveys(scope, query, { limit: pageSize, ...(after ? { after } : {}) })
    for (const one of rows.map((row) => summary(row, publicUrl))) {
      yield [
        one.title,
        one.state,
        one.questions,
        one.responses.finished,
        one.responses.lastAt,
        one.languages.join(" | "),
        one.touchpoint,
        one.channel,
        one.product,
        one.journeyStep,
        one.published?.number ?? null,
        one.published?.at ?? null,
        one.closesAt,
        one.url,
        one.created.by,
        one.created.at,
        one.id,
      ]
    }
    if (rows.length < pageSize) return
    after = placeOf(rows.at(-1)!)
  }
}
