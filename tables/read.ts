import { createHash } from "node:crypto"
import { createReadStream } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import type { Readable } from "node:stream"
import { type OpenedBytes, openBytes, spool } from "./bytes.ts"
import { CsvSplitter, type RawRow } from "./csv-split.ts"
import { detectRows, detectTable, fitRow, PLAIN_DIALECT } from "./detect.ts"
import { decoderFor } from "./encoding.ts"
import { isZip } from "./format.ts"
import { JsonArraySplitter, NdjsonSplitter, RecordRows } from "./json-split.ts"
import type { Detection, LayoutOverrides, Row, TableLayout } from "./layout.ts"
import { TableError, tableProblem } from "./problems.ts"
import { openWorkbook, type Workbook } from "./xlsx-read.ts"

export type ReadOptions = {
  /** Name of the file, when the source is a stream. */
  name?: string
  /** What is known or corrected; pass a whole TableLayout to read a file exactly as before. */
  layout?: LayoutOverrides
  /** Rows with a smaller number are read over, not handed out: where an interrupted import goes on. */
  startAtRow?: number
  /** Fingerprint of the file the import began with (see fingerprintFile); only for paths. */
  fingerprint?: string
}

export type Table = AsyncIterable<Row> & {
  /** For JSON and NDJSON this list grows while reading, when a later record holds a new field. */
  readonly columns: readonly string[]
  readonly detection: Detection
  readonly layout: TableLayout
  /** The same rows in the batches they are read in; faster than one by one. A table can be read once. */
  batches(): AsyncIterable<Row[]>
  /** Lets go of the file; only needed when the rows are not read, or not to the end. */
  close(): Promise<void>
}

/**
 * Opens a table and reads it as a stream: memory does not depend on the size of the file. Refused rows are handed
 * out with their `problem`; reading goes on after them.
 * Formats: delimited text, JSON, NDJSON, each also as gzip, and XLSX. Empty rows are left out but keep their number.
 * @throws TableError when nothing of the file can be read; while reading, table.damaged when it turns out cut off
 */
export async function readTable(source: string | Readable, options: ReadOptions = {}): Promise<Table> {
  if (typeof source === "string" && options.fingerprint !== undefined)
    if ((await fingerprintFile(source)) !== options.fingerprint) throw new TableError("table.file_changed")
  const name = options.name ?? (typeof source === "string" ? basename(source) : "")
  const overrides = options.layout ?? {}
  const bytes = await openBytes(source)
  if (isZip(bytes.head)) {
    const opened = await openSheet(source, bytes, overrides)
    return table(opened.detection, opened.detection.columns, opened.batches, opened.close, options)
  }
  let detection: Detection
  try {
    detection = { ...detectTable(bytes.head, { name, complete: bytes.complete, overrides }), gzip: bytes.gzip }
  } catch (e) {
    await bytes.close()
    throw e
  }
  const { layout } = detection
  if (layout.format === "csv") {
    const splitter = new CsvSplitter(layout)
    return table(detection, detection.columns, () => textRows(bytes.rest, layout, splitter), bytes.close, options)
  }
  const records = new RecordRows()
  // The columns of the preview come first and in their order, so that they match what was mapped.
  const splitter = layout.format === "json" ? new JsonArraySplitter(records) : new NdjsonSplitter(records)
  for (const column of detection.columns) records.know(column)
  return table(detection, records.columns, () => textRows(bytes.rest, layout, splitter), bytes.close, options)
}

/** What readTable would find, with a preview, without reading on. */
export async function inspectTable(source: string, options: ReadOptions = {}): Promise<Detection> {
  const opened = await readTable(source, options)
  await opened.close()
  return opened.detection
}

/** SHA-256 of a file's content. With the number of the last row done it is the checkpoint of an import. */
export async function fingerprintFile(path: string): Promise<string> {
  const hash = createHash("sha256")
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(chunk as Buffer)
  return hash.digest("hex")
}

function table(
  detection: Detection,
  columns: readonly string[],
  raw: () => AsyncGenerator<RawRow[]>,
  close: () => Promise<void>,
  options: ReadOptions,
): Table {
  const { layout } = detection
  const from = Math.max(layout.firstDataRow, options.startAtRow ?? 0)
  async function* batches(): AsyncGenerator<Row[]> {
    for await (const batch of raw()) {
      const rows: Row[] = []
      for (const r of batch) if (r.row >= from) rows.push(fitRow(r, layout, columns.length))
      if (rows.length > 0) yield rows
    }
  }
  return {
    columns,
    detection,
    layout,
    batches,
    close,
    async *[Symbol.asyncIterator]() {
      for await (const batch of batches()) yield* batch
    },
  }
}

type Splitter = { push(text: string): RawRow[]; end(): RawRow[] }

async function* textRows(
  bytes: AsyncIterable<Uint8Array>,
  layout: TableLayout,
  splitter: Splitter,
): AsyncGenerator<RawRow[]> {
  const decoder = decoderFor(layout.encoding)
  let nul = false
  let undecodable = false
  const checked = (rows: RawRow[]) =>
    nul || undecodable ? rows.map((r) => refuseBadCharacters(r, layout, undecodable)) : rows
  for await (const chunk of bytes) {
    const text = decoder.decode(chunk, { stream: true })
    nul ||= text.includes("\0")
    undecodable ||= text.includes("\ufffd") && replaced(chunk, text, layout)
    const rows = checked(splitter.push(text))
    if (rows.length > 0) yield rows
  }
  const last = decoder.decode()
  undecodable ||= last !== ""
  const rows = checked([...(last === "" ? [] : splitter.push(last)), ...splitter.end()])
  if (rows.length > 0) yield rows
}

/** Whether the decoder put in the replacement character, rather than finding it in the file. */
function replaced(chunk: Uint8Array, text: string, layout: TableLayout): boolean {
  if (layout.encoding !== "utf-8") return true
  const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
  const written = bytes.toString("latin1").split("\xef\xbf\xbd").length
  return text.split("\ufffd").length > written + 1
}

function refuseBadCharacters(raw: RawRow, layout: TableLayout, undecodable: boolean): RawRow {
  if (raw.problem) return raw
  for (const cell of raw.cells) {
    const code = cell.includes("\0")
      ? "table.nul_byte"
      : undecodable && cell.includes("\ufffd")
        ? "table.undecodable"
        : undefined
    if (code)
      return {
        row: raw.row,
        cells: [],
        problem: tableProblem(code, { encoding: layout.encoding }, { row: raw.row, value: cell.replaceAll("\0", "␀") }),
      }
  }
  return raw
}

/** A workbook is read from its end, so one that arrives as a stream or packed is laid down in a temporary file. */
async function openSheet(source: string | Readable, bytes: OpenedBytes, overrides: LayoutOverrides) {
  let folder: string | undefined
  let path: string
  if (typeof source === "string" && !bytes.gzip) {
    await bytes.close()
    path = source
  } else {
    folder = await mkdtemp(join(tmpdir(), "rapport-table-"))
    path = join(folder, "workbook.xlsx")
    await spool(bytes.rest, path)
  }
  let book: Workbook | undefined
  const close = async () => {
    await book?.close()
    book = undefined
    if (folder) await rm(folder, { recursive: true, force: true })
  }
  try {
    book = await openWorkbook(path)
    const opened = book
    const sheet = overrides.sheet || opened.sheets[0] || ""
    const sample: RawRow[] = []
    for await (const batch of opened.rows(sheet)) {
      sample.push(...batch)
      if (sample.length >= 300) break
    }
    if (sample.length === 0) throw new TableError("table.empty")
    const base = { format: "xlsx", encoding: "utf-8", sheet, ...PLAIN_DIALECT } as const
    const reasons = { format: "a workbook", sheet: overrides.sheet ? "chosen by hand" : "the first visible sheet" }
    const detection = {
      ...detectRows(base, sample.slice(0, 300), overrides, reasons),
      gzip: bytes.gzip,
      sheets: opened.sheets,
    }
    async function* batches(): AsyncGenerator<RawRow[]> {
      try {
        yield* opened.rows(sheet)
      } finally {
        await close()
      }
    }
    return { detection, batches, close }
  } catch (e) {
    await close()
    throw e
  }
}
