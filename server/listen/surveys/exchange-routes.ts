import { createRoute } from "@hono/zod-openapi"
import { parse } from "csv-parse/sync"
import type { Text } from "../../../survey/definition.ts"
import { writeTable } from "../../../tables/write.ts"
import { coded } from "../../platform/http/errors.ts"
import { answer, body, download, faults, needs, routes, streamed } from "../../platform/http/kit.ts"
import { Id, z } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"
import { Imported, Language, TranslationsTaken } from "./contract.ts"
import { exported, importSurvey } from "./importing.ts"
import { withDraft } from "./store.ts"
import { textsOf, translated } from "./translations.ts"
import { existing, redraft } from "./verbs.ts"
import { asXliff, fromXliff } from "./xliff.ts"

const tags = ["Surveys"]
const byId = { params: z.object({ id: Id }) }
const asFile = (type: string) => ({ required: true, content: { [type]: { schema: z.string().max(5_000_000) } } })

/** Surveys as files: their definition, ours and other tools', and their translations. */
export const surveyExchangeRoutes = routes()
  .openapi(
    createRoute({
      method: "post",
      path: "/surveys/import",
      tags,
      ...needs("surveys.edit"),
      summary: "Begin a survey from a file: of ours, or of Formbricks, SurveyJS or Qualtrics (QSF)",
      description: "What it is, is seen by what is in it. The answer names all that could not be taken over.",
      request: { body: body(z.unknown()) },
      responses: { 201: answer(Imported), ...faults },
    }),
    async (c) => {
      const { survey, ...rest } = await importSurvey(c.var.scope, c.req.valid("json"))
      return c.json({ survey: withDraft(survey, c.var.platform.publicUrl), ...rest }, 201)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/surveys/{id}/export",
      tags,
      ...needs("read"),
      summary: "A survey as a file that /surveys/import reads",
      request: byId,
      responses: { 200: download("The draft with its set-up", ["application/json"]), ...faults },
    }),
    async (c) => {
      const row = await existing(c.var.scope, c.req.valid("param").id)
      return c.body(JSON.stringify(exported(row), null, 2), 200, {
        "content-type": "application/json",
        "content-disposition": `attachment; filename="survey-${row.id}.json"`,
      })
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/surveys/{id}/translations.csv",
      tags,
      ...needs("read"),
      summary: "All texts, one a line, with a column for each language",
      request: { ...byId, query: z.object({ language: Language.optional() }) },
      responses: { 200: download("The texts", ["text/csv"]), ...faults },
    }),
    async (c) => {
      const { draft, id } = await existing(c.var.scope, c.req.valid("param").id)
      const { language } = c.req.valid("query")
      const languages = [...new Set([...draft.languages, ...(language ? [language] : [])])]
      const rows = textsOf(draft).map(({ path, text }) => [path, ...languages.map((one) => text[one] ?? "")])
      return c.body(streamed(writeTable("csv", ["text", ...languages], rows)), 200, {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="translations-${id}.csv"`,
      }) as never
    },
  )
  .openapi(
    createRoute({
      method: "put",
      path: "/surveys/{id}/translations.csv",
      tags,
      ...needs("surveys.edit"),
      summary: "Put translations back; the first language is not changed",
      request: { ...byId, body: asFile("text/csv") },
      responses: { 200: answer(TranslationsTaken), ...faults },
    }),
    async (c) => c.json(await take(c.var.scope, c.req.valid("param").id, fromCsv(await c.req.text())), 200),
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/surveys/{id}/translations.xliff",
      tags,
      ...needs("read"),
      summary: "All texts as XLIFF 1.2, for translators' tools",
      request: { ...byId, query: z.object({ language: Language.optional() }) },
      responses: { 200: download("The texts", ["application/xliff+xml"]), ...faults },
    }),
    async (c) => {
      const { draft, id } = await existing(c.var.scope, c.req.valid("param").id)
      return c.body(asXliff(draft, c.req.valid("query").language), 200, {
        "content-type": "application/xliff+xml",
        "content-disposition": `attachment; filename="translations-${id}.xliff"`,
      })
    },
  )
  .openapi(
    createRoute({
      method: "put",
      path: "/surveys/{id}/translations.xliff",
      tags,
      ...needs("surveys.edit"),
      summary: "Put translations back, from XLIFF 1.2 or 2.0",
      request: { ...byId, body: asFile("application/xliff+xml") },
      responses: { 200: answer(TranslationsTaken), ...faults },
    }),
    async (c) => c.json(await take(c.var.scope, c.req.valid("param").id, fromXliff(await c.req.text())), 200),
  )

async function take(scope: Scope, id: string, given: Map<string, Text>) {
  const wrong = [...given.values()].flatMap(Object.keys).find((one) => !Language.safeParse(one).success)
  if (wrong) throw coded("translations.unreadable", { detail: `"${wrong}" is no language.` })
  let outcome = { changed: 0, unknown: [] as string[] }
  const row = await redraft(
    scope,
    id,
    (draft) => {
      const { survey, ...rest } = translated(draft, given)
      outcome = rest
      return survey
    },
    ["translations"],
  )
  return { ...outcome, languages: row.draft.languages, version: row.version }
}

/** The first column names the text, the others are languages. */
function fromCsv(text: string): Map<string, Text> {
  let rows: string[][]
  try {
    rows = parse(text, { bom: true, relax_column_count: true, skip_empty_lines: true }) as string[][]
  } catch (error) {
    throw coded("translations.unreadable", { detail: `This is no CSV: ${(error as Error).message}` })
  }
  const [head = [], ...lines] = rows
  if (head[0] !== "text") throw coded("translations.unreadable", { detail: 'Its first column is not "text".' })
  const languages = head.slice(1).map((one) => one.trim())
  return new Map(
    lines.map(([path = "", ...cells]) => [
      path,
      // What the export put before a sign that a spreadsheet would run goes again.
      Object.fromEntries(
        languages.map((language, index) => [
          language,
          (cells[index] ?? "").replace(/^'(?=[=+\-@＝＋－＠])/, "").slice(0, 5_000),
        ]),
      ),
    ]),
  )
}
