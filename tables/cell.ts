export type CellValue = string | number | boolean | Date | null | undefined
export type RowValues = readonly CellValue[]

/** A value as text; dates as ISO 8601 in UTC. */
export function plainText(value: CellValue): string {
  if (value === null || value === undefined) return ""
  return value instanceof Date ? value.toISOString() : String(value)
}
