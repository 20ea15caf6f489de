import type { FileHandle } from "node:fs/promises"
import { SaxesParser } from "saxes"
import { CELL_LIMIT, type RawRow } from "./csv-split.ts"
import { excelInstant } from "./dates.ts"
import { TableError, tableProblem } from "./problems.ts"
import { StringStore } from "./string-store.ts"
import { XmlScanner } from "./xml-scan.ts"
import { openZip, readZipEntry, type ZipEntry } from "./zip-read.ts"

export type Workbook = {
  /** Names of the visible sheets in their order (all when every one is hidden). */
  sheets: string[]
  /** Rows of one sheet, in batches as they are read; empty rows are left out but counted. */
  rows(sheet: string): AsyncGenerator<RawRow[]>
  close(): Promise<void>
}

type Style = "plain" | "day" | "moment" | "clock"
type Sheet = { name: string; path: string; hidden: boolean }

/**
 * Opens an XLSX workbook (ECMA-376) for reading row by row. Numbers formatted as dates come out as ISO dates,
 * booleans as true and false, everything else as the stored value. Formulas give their last computed value.
 * @throws TableError table.damaged, table.binary (a ZIP that is no workbook), table.no_sheet
 */
export async function openWorkbook(path: string): Promise<Workbook> {
  const { file, entries } = await openZip(path)
  try {
    const { sheets, date1904 } = await readSheets(file, entries)
    const styles = await readStyles(file, entries)
    let strings: StringStore | undefined
    return {
      sheets: sheets.map((s) => s.name),
      async *rows(name) {
        const sheet = sheets.find((s) => s.name === name)
        const entry = sheet && entries.get(sheet.path)
        if (!entry)
          throw new TableError("table.no_sheet", { sheet: name, sheets: sheets.map((s) => s.name).join(", ") })
        strings ??= await readSharedStrings(file, entries)
        yield* readRows(file, entry, strings, styles, date1904)
      },
      async close() {
        strings?.close()
        await file.close()
      },
    }
  } catch (e) {
    await file.close()
    throw e
  }
}

async function readSheets(file: FileHandle, entries: Map<string, ZipEntry>) {
  const book = entries.get("xl/workbook.xml")
  if (!book) throw new TableError("table.binary", { found: "a ZIP archive without a workbook" })
  const targets = new Map<string, string>()
  const relations = entries.get("xl/_rels/workbook.xml.rels")
  if (relations)
    await parseXml(file, relations, (tag, a) => {
      const target = a.Target ?? ""
      if (tag === "Relationship") targets.set(a.Id ?? "", target.startsWith("/") ? target.slice(1) : `xl/${target}`)
    })
  const found: Sheet[] = []
  let date1904 = false
  await parseXml(file, book, (tag, a) => {
    if (tag === "workbookPr") date1904 = a.date1904 === "1" || a.date1904 === "true"
    if (tag !== "sheet") return
    const path = targets.get(a["r:id"] ?? a["d3p1:id"] ?? "") ?? `xl/worksheets/sheet${found.length + 1}.xml`
    found.push({ name: a.name ?? `Sheet${found.length + 1}`, path, hidden: (a.state ?? "visible") !== "visible" })
  })
  const visible = found.filter((s) => !s.hidden)
  return { sheets: visible.length > 0 ? visible : found, date1904 }
}

async function readStyles(file: FileHandle, entries: Map<string, ZipEntry>): Promise<Style[]> {
  const styles: Style[] = []
  const formats = new Map<number, string>()
  const entry = entries.get("xl/styles.xml")
  if (!entry) return styles
  let inCells = false
  await parseXml(
    file,
    entry,
    (tag, a) => {
      if (tag === "numFmt") formats.set(Number(a.numFmtId), a.formatCode ?? "")
      if (tag === "cellXfs") inCells = true
      if (tag === "xf" && inCells) styles.push(styleOf(Number(a.numFmtId ?? 0), formats))
    },
    (tag) => {
      if (tag === "cellXfs") inCells = false
    },
  )
  return styles
}

/** Which numbers are dates: the built-in formats (ECMA-376 part 1, 18.8.30) and custom ones with day or clock letters. */
function styleOf(id: number, formats: Map<number, string>): Style {
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 58)) return "day"
  if (id === 22) return "moment"
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id === 45 || id === 47) return "clock"
  const code = (formats.get(id) ?? "").split(";")[0] ?? ""
  if (/\[(h+|m+|s+)\]/i.test(code)) return "plain"
  const letters = code.replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, "").toLowerCase()
  if (/general|[0#?]/.test(letters.replace(/s\.0+/g, "s"))) return "plain"
  const day = /[yd]|(?<![hms:.])m+(?![:ms])/.test(letters.replace(/am\/pm|a\/p/g, ""))
  const clock = /[hs]/.test(letters)
  return day ? (clock ? "moment" : "day") : clock ? "clock" : "plain"
}

async function readSharedStrings(file: FileHandle, entries: Map<string, ZipEntry>): Promise<StringStore> {
  const store = new StringStore()
  const entry = entries.get("xl/sharedStrings.xml")
  let text = ""
  let reading = false
  let phonetic = 0
  if (entry) {
    const scanner = new XmlScanner(entry.name, {
      open(tag) {
        if (tag === "si") text = ""
        else if (tag === "rPh") phonetic++
        else if (tag === "t") reading = phonetic === 0
      },
      close(tag) {
        if (tag === "si") store.add(unescapeText(text))
        else if (tag === "rPh") phonetic--
        else if (tag === "t") reading = false
      },
      text(piece) {
        if (reading && text.length <= CELL_LIMIT) text += piece
      },
    })
    const decoder = new TextDecoder()
    for await (const bytes of readZipEntry(file, entry)) scanner.write(decoder.decode(bytes, { stream: true }))
    scanner.close()
  }
  store.seal()
  return store
}

async function* readRows(
  file: FileHandle,
  entry: ZipEntry,
  strings: StringStore,
  styles: readonly Style[],
  date1904: boolean,
): AsyncGenerator<RawRow[]> {
  let batch: RawRow[] = []
  let row = 0
  let cells: string[] = []
  let column = 0
  let kind = ""
  let style: Style = "plain"
  let text = ""
  let reading = false
  let phonetic = 0
  let tooLong = 0

  const finishCell = () => {
    const value = text === "" ? "" : cellText(text, kind, style, strings, date1904)
    if (value.length > CELL_LIMIT) tooLong = value.length
    while (cells.length < column) cells.push("")
    cells[column] = value
    column++
  }
  const finishRow = () => {
    if (tooLong > 0) {
      const problem = tableProblem("table.cell_too_long", { length: tooLong, limit: CELL_LIMIT }, { row })
      batch.push({ row, cells: [], problem })
    } else if (cells.some((c) => c !== "")) batch.push({ row, cells })
  }
  const scanner = new XmlScanner(entry.name, {
    open(tag, attributes) {
      if (tag === "row") {
        const { r } = attributes()
        row = r === undefined ? row + 1 : Number(r)
        cells = []
        column = 0
        tooLong = 0
      } else if (tag === "c") {
        const { r, t, s } = attributes()
        if (r !== undefined) column = columnNumber(r)
        kind = t ?? ""
        style = styles[Number(s ?? 0)] ?? "plain"
        text = ""
      } else if (tag === "rPh") phonetic++
      else if (tag === "v" || tag === "t") reading = phonetic === 0
    },
    close(tag) {
      if (tag === "v" || tag === "t") reading = false
      else if (tag === "rPh") phonetic--
      else if (tag === "c") finishCell()
      else if (tag === "row") finishRow()
    },
    text(piece) {
      if (reading && text.length <= CELL_LIMIT) text += piece
    },
  })
  const decoder = new TextDecoder()
  for await (const bytes of readZipEntry(file, entry)) {
    scanner.write(decoder.decode(bytes, { stream: true }))
    if (batch.length === 0) continue
    yield batch
    batch = []
  }
  scanner.close()
  if (batch.length > 0) yield batch
}

function cellText(text: string, kind: string, style: Style, strings: StringStore, date1904: boolean): string {
  if (kind === "s") return strings.get(Number(text))
  if (kind === "b") return text === "1" ? "true" : "false"
  if (kind === "str" || kind === "inlineStr") return unescapeText(text)
  if (kind === "e" || kind === "d" || style === "plain") return kind === "" || kind === "n" ? plainNumber(text) : text
  const serial = Number(text)
  if (!Number.isFinite(serial)) return text
  const iso = new Date(excelInstant(serial, date1904)).toISOString()
  if (style === "clock" && serial < 1) return iso.slice(11, 19)
  return serial === Math.floor(serial) && style !== "clock" ? iso.slice(0, 10) : iso.slice(0, 19)
}

/** Characters that XML cannot hold are written as _x0001_ (ECMA-376 part 1, 22.9.2.19). */
function unescapeText(text: string): string {
  if (!text.includes("_x")) return text
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/** Excel stores 0.1 + 0.2 as 0.30000000000000004 and shows 15 digits; whole numbers keep all theirs. */
function plainNumber(text: string): string {
  if (!/[.eE]/.test(text)) return text
  const value = Number(text)
  return Number.isFinite(value) ? String(Number(value.toPrecision(15))) : text
}

function columnNumber(reference: string): number {
  let n = 0
  for (let i = 0; i < reference.length; i++) {
    const c = reference.charCodeAt(i)
    if (c < 65 || c > 90) break
    n = n * 26 + c - 64
  }
  return Math.min(n, 16_384) - 1
}

type Attributes = Record<string, string>
type OnOpen = (tag: string, attributes: Attributes) => void

/** The small parts: read whole elements with a strict parser. */
async function parseXml(
  file: FileHandle,
  entry: ZipEntry,
  onOpen: OnOpen,
  onClose?: (tag: string) => void,
): Promise<void> {
  const parser = new SaxesParser({ xmlns: false })
  parser.on("opentag", (tag) => onOpen(localName(tag.name), tag.attributes))
  if (onClose) parser.on("closetag", (tag) => onClose(localName(tag.name)))
  const decoder = new TextDecoder()
  try {
    for await (const bytes of readZipEntry(file, entry)) parser.write(decoder.decode(bytes, { stream: true }))
    parser.close()
  } catch (e) {
    if (e instanceof TableError) throw e
    throw new TableError("table.damaged", { reason: `${entry.name}: ${e instanceof Error ? e.message : e}` })
  }
}

function localName(tag: string): string {
  const colon = tag.indexOf(":")
  return colon < 0 ? tag : tag.slice(colon + 1)
}
