import { readFile } from "node:fs/promises"
import { promisify } from "node:util"
import { brotliDecompress } from "node:zlib"
import { parse } from "csv-parse/sync"
import type { FeedbackInput, KnownEventInput } from "../feedback-input.ts"
import { readableComponent, readableModel, shortComponent, topLevel } from "./vehicle-names.ts"

/** What became of the rows of the file: every row is in one feedback. */
export type ComplaintCounts = {
  rows: number
  feedback: number
  /** Rows that were added to an earlier row with the same number. */
  merged: number
  withoutIncidentDate: number
}

/** The real complaints, in the order they were filed, one feedback for each number NHTSA gave. */
export async function* vehicleComplaints(): AsyncIterable<FeedbackInput> {
  yield* (await readVehicleComplaints()).items
}

/** All complaints at once, with the account of what was merged. */
export async function readVehicleComplaints(): Promise<{ items: FeedbackInput[]; counts: ComplaintCounts }> {
  const rows = await readRows<ComplaintRow>("complaints.csv.br")
  const byNumber = Map.groupBy(rows, (row) => row.odi_number)
  const items = [...byNumber.values()].map(oneComplaint)
  items.sort((a, b) => (a.occurredAt! < b.occurredAt! ? -1 : a.occurredAt! > b.occurredAt! ? 1 : 0))
  return {
    items,
    counts: {
      rows: rows.length,
      feedback: items.length,
      merged: rows.length - items.length,
      withoutIncidentDate: rows.filter((row) => !row.date_incident).length,
    },
  }
}

/** One known event per recall campaign, oldest first; its components are named with and without their lower levels. */
export async function vehicleRecalls(): Promise<KnownEventInput[]> {
  const rows = await readRows<RecallRow>("recalls.csv.br")
  return [...Map.groupBy(rows, (row) => row.campaign).values()].map(oneRecall).sort((a, b) => (a.at < b.at ? -1 : 1))
}

function oneComplaint(rows: ComplaintRow[]): FeedbackInput {
  const first = rows[0]!
  const incident = rows.map((row) => row.date_incident).find((date) => date !== "")
  return {
    source: "nhtsa",
    externalId: first.odi_number,
    occurredAt: `${first.date_filed}T12:00:00.000Z`,
    kind: "complaint",
    channel: "web form",
    product: readableModel(first.model),
    version: first.model_year,
    component: distinct(rows.flatMap((row) => row.component.split(" | "))).map(readableComponent),
    person: { externalId: `odi-${first.odi_number}`, role: "both" },
    text: distinct(rows.map((row) => row.summary)).join("\n\n"),
    language: "en",
    attributes: {
      make: readableModel(first.make),
      crash: rows.some((row) => row.crash === "Yes"),
      fire: rows.some((row) => row.fire === "Yes"),
      injured: Math.max(...rows.map((row) => Number(row.injured))),
      deaths: Math.max(...rows.map((row) => Number(row.deaths))),
      ...(incident ? { incidentDate: incident } : {}),
    },
  }
}

function oneRecall(rows: RecallRow[]): KnownEventInput {
  const first = rows[0]!
  const components = distinct(rows.flatMap((row) => row.component.split(" | "))).map(readableComponent)
  const models = distinct(rows.map((row) => row.model)).map(readableModel)
  const years = distinct(rows.map((row) => row.model_year)).sort()
  const span = years.length > 1 ? `${years[0]}–${years[years.length - 1]}` : years[0]
  const named = models.length > 2 ? `${models.length} models` : models.join(" and ")
  return {
    at: first.report_received_date,
    title: `Recall ${first.campaign.slice(0, 6)}: ${shortComponent(components[0]!)}, ${named} ${span}`,
    kind: "recall",
    slice: { product: models, version: years, component: distinct([...components, ...components.map(topLevel)]) },
    link: `https://www.nhtsa.gov/recalls?nhtsaId=${first.campaign}`,
  }
}

async function readRows<Row>(file: string): Promise<Row[]> {
  const packed = await readFile(new URL(file, import.meta.url))
  return parse(await promisify(brotliDecompress)(packed), { columns: true })
}

function distinct(values: string[]): string[] {
  return [...new Set(values)]
}

type ComplaintRow = Record<
  | "odi_number"
  | "crash"
  | "fire"
  | "injured"
  | "deaths"
  | "date_filed"
  | "component"
  | "summary"
  | "model_year"
  | "make"
  | "model"
  | "date_incident",
  string
>

type RecallRow = Record<"campaign" | "report_received_date" | "component" | "model_year" | "model", string>
