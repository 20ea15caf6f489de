import { createWriteStream } from "node:fs"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import fc from "fast-check"
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate"
import { SaxesParser } from "saxes"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { inspectTable, readTable } from "./read.ts"
import { StringStore } from "./string-store.ts"
import { type ExportFormat, neutraliseFormula, type RowValues, writeTable } from "./write.ts"
import { writeXlsx } from "./xlsx-write.ts"

let folder = ""
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rapport-write-test-"))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const COLUMNS = ["id", "text", "more"]

async function written(format: ExportFormat, rows: RowValues[], columns = COLUMNS): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of writeTable(format, columns, rows)) pieces.push(piece)
  return Buffer.concat(pieces)
}

async function readBack(bytes: Uint8Array, format: ExportFormat, name = "x") {
  const header = format === "ndjson" ? {} : { headerRow: 1, firstDataRow: 2 }
  const text =
    format === "csv"
      ? ({ encoding: "utf-8", delimiter: ",", quote: '"', escape: "double", lineBreak: "\n" } as const)
      : {}
  const table = await readTable(Readable.from([bytes]), {
    name,
    layout: { ...(format === "xlsx" ? {} : { format }), ...text, ...header },
  })
  const rows: string[][] = []
  for await (const row of table) {
    expect(row.problem).toBeUndefined()
    rows.push(row.cells)
  }
  return { table, rows }
}

/** Any text but NUL, which tables refuse. */
const anyText = fc
  .oneof(
    fc.string({ unit: "grapheme" }),
    fc.string(),
    fc.constantFrom("=1+1", "-5", "+49 30", "@x", "a\nb", " a ", '"', "_x0041_", "\u0001", "<&>", "1e5", "007"),
  )
  .map((s) => s.replaceAll("\0", ""))

describe.each(["csv", "xlsx", "ndjson"] as const)("%s", (format) => {
  test("what is written is read back", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(), anyText, anyText), { minLength: 1, maxLength: 10 }),
        async (data) => {
          const { rows } = await readBack(await written(format, data), format)
          const expected = data.map(([id, a, b]) =>
            [String(id), a, b].map((v, i) => (format === "csv" && i > 0 ? neutraliseFormula(v) : v)),
          )
          expect(rows).toEqual(expected.map((r) => r.map((v) => v.toWellFormed())))
        },
      ),
      { numRuns: 60 },
    )
  })
  test("numbers, yes and no, dates and nothing", async () => {
    const at = new Date("2015-03-14T10:20:30.000Z")
    const { rows } = await readBack(
      await written(format, [
        [1.5, true, at],
        [0.1, null, undefined],
        [-3, false, "x"],
      ]),
      format,
    )
    const date = format === "xlsx" ? "2015-03-14T10:20:30" : "2015-03-14T10:20:30.000Z"
    expect(rows[0]).toEqual(["1.5", "true", date])
    expect(rows[1]?.slice(0, 2).map((c) => c ?? "")).toEqual(format === "ndjson" ? ["0.1", ""] : ["0.1", ""])
    expect(rows[2]).toEqual(["-3", "false", "x"])
  })
})

describe("CSV", () => {
  test("formulas are neutralised, numbers stay", async () => {
    const text = (
      await written("csv", [
        ["=HYPERLINK(1)", "-5", "+1,234.5"],
        ["@sum", "\tx", "-5+2"],
      ])
    ).toString()
    expect(text).toBe(`\ufeffid,text,more\r\n'=HYPERLINK(1),-5,"+1,234.5"\r\n'@sum,'\tx,'-5+2\r\n`)
    expect(neutraliseFormula("＝cmd")).toBe("'＝cmd")
    expect(neutraliseFormula("- a list item")).toBe("'- a list item")
  })
})

describe("XLSX", () => {
  test("is well-formed in every part, with a bold header that stays in view", async () => {
    const parts = unzipSync(await written("xlsx", [["1", "<b> & \u0007 \ud800", "y"]]))
    expect(Object.keys(parts)).toContain("[Content_Types].xml")
    for (const part of Object.values(parts)) new SaxesParser().write(strFromU8(part)).close()
    const sheet = strFromU8(parts["xl/worksheets/sheet1.xml"] ?? new Uint8Array())
    expect(sheet).toContain('state="frozen"')
    expect(sheet).toContain('<c r="A1" s="1" t="inlineStr">')
    expect(sheet).not.toContain("<f>")
  })
  test("rows beyond one sheet go on in the next, longer text is cut", async () => {
    const rows = Array.from({ length: 5 }, (_, i) => [String(i), "x".repeat(40_000)])
    const pieces: Uint8Array[] = []
    for await (const piece of writeXlsx(["id", "text"], rows, "Data", 3)) pieces.push(piece)
    const path = join(folder, "sheets.xlsx")
    await pipeline(Readable.from(pieces), createWriteStream(path))
    const found = await inspectTable(path)
    expect(found.sheets).toEqual(["Data", "Data 2", "Data 3"])
    const last = await inspectTable(path, { layout: { sheet: "Data 3" } })
    expect(last.preview.map((r) => r.cells[0])).toEqual(["4"])
    expect(last.preview[0]?.cells[1]).toHaveLength(32_767)
    await expect(inspectTable(path, { layout: { sheet: "Nope" } })).rejects.toMatchObject({ code: "table.no_sheet" })
  })
  test("shared strings, phonetic hints, date formats, 1904, booleans, errors, gaps and hidden sheets are read", async () => {
    const path = join(folder, "excel.xlsx")
    await pipeline(Readable.from([workbookAsExcelWrites()]), createWriteStream(path))
    const table = await readTable(path)
    const rows: [number, string[]][] = []
    for await (const r of table) rows.push([r.row, r.cells])
    expect(table.detection.sheets).toEqual(["Answers"])
    expect(table.columns).toEqual(["name", "when", "clock", "ok", "sum"])
    expect(rows).toEqual([
      [2, ["東京 rich", "2015-03-14", "10:30:00", "true", "0.3"]],
      [5, ["", "2015-03-14T12:00:00", "", "", "#N/A"]],
    ])
  })
  test("a workbook that is cut off or no workbook is refused", async () => {
    const whole = workbookAsExcelWrites()
    const code = (bytes: Uint8Array) =>
      readTable(Readable.from([bytes])).then(
        () => "read",
        (e: { code?: string }) => e.code,
      )
    expect(await code(whole.subarray(0, whole.length - 200))).toBe("table.damaged")
    expect(await code(zipSync({ "a.txt": strToU8("hello") }))).toBe("table.binary")
  })
})

test("shared strings beyond the memory limit are kept on disk", () => {
  const store = new StringStore(10_000)
  const text = (i: number) => `text ${i} 电池 ${"x".repeat(i % 300)}`
  for (let i = 0; i < 30_000; i++) store.add(text(i))
  store.seal()
  for (let i = 0; i < 30_000; i += 997) expect(store.get(i)).toBe(text(i))
  expect(store.get(29_999)).toBe(text(29_999))
  expect(store.get(30_000)).toBe("")
  store.close()
})

test("a missing sample file is an ordinary file error", async () => {
  await expect(readFile(join(folder, "none.csv"))).rejects.toMatchObject({ code: "ENOENT" })
  await expect(readTable(join(folder, "none.csv"))).rejects.toMatchObject({ code: "ENOENT" })
})

function workbookAsExcelWrites(): Uint8Array {
  const ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
  const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
  const part = (xml: string) => strToU8(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n${xml}`)
  const serial = (1462 * -1 + 42077).toString()
  return zipSync({
    "xl/workbook.xml": part(
      `<workbook ${ns} xmlns:r="${office}"><workbookPr date1904="1"/><sheets><sheet name="Secret" sheetId="1" state="hidden" r:id="rId2"/><sheet name="Answers" sheetId="2" r:id="rId1"/></sheets></workbook>`,
    ),
    "xl/_rels/workbook.xml.rels": part(
      `<Relationships xmlns="x"><Relationship Id="rId1" Target="worksheets/sheet9.xml"/><Relationship Id="rId2" Target="/xl/worksheets/hidden.xml"/></Relationships>`,
    ),
    "xl/styles.xml": part(
      `<styleSheet ${ns}><numFmts count="1"><numFmt numFmtId="164" formatCode="[$-409]m/d/yy\\ h:mm\\ AM/PM;@"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="20"/><xf numFmtId="164"/></cellXfs></styleSheet>`,
    ),
    "xl/sharedStrings.xml": part(
      `<sst ${ns}><si><t>name</t></si><si><t>when</t></si><si><t>clock</t></si><si><t>ok</t></si><si><t>sum</t></si><si><r><t>東京</t></r><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><r><t xml:space="preserve"> rich</t></r></si></sst>`,
    ),
    "xl/worksheets/sheet9.xml": part(
      `<worksheet ${ns}><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v>3</v></c><c r="E1" t="s"><v>4</v></c></row><row r="2"><c r="A2" t="s"><v>5</v></c><c r="B2" s="1"><v>${serial}</v></c><c r="C2" s="2"><v>0.4375</v></c><c r="D2" t="b"><v>1</v></c><c r="E2"><f>0.1+0.2</f><v>0.30000000000000004</v></c></row><row r="5"><c r="B5" s="3"><v>${serial}.5</v></c><c r="E5" t="e"><v>#N/A</v></c></row></sheetData></worksheet>`,
    ),
  })
}
