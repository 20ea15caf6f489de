import { FIELDS } from "../../../tables/column-names.ts"
import { EXPORT_TOOLS } from "../../../tables/exports.ts"
import { Id, Moment, plainList, z } from "../../platform/schema.ts"
import { kinds, Scale } from "../feedback/public.ts"
import { importStates } from "./import.ts"
import { importKinds, recordTargets } from "./import-kinds.ts"

export const columnTargets = [...FIELDS, ...recordTargets, "source", "score", "attribute", "ignore"] as const
export const attributeTypes = ["string", "number", "boolean", "date"] as const

const target = {
  target: z.enum(columnTargets),
  metric: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,39}$/, "A metric is named in small letters, digits and _")
    .optional()
    .openapi({ description: "Of a score" }),
  scale: Scale.optional().openapi({ description: "Of a score" }),
  labels: z
    .record(z.string(), z.number())
    .optional()
    .openapi({
      description: "What answers in words are worth, in small letters; default: what was recognised",
      example: { "very satisfied": 5 },
    }),
  attribute: z.string().trim().min(1).max(60).optional().openapi({ description: "Name of an attribute" }),
  type: z.enum(attributeTypes).optional().openapi({ description: "Of an attribute; default string" }),
}

export const ColumnTarget = z.strictObject(target).openapi("ColumnTarget", { description: "What a column becomes" })
export type ColumnTarget = z.output<typeof ColumnTarget>

const MappedColumn = z.strictObject({ index: z.number().int().min(0), ...target })
export type MappedColumn = z.output<typeof MappedColumn>

const Default = z.string().trim().min(1).max(300).optional()
const Defaults = z
  .strictObject({
    kind: z.enum(kinds).optional(),
    channel: Default,
    touchpoint: Default,
    product: Default,
    region: Default,
    businessUnit: Default,
    language: z.string().max(35).optional(),
  })
  .openapi({ description: "For every row whose own column is missing or empty" })

export const Mapping = z
  .strictObject({
    columns: z.array(MappedColumn).max(2_000),
    defaults: Defaults.optional(),
    timeZone: z.string().max(60).optional().openapi({
      description: "Of times that name none; default UTC",
      example: "Europe/Berlin",
    }),
  })
  .openapi("ImportMapping")
export type Mapping = z.output<typeof Mapping>

const layout = {
  format: z.enum(["csv", "xlsx", "json", "ndjson"]),
  encoding: z.string().max(40),
  delimiter: z.string().max(1).nullable(),
  quote: z.enum(['"', "'", ""]),
  decimal: z.enum([".", ","]),
  dateOrder: z.enum(["ymd", "dmy", "mdy"]),
  header: z.boolean(),
  sheet: z.string().max(200),
  shortRows: z.enum(["refuse", "pad"]),
}
const given = { ...layout, tool: z.enum(["none"]).openapi({ description: "It is no export of a known tool" }) }
export const Overrides = z.strictObject(given).partial().openapi("ImportOverrides", {
  description: "How the file is to be read where the guess was wrong",
})
export type Overrides = z.output<typeof Overrides>

export const Detection = z
  .object({
    ...layout,
    sheets: z.array(z.string()).openapi({ description: "Of a workbook" }),
    tool: z.enum(EXPORT_TOOLS).nullable().optional().openapi({ description: "The tool whose export it is" }),
    reasons: z.record(z.string(), z.string()),
  })
  .openapi("ImportDetection", { description: "How the file is read, with the reason of each guess" })
export type Detection = z.output<typeof Detection>

export const ImportColumn = z
  .object({
    name: z.string(),
    title: z.string().optional().openapi({ description: "What stands for people: the question of a survey" }),
    index: z.number().int(),
    sample: z.array(z.string()),
    guess: ColumnTarget,
    confidence: z.number(),
    reason: z.string(),
  })
  .openapi("ImportColumn")
export type ImportColumn = z.output<typeof ImportColumn>

export const PreviewRow = z.object({ row: z.number().int(), cells: z.array(z.string()) })
export type PreviewRow = z.output<typeof PreviewRow>

export const Expected = z
  .object({ accepted: z.number().int(), duplicates: z.number().int(), refused: z.number().int() })
  .openapi("ImportExpected", { description: "What the check found that an import would bring" })
export type Expected = z.output<typeof Expected>

export const ImportSummary = z
  .object({
    id: Id,
    name: z.string(),
    source: z.string(),
    kind: z.enum(importKinds).openapi({ description: "What its rows are" }),
    state: z.enum(importStates),
    bytes: z.number().int(),
    fingerprint: z.string().openapi({ description: "SHA-256 of the file" }),
    rows: z.number().int().nullable().openapi({ description: "Known once the file has been checked" }),
    problems: z.number().int().openapi({ description: "Rows that cannot be taken in, as the last check found" }),
    expected: Expected.nullable(),
    progress: z.object({
      rowsRead: z.number().int(),
      accepted: z.number().int(),
      duplicates: z.number().int(),
      refused: z.number().int(),
    }),
    failure: z
      .object({ code: z.string(), message: z.string(), remedy: z.string() })
      .nullable()
      .openapi({ description: "Why it stopped" }),
    createdBy: z.object({ id: z.string(), name: z.string() }).nullable(),
    createdAt: Moment,
  })
  .openapi("ImportSummary")
export type ImportSummary = z.output<typeof ImportSummary>

export const Import = ImportSummary.extend({
  detection: Detection,
  overrides: Overrides,
  columns: z.array(ImportColumn),
  mapping: Mapping,
  preview: z.array(PreviewRow),
}).openapi("Import", { description: "Samples and preview are left out without the right to personal data" })
export type Import = z.output<typeof Import>

export const ImportList = plainList(ImportSummary).extend({ next: z.string().nullable() })

export const ImportChange = z
  .strictObject({
    mapping: Mapping.optional(),
    overrides: Overrides.optional(),
    source: z.string().trim().min(1).max(300).optional(),
    kind: z.enum(importKinds).optional().openapi({ description: "What its rows are; columns are guessed anew" }),
  })
  .openapi("ImportChange")
export type ImportChange = z.output<typeof ImportChange>

export const ImportStart = z.strictObject({ skipBadRows: z.boolean().default(false) }).openapi("ImportStart")

export const RowProblem = z
  .object({
    row: z.number().int(),
    column: z.string().nullable(),
    value: z.string().nullable(),
    code: z.string(),
    message: z.string(),
    remedy: z.string().nullable(),
    params: z.record(z.string(), z.unknown()),
  })
  .openapi("ImportProblem")
export type RowProblem = z.output<typeof RowProblem>
export const RowProblemList = plainList(RowProblem).extend({ next: z.string().nullable(), total: z.number().int() })
