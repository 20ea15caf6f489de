import { Zip, ZipDeflate } from "fflate"
import { type ExportFormat, writeTable } from "../../../tables/write.ts"
import { record } from "../../platform/outbox.ts"
import type { Scope } from "../../platform/scope.ts"
import { listResponses, type Response, type ResponseFilters } from "../responses/public.ts"
import { codebookOf, syntaxOf } from "./codebook.ts"
import { type Column, columnsOf, unique } from "./columns.ts"
import { askedSurvey } from "./reading.ts"

type Pieces = AsyncGenerator<Uint8Array<ArrayBuffer>>

const pageSize = 500
const personal = new Set(["contact", "file"])

/**
 * The responses of a list as a file, made while they are read; masked as the list is, and leaving a trace before the
 * first byte. `spss` is a ZIP of the answers as codes, what the codes mean, and the syntax that reads both.
 */
export async function exportResponses(
  scope: Scope,
  surveyId: string,
  filters: ResponseFilters,
  format: ExportFormat | "spss",
): Promise<Pieces> {
  const { known, versions } = await askedSurvey(scope, surveyId)
  const mayKnow = scope.permissions.has("personal_data")
  await scope.transaction((tx) =>
    record(tx, "response.list_exported", `survey:${surveyId}`, {
      surveyId,
      format,
      personalData: mayKnow,
      filters: Object.keys(filters),
    }),
  )
  const [newest] = versions
  const columns = unique(
    known
      .filter(
        ({ question }) => mayKnow || !(personal.has(question.kind) || (question.kind === "text" && question.pattern)),
      )
      .flatMap(({ question }) => {
        const survey = (versions.find(({ definition }) => asks(definition, question.id)) ?? newest)!.definition
        return columnsOf(question, survey).map((column) => ({ ...column, question: question.id }))
      }),
  ) as (Column & { question: string })[]
  const variables = mayKnow
    ? [...new Set(versions.flatMap(({ definition }) => definition.variables.map(({ name }) => name)))]
    : []
  const all = () => everyResponse(scope, { ...filters, surveyId })
  if (format === "ndjson") return lines(all())
  if (format === "spss") return spss(all, columns)
  const names = [...fixed, ...columns.map(({ name }) => name), ...variables.map((name) => `variable.${name}`)]
  const rows = async function* () {
    for await (const one of all())
      yield [
        ...fixedCells(one),
        ...columns.map((column) => column.words(one.answers[column.question])),
        ...variables.map((name) => one.variables[name]),
      ]
  }
  return writeTable(format, names, rows(), { sheet: "Responses" })
}

const asks = (definition: { pages: { questions: { id: string }[] }[] }, id: string) =>
  definition.pages.some((page) => page.questions.some((one) => one.id === id))

const fixed = ["id", "state", "startedAt", "finishedAt", "seconds", "language", "version", "person.id", "person.name"]
const fixedCells = (one: Response) => [
  one.id,
  one.state,
  new Date(one.startedAt),
  one.finishedAt === null ? null : new Date(one.finishedAt),
  one.seconds,
  one.language,
  one.version,
  one.person?.id,
  one.person?.name,
]

async function* everyResponse(scope: Scope, which: ResponseFilters & { surveyId: string }): AsyncGenerator<Response> {
  for (let after: { at: string; id: string } | undefined; ; ) {
    const page = await listResponses(scope, which, { limit: pageSize, ...(after ? { after } : {}) })
    yield* page
    const last = page.at(-1)
    if (page.length < pageSize || !last) return
    after = { at: last.startedAt, id: last.id }
  }
}

async function* lines(all: AsyncIterable<Response>): Pieces {
  const encoder = new TextEncoder()
  for await (const one of all) yield encoder.encode(`${JSON.stringify(one)}\n`)
}

async function* spss(all: () => AsyncIterable<Response>, columns: readonly (Column & { question: string })[]): Pieces {
  const encoder = new TextEncoder()
  const waiting: Uint8Array<ArrayBuffer>[] = []
  const zip = new Zip((error, piece) => {
    if (error) throw error
    waiting.push(piece as Uint8Array<ArrayBuffer>)
  })
  const longest = new Map<string, number>()
  async function* codedRows() {
    for await (const one of all()) {
      const cells = columns.map((column) => {
        const value = column.coded(one.answers[column.question])
        // A text may run over lines; statistics programs read a record a line.
        return typeof value === "string" ? value.replace(/\s*\n\s*/g, " ") : value
      })
      columns.forEach(({ name }, index) => {
        const cell = cells[index]
        if (typeof cell === "string") longest.set(name, Math.max(longest.get(name) ?? 1, encoder.encode(cell).length))
      })
      yield [
        one.id,
        one.state === "finished" ? 1 : 0,
        one.startedAt.slice(0, 19).replace("T", " "),
        one.seconds,
        one.language,
        one.version,
        ...cells,
      ]
    }
  }
  const head = ["response_id", "finished", "started_at", "seconds", "language", "version"]
  const files: [string, () => Pieces][] = [
    [
      "responses.csv",
      () => writeTable("csv", [...head, ...columns.map(({ name }) => name)], codedRows(), { bom: false }),
    ],
    ["codebook.csv", () => writeTable("csv", ["variable", "label", "type", "code", "meaning"], codebookOf(columns))],
    ["responses.sps", () => one(encoder.encode(syntaxOf(columns, longest)))],
  ]
  for (const [name, pieces] of files) {
    const file = new ZipDeflate(name)
    zip.add(file)
    for await (const piece of pieces()) {
      file.push(piece)
      yield* waiting.splice(0)
    }
    file.push(new Uint8Array(), true)
  }
  zip.end()
  yield* waiting.splice(0)
}

async function* one(piece: Uint8Array<ArrayBuffer>): Pieces {
  yield piece
}
