import type { Iso, MemberRef, Scale } from "./contract.ts"

/** What the API says of a file on its way in. */
export type ImportState = "ready" | "checking" | "checked" | "running" | "done" | "undoing" | "undone" | "failed"
export type Detection = {
  format: string
  encoding: string
  delimiter?: string | null
  decimal: string
  dateOrder: string
  header: boolean
  /** The tool whose export it is. */
  tool?: string | null
  reasons: Record<string, string>
}
/** What one column becomes: a field of feedback, a score with its scale, an attribute, or nothing. */
export type ColumnTarget = {
  target: string
  metric?: string
  scale?: Scale
  attribute?: string
  labels?: Record<string, number>
  type?: string
}
export type ImportColumn = {
  name: string
  /** The question of a survey, where the column is called something else. */
  title?: string
  index: number
  sample: string[]
  guess: ColumnTarget
  confidence: number
  reason: string
}
export type Mapping = {
  columns: (ColumnTarget & { index: number })[]
  defaults?: Record<string, string>
  timeZone?: string
}
export type Import = {
  id: string
  name: string
  state: ImportState
  kind: "feedback" | "people" | "ownership"
  bytes: number
  rows?: number | null
  failure?: { code: string; message: string; remedy: string } | null
  progress: { rowsRead: number; accepted: number; duplicates: number; refused: number }
  detection: Detection
  overrides: Partial<Detection>
  columns: ImportColumn[]
  mapping: Mapping
  preview: { row: number; cells: string[] }[]
  source: string
  createdBy: MemberRef | null
  createdAt: Iso
  problems: number
}
export type ImportProblem = {
  row: number
  column: string | null
  value: string | null
  code: string
  message: string
  remedy: string | null
  params?: Record<string, unknown>
}
