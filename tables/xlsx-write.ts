import { Zip, ZipDeflate } from "fflate"
import { type CellValue, plainText, type RowValues } from "./cell.ts"

/** What Excel takes: 1,048,576 rows a sheet, 32,767 characters a cell. */
export const SHEET_ROWS = 1_048_576
export const CELL_CHARACTERS = 32_767

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
const PACKAGE = "http://schemas.openxmlformats.org/package/2006"

/**
 * A workbook (ECMA-376) written row by row. The header is bold and stays in view. Text is always text, so nothing is
 * run as a formula; numbers are numbers; dates are UTC dates; longer text than Excel takes is cut with "…"; rows
 * beyond one sheet go on in the next.
 */
export async function* writeXlsx(
  columns: readonly string[],
  rows: AsyncIterable<RowValues> | Iterable<RowValues>,
  sheetName = "Data",
  sheetRows = SHEET_ROWS,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const ready: Uint8Array<ArrayBuffer>[] = []
  const zip = new Zip((error, piece) => {
    if (error) throw error
    ready.push(piece)
  })
  const encoder = new TextEncoder()
  const sheets: string[] = []
  let entry: ZipDeflate | undefined
  let held = ""
  let row = 0
  const begin = () => {
    const base = sheetName.replace(/[[\]:*?/\\]/g, " ").slice(0, 25)
    sheets.push(sheets.length === 0 ? base : `${base} ${sheets.length + 1}`)
    entry = new ZipDeflate(`xl/worksheets/sheet${sheets.length}.xml`, { level: 4 })
    zip.add(entry)
    held = sheetStart(columns.length, sheets.length === 1) + rowXml(1, columns, 1)
    row = 1
  }
  const finish = () => {
    entry?.push(encoder.encode(`${held}</sheetData></worksheet>`), true)
    held = ""
  }
  begin()
  for await (const values of rows) {
    if (row >= sheetRows) {
      finish()
      begin()
    }
    held += rowXml(++row, values, 0)
    if (held.length < 65_536) continue
    entry?.push(encoder.encode(held))
    held = ""
    while (ready.length > 0) yield ready.shift() as Uint8Array<ArrayBuffer>
  }
  finish()
  for (const [name, xml] of parts(sheets)) {
    const part = new ZipDeflate(name, { level: 4 })
    zip.add(part)
    part.push(encoder.encode(HEAD + xml), true)
  }
  zip.end()
  while (ready.length > 0) yield ready.shift() as Uint8Array<ArrayBuffer>
}

function sheetStart(width: number, first: boolean): string {
  const pane = `<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/>`
  const view = `<sheetViews><sheetView ${first ? 'tabSelected="1" ' : ""}workbookViewId="0">${pane}</sheetView></sheetViews>`
  const widths = width > 0 ? `<cols><col min="1" max="${width}" width="18" customWidth="1"/></cols>` : ""
  return `${HEAD}<worksheet xmlns="${MAIN}">${view}<sheetFormatPr defaultRowHeight="15"/>${widths}<sheetData>`
}

function rowXml(row: number, values: RowValues, style: number): string {
  let xml = `<row r="${row}">`
  values.forEach((value, i) => {
    xml += cellXml(`${columnLetters(i)}${row}`, value, style)
  })
  return `${xml}</row>`
}

function cellXml(at: string, value: CellValue, style: number): string {
  const s = style === 0 ? "" : ` s="${style}"`
  if (value === null || value === undefined || value === "") return ""
  if (typeof value === "number" && Number.isFinite(value)) return `<c r="${at}"${s}><v>${value}</v></c>`
  if (typeof value === "boolean") return `<c r="${at}"${s} t="b"><v>${value ? 1 : 0}</v></c>`
  if (value instanceof Date && value.getTime() >= Date.UTC(1900, 2, 1)) {
    const serial = (value.getTime() - Date.UTC(1899, 11, 30)) / 86_400_000
    return `<c r="${at}" s="2"><v>${serial}</v></c>`
  }
  return `<c r="${at}"${s} t="inlineStr"><is><t xml:space="preserve">${xmlText(cut(plainText(value)))}</t></is></c>`
}

/** Excel counts UTF-16 units; a surrogate pair is not cut in two. */
function cut(text: string): string {
  if (text.length <= CELL_CHARACTERS) return text
  return `${text.slice(0, CELL_CHARACTERS - 1).replace(/[\ud800-\udbff]$/, "")}…`
}

function xmlText(text: string): string {
  return (
    text
      .toWellFormed()
      .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_")
      // Control characters but tab and line feed: XML cannot hold them, or changes them when read.
      .replace(/[\p{Cc}\ufffe\uffff]/gu, (c) => (c === "\t" || c === "\n" ? c : `_x${hex4(c)}_`))
      .replace(/[&<>]/g, (c) => (c === "&" ? "&amp;" : c === "<" ? "&lt;" : "&gt;"))
  )
}

function hex4(character: string): string {
  return character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")
}

function columnLetters(index: number): string {
  let letters = ""
  for (let n = index + 1; n > 0; n = Math.floor((n - 1) / 26))
    letters = String.fromCharCode(65 + ((n - 1) % 26)) + letters
  return letters
}

function parts(sheets: readonly string[]): [string, string][] {
  const numbers = sheets.map((_, i) => i + 1)
  const spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml"
  const override = (part: string, type: string) =>
    `<Override PartName="/${part}" ContentType="${spreadsheet}.${type}+xml"/>`
  const attribute = (text: string) => xmlText(text).replaceAll('"', "&quot;")
  return [
    [
      "[Content_Types].xml",
      `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${override("xl/workbook.xml", "sheet.main")}${override("xl/styles.xml", "styles")}${numbers.map((n) => override(`xl/worksheets/sheet${n}.xml`, "worksheet")).join("")}</Types>`,
    ],
    [
      "_rels/.rels",
      `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      "xl/workbook.xml",
      `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${sheets.map((name, i) => `<sheet name="${attribute(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`).join("")}</sheets></workbook>`,
    ],
    [
      "xl/_rels/workbook.xml.rels",
      `<Relationships xmlns="${PACKAGE}/relationships">${numbers.map((n) => `<Relationship Id="rId${n}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${n}.xml"/>`).join("")}<Relationship Id="rId${sheets.length + 1}" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
    ],
    [
      "xl/styles.xml",
      `<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`,
    ],
  ]
}
