import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Readable } from "node:stream"
import { gzipSync } from "node:zlib"
import { parse } from "csv-parse/sync"
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { LayoutOverrides, Row } from "./layout.ts"
import { fingerprintFile, inspectTable, type ReadOptions, readTable } from "./read.ts"

let folder = ""
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rapport-read-test-"))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const sample = (name: string) => join(import.meta.dirname, "samples", name)

async function read(content: string | Uint8Array, options: ReadOptions = {}) {
  const table = await readTable(Readable.from(pieces(content)), options)
  const rows: Row[] = []
  for await (const row of table) rows.push(row)
  return {
    table,
    rows,
    cells: rows.map((r) => r.cells),
    codes: rows.flatMap((r) => (r.problem ? [r.problem.code] : [])),
  }
}

/** In odd pieces, so that characters, quotes and line breaks are cut in the middle. */
function* pieces(content: string | Uint8Array, size = 7919): Generator<Uint8Array> {
  const bytes = typeof content === "string" ? Buffer.from(content) : content
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const code = (run: Promise<unknown>) =>
  run.then(
    () => "read",
    (e: { code?: string }) => e.code,
  )

describe("real exports", () => {
  test("Qualtrics: three header rows, German labels", async () => {
    const table = await readTable(sample("qualtrics.csv"))
    const rows: Row[] = []
    for await (const row of table) rows.push(row)
    expect(table.layout).toMatchObject({ headerRow: 1, firstDataRow: 4, delimiter: "," })
    expect(rows).toHaveLength(1)
    expect(rows[0]?.row).toBe(4)
    expect(rows[0]?.cells[table.columns.indexOf("Q2")]).toBe("Hello World!")
    expect((await inspectTable(sample("qualtrics-legacy.csv"))).layout.firstDataRow).toBe(3)
  })
  test("Play Console: UTF-16 and nothing but a header", async () => {
    const found = await inspectTable(sample("google-play-header-only-utf16le.csv"))
    expect(found.layout.encoding).toBe("utf-16le")
    expect(found.columns[0]).toBe("Package Name")
    expect(found.problems.map((p) => p.code)).toEqual(["table.header_only"])
  })
  test("SurveyMonkey: records inside an object, flattened", async () => {
    const { table, rows } = await read(await readFile(sample("surveymonkey-responses.json")))
    expect(table.layout.format).toBe("json")
    expect(rows).toHaveLength(2)
    const at = table.columns.indexOf("pages.0.questions.1.answers.0.text")
    expect(rows[0]?.cells[at]).toBe("Donut, Mango, Phil")
    expect(rows[0]?.cells[table.columns.indexOf("id")]).toBe("13376313674")
  })
})

const CHINESE = "编号,评论,评分\n1,电池坏了，客服没有回复,2\n2,非常满意，物流很快,5\n3,质量一般般,3\n"
const GERMAN = "Nummer;Kommentar;Note\n1;Größe paßt nicht, schöne Grüße;2,5\n2;“sehr” gut – 5 €;1,0\n"

/** GB18030 by inverting the decoder over all double bytes. */
function gb18030(text: string): Uint8Array {
  const decoder = new TextDecoder("gb18030")
  const codes = new Map<string, [number, number]>()
  for (let a = 0x81; a <= 0xfe; a++)
    for (let b = 0x40; b <= 0xfe; b++) {
      const character = decoder.decode(new Uint8Array([a, b]))
      if (b !== 0x7f && character.length === 1) codes.set(character, [a, b])
    }
  return Uint8Array.from([...text].flatMap((c) => (c.charCodeAt(0) < 128 ? [c.charCodeAt(0)] : (codes.get(c) ?? [63]))))
}

function windows1252(text: string): Uint8Array {
  const decoder = new TextDecoder("windows-1252")
  const codes = new Map(Array.from({ length: 256 }, (_, i) => [decoder.decode(new Uint8Array([i])), i] as const))
  return Uint8Array.from([...text].map((c) => codes.get(c) ?? 63))
}

const utf16le = (text: string) => new Uint8Array(Buffer.from(text, "utf16le"))
const utf16be = (text: string) => new Uint8Array(Buffer.from(text, "utf16le").swap16())

describe("encodings", () => {
  test.each([
    ["UTF-8", "utf-8", CHINESE, Buffer.from(CHINESE)],
    ["UTF-8 with mark", "utf-8", CHINESE, Buffer.from(`\ufeff${CHINESE}`)],
    ["UTF-16 LE with mark", "utf-16le", CHINESE, utf16le(`\ufeff${CHINESE}`)],
    ["UTF-16 LE without mark", "utf-16le", CHINESE, utf16le(CHINESE)],
    ["UTF-16 BE with mark", "utf-16be", CHINESE, utf16be(`\ufeff${CHINESE}`)],
    ["UTF-16 BE without mark", "utf-16be", CHINESE, utf16be(CHINESE)],
    ["GB18030", "gb18030", CHINESE, gb18030(CHINESE)],
    ["Windows-1252", "windows-1252", GERMAN, windows1252(GERMAN)],
  ])("%s", async (_name, encoding, text, bytes) => {
    const { table, cells } = await read(bytes)
    expect(table.layout.encoding).toBe(encoding)
    const delimiter = text === GERMAN ? ";" : ","
    const expected = text
      .trim()
      .split("\n")
      .map((l) => l.split(delimiter))
    expect([[...table.columns], ...cells]).toEqual(expected)
    expect(table.detection.reasons.encoding).not.toBe("")
  })
  test("a wrong choice refuses the rows it breaks", async () => {
    const { codes } = await read(windows1252(GERMAN), { layout: { encoding: "utf-8" } })
    expect(codes).toEqual(["table.undecodable", "table.undecodable"])
  })
  test("a replacement character that stands in the file is text", async () => {
    const { cells } = await read("id,text\n1,caf\ufffd\n")
    expect(cells).toEqual([["1", "caf\ufffd"]])
  })
})

describe("dialects", () => {
  test.each([
    ["semicolons and decimal commas", GERMAN, { delimiter: ";", decimal: "," }],
    ["tabs", "a\tb\tc\n1\t2,5\tx\n3\t4\ty\n", { delimiter: "\t" }],
    ["bars", "id|text\n1|a, b, c\n2|d\n", { delimiter: "|" }],
    ["a declared separator", "sep=;\na;b\n1;2\n", { delimiter: ";", headerRow: 2 }],
    ["joined values do not part columns", "id,component\n1,ENGINE | BRAKES\n2,STEERING\n", { delimiter: "," }],
    ["old Mac line ends", "a,b\r1,2\r3,4\r", { lineBreak: "\r" }],
    ["single quotes", "a,b\n'x, y','z'\n'q','r'\n", { quote: "'" }],
    ["backslash escapes", 'id,text\n1,"say \\"hi\\" now"\n2,"b"\n', { escape: "backslash" }],
    [
      "one sentence a line",
      "Great phone, love it.\nBad battery.\nThe app, the box, the manual: all bad\n",
      { delimiter: "", headerRow: null },
    ],
    ["no header", "1,2015-03-01,5\n2,2015-03-02,4\n", { headerRow: null, firstDataRow: 1 }],
    ["a title above", "Export of reviews,,\n,,\nid,text,score\n1,good,5\n", { headerRow: 3 }],
    ["day first", "d,x\n14.03.2015,1\n01.04.2015,2\n", { dateOrder: "dmy" }],
    ["month first", "d,x\n3/14/2015,1\n", { dateOrder: "mdy" }],
  ] as [string, string, Partial<LayoutOverrides>][])("%s", async (_name, text, expected) => {
    const { table, codes } = await read(text)
    expect(table.layout).toMatchObject(expected)
    expect(codes).toEqual([])
  })
  test("every guess can be corrected", async () => {
    const { table, cells } = await read("a;b\n1;2\n", { layout: { delimiter: ",", header: false, dateOrder: "dmy" } })
    expect(table.columns).toEqual(["Column 1"])
    expect(cells).toEqual([["a;b"], ["1;2"]])
    expect(table.detection.reasons.delimiter).toBe("chosen by hand")
  })
  test("names: repeated and empty ones are told apart", async () => {
    expect((await read("a,a,,b\n1,2,3,4\n")).table.columns).toEqual(["a", "a (2)", "Column 3", "b"])
  })
})

describe("bad input", () => {
  test.each([
    ["empty", "", "table.empty"],
    ["blank", " \n\n", "table.empty"],
    ["a picture named .csv", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "table.binary"],
    ["random bytes", new Uint8Array(4096).map((_, i) => (i * 7919 + (i >> 3) * 31) % 256), "table.binary"],
    ["old Excel", new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]), "table.old_excel"],
    ["a web page", "<!DOCTYPE html><html><table>", "table.binary"],
    ["a ZIP cut off", new Uint8Array([0x50, 0x4b, 3, 4, 1, 2, 3]), "table.damaged"],
    ["gzip cut off", gzipSync("id,text\n1,hello hello hello\n").subarray(0, 20), "table.damaged"],
  ])("%s", async (_name, content, expected) => {
    const bytes = typeof content === "string" ? Buffer.from(content, "latin1") : content
    expect(await code(read(bytes, { name: "x.csv" }))).toBe(expected)
  })
  test("300 columns are read, 2001 are not", async () => {
    const wide = (n: number) =>
      `${Array.from({ length: n }, (_, i) => `c${i}`)}\n${Array.from({ length: n }, (_, i) => i)}\n`
    expect((await read(wide(300))).cells[0]?.[299]).toBe("299")
    expect(await code(read(wide(2001)))).toBe("table.too_many_columns")
  })
  test("a cell of 10 MB is refused by its row number and reading goes on", async () => {
    const long = "x".repeat(10_000_000)
    for (const cell of [long, `"${long}"`, `"a\n${long}"`]) {
      const { rows } = await read(`id,text\n1,a\n2,${cell}\n3,b\n`)
      expect(rows.map((r) => [r.row, r.problem?.code ?? r.cells[1]])).toEqual([
        [2, "a"],
        [3, "table.cell_too_long"],
        [4, "b"],
      ])
    }
  })
  test("rows that do not fit, NUL characters and quotes refuse only themselves", async () => {
    const lines = ["id,text,x", "1,a,b", "2,a", "3,a,b,c", "4,a\0,b", '5,"say "hi" now",b', "6,a,b,,", "7,a,b"]
    const { rows } = await read(`${lines.join("\n")}\n`)
    expect(rows.map((r) => [r.row, r.problem?.code ?? "ok"])).toEqual([
      [2, "ok"],
      [3, "table.row_too_short"],
      [4, "table.row_too_wide"],
      [5, "table.nul_byte"],
      [6, "table.stray_quote"],
      [7, "ok"],
      [8, "ok"],
    ])
    expect(rows[1]?.problem).toMatchObject({ row: 3, params: { found: 2, expected: 3 } })
    expect(rows[1]?.problem?.message).toBe("The row has 2 cells where 3 are expected.")
  })
  test("a quote that never closes costs one row", async () => {
    const { rows } = await read('id,text\n1,"open\n2,b\n3,c\n')
    expect(rows.map((r) => [r.row, r.problem?.code ?? r.cells[1]])).toEqual([
      [2, "table.unclosed_quote"],
      [3, "b"],
      [4, "c"],
    ])
  })
  test("exporters that drop empty cells at the end are padded", async () => {
    const often = await read("a,b,c\n1,2,3\n4,5\n6\n7,8,9\n1\n")
    expect(often.codes).toEqual([])
    expect(often.cells[2]).toEqual(["6", "", ""])
    const seldom = await read("a,b,c\n1,2,3\n4,5\n6\n7,8,9\n")
    expect(seldom.codes).toEqual(["table.row_too_short", "table.row_too_short"])
    const chosen = await read("a,b,c\n1,2,3\n4,5\n6\n7,8,9\n", { layout: { shortRows: "pad" } })
    expect(chosen.codes).toEqual([])
  })
})

describe("JSON and NDJSON", () => {
  test("broken records are refused, the others read, new fields appear", async () => {
    const { table, rows } = await read('{"id":1,"a":{"b":"x"}}\n{"id":2\n\n{"id":3,"tags":["p","q"],"n":null}\n')
    expect(table.layout.format).toBe("ndjson")
    expect(rows.map((r) => [r.row, r.problem?.code ?? r.cells])).toEqual([
      [1, ["1", "x", "", ""]],
      [2, "table.bad_json"],
      [4, ["3", "", "p | q", ""]],
    ])
  })
  test("numbers too long for a number keep their digits", async () => {
    expect((await read('[{"id": 12345678901234567890, "x": 1.5}]')).cells).toEqual([["12345678901234567890", "1.5"]])
  })
  test("an array that is cut off gives what is whole", async () => {
    const { rows } = await read('[{"id":1},{"id":2},{"id"')
    expect(rows.map((r) => r.problem?.code ?? r.cells[0])).toEqual(["1", "2", "table.bad_json"])
  })
  test("any records survive, however the pieces are cut", async () => {
    const record = fc.dictionary(
      fc.string({ minLength: 1, maxLength: 5 }).filter((k) => !/^\d+$|^__proto__$|\.|\s/.test(k)),
      fc.string(),
      { minKeys: 1, maxKeys: 4 },
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 50 }),
        async (records, size) => {
          const json = JSON.stringify(records, null, 1)
          const table = await readTable(Readable.from(pieces(json, size)), { layout: { format: "json" } })
          const back: Record<string, string>[] = []
          for await (const r of table)
            back.push(Object.fromEntries(r.cells.flatMap((c, i) => (c === "" ? [] : [[table.columns[i] ?? "", c]]))))
          expect(back).toEqual(records.map((r) => Object.fromEntries(Object.entries(r).filter(([, v]) => v !== ""))))
        },
      ),
      { numRuns: 60 },
    )
  })
})

test("well-formed CSV reads as csv-parse reads it, however the pieces are cut", async () => {
  const cell = fc.oneof(fc.string(), fc.constantFrom('"', '""', ",", "a\nb", "a\r\nb", " x ", "é", "电池", ""))
  const rows = fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(rows, fc.integer({ min: 1, max: 40 }), async (data, size) => {
      const csv = [["a", "b", "c"], ...data]
        .map((r) => r.map((c) => `"${c.replaceAll('"', '""').replaceAll("\0", "")}"`).join(","))
        .join("\n")
      const table = await readTable(Readable.from(pieces(csv, size)), {
        layout: {
          format: "csv",
          encoding: "utf-8",
          delimiter: ",",
          quote: '"',
          escape: "double",
          lineBreak: "\n",
          headerRow: 1,
          firstDataRow: 2,
        },
      })
      const back: string[][] = []
      for await (const r of table) back.push(r.cells)
      expect(back).toEqual((parse(csv) as string[][]).slice(1))
    }),
    { numRuns: 80 },
  )
})

test("gzip is unpacked, reading goes on at a row, another file is noticed", async () => {
  const path = join(folder, "data.csv.gz")
  const lines = Array.from({ length: 5000 }, (_, i) => `${i},text ${i}`)
  await writeFile(path, gzipSync(`id,text\n${lines.join("\n")}\n`))
  const fingerprint = await fingerprintFile(path)
  const table = await readTable(path, { startAtRow: 4990, fingerprint })
  const rows: Row[] = []
  for await (const row of table) rows.push(row)
  expect(table.detection.gzip).toBe(true)
  expect(rows.map((r) => r.row)).toEqual(Array.from({ length: 12 }, (_, i) => 4990 + i))
  expect(rows[0]?.cells).toEqual(["4988", "text 4988"])
  await writeFile(path, gzipSync("id,text\n1,other\n"))
  expect(await code(readTable(path, { fingerprint }))).toBe("table.file_changed")
})

test("stopping early lets go of the file", async () => {
  const path = join(folder, "long.csv")
  await writeFile(path, `id,text\n${"1,some text\n".repeat(100_000)}`)
  const before = (await readdir("/proc/self/fd").catch(() => [])).length
  for (let i = 0; i < 5; i++) {
    for await (const row of await readTable(path)) if (row.row > 3) break
    await inspectTable(path)
  }
  expect((await readdir("/proc/self/fd").catch(() => [])).length).toBeLessThan(before + 5)
})
