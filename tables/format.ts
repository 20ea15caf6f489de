import type { TableFormat } from "./layout.ts"
import { TableError } from "./problems.ts"

const SIGNATURES: readonly (readonly [string, string])[] = [
  ["%PDF-", "a PDF document"],
  ["\x89PNG", "a picture (PNG)"],
  ["\xff\xd8\xff", "a picture (JPEG)"],
  ["GIF8", "a picture (GIF)"],
  ["RIFF", "a sound or video file"],
  ["Rar!", "a RAR archive"],
  ["7z\xbc\xaf", "a 7z archive"],
  ["BZh", "a bzip2 archive"],
  ["\x28\xb5\x2f\xfd", "a Zstandard archive"],
  ["PAR1", "a Parquet file"],
  ["SQLite format 3", "a SQLite database"],
  ["\x7fELF", "a program"],
  ["MZ\x90", "a program"],
]

/** @throws TableError for what is certainly no text table: table.empty, table.old_excel, table.binary */
export function checkFormat(head: Uint8Array): void {
  if (head.length === 0) throw new TableError("table.empty")
  const start = Buffer.from(head.subarray(0, 600)).toString("latin1")
  if (start.startsWith("\xd0\xcf\x11\xe0")) throw new TableError("table.old_excel")
  const found = SIGNATURES.find(([signature]) => start.startsWith(signature))
  if (found) throw new TableError("table.binary", { found: found[1] })
  if (/^(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|table|head)\b/i.test(start))
    throw new TableError("table.binary", { found: "a web page (HTML)" })
  if (/^(?:\xef\xbb\xbf)?\s*<\?xml\b/.test(start)) throw new TableError("table.binary", { found: "an XML document" })
}

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b
}

export function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && (head[2] ?? 9) + (head[3] ?? 9) <= 15
}

/** Tells JSON, NDJSON and delimited text apart by how the text begins; the file name breaks ties. */
export function guessFormat(text: string, name: string): { format: TableFormat; reason: string } {
  const start = text.trimStart()
  const lines = start.split(/\r?\n/, 4).filter((l) => l.trim() !== "")
  const first = lines[0] ?? ""
  const extension = /\.([a-z]+)(?:\.gz)?$/i.exec(name)?.[1]?.toLowerCase() ?? ""
  if (start.startsWith("{")) {
    const whole = parsesAsJson(first)
    const several = lines.length > 1 && (lines[1] ?? "").startsWith("{")
    if (whole && (several || extension !== "json" || !/:\s*\[\s*\{/.test(first)))
      return { format: "ndjson", reason: "every line is a JSON record" }
    if (several && /^\{.*\}\s*$/.test(first)) return { format: "ndjson", reason: "every line is in braces" }
    if (/^\{\s*(?:"|\}|$)/.test(start.slice(0, 500))) return { format: "json", reason: "the file is one JSON object" }
  }
  if (/^\[\s*(?:[[{"\]\d-]|$)/.test(start.slice(0, 500)) && (extension !== "csv" || /^\[\s*[{\]]/.test(start)))
    return { format: "json", reason: "the file is a JSON array" }
  const known = { csv: "CSV", tsv: "TSV", txt: "text" }[extension]
  return { format: "csv", reason: known ? `named as ${known}, and reads as text` : "lines of text" }
}

function parsesAsJson(line: string): boolean {
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}
