import { execFile } from "node:child_process"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { afterAll, beforeAll, expect, test } from "vitest"

const rapport = fileURLToPath(new URL("rapport.ts", import.meta.url))
let folder = ""

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rapport-text-"))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

type Ran = { code: number; out: string; err: string }

function run(args: string[], input?: string | Buffer): Promise<Ran> {
  return new Promise((done) => {
    const child = execFile(process.execPath, [rapport, "text", ...args], { maxBuffer: 1 << 28 }, (error, out, err) => {
      done({ code: error === null ? 0 : Number(error.code), out, err })
    })
    child.stdin?.end(input ?? "")
  })
}

const readings = (ran: Ran) =>
  ran.out
    .trimEnd()
    .split("\n")
    .map(
      (line) =>
        JSON.parse(line) as {
          id?: string
          language: string
          label: string
          sentiment: number
          confidence: number
          sentences: unknown[]
        },
    )

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

test("one comment a line gives one JSON a line, empty lines too", async () => {
  const path = await file("a.txt", "Great service, thank you!\r\n\n物流太慢了\nNever again.")
  const found = readings(await run([path, "--json"]))
  expect(found.map((r) => r.label)).toEqual(["positive", "neutral", "negative", "negative"])
  expect(found.map((r) => r.language)).toEqual(["en", "und", "zh", "en"])
  expect(Object.keys(found[0]!)).toEqual(["language", "sentiment", "label", "confidence", "sentences"])
})

test("NDJSON, gzip, standard input and UTF-16 are read", async () => {
  const ndjson = '{"id":"x1","text":"I love it"}\n{"text":"I hate it"}\n{"note":"no text here"}\n'
  const zipped = await file("b.ndjson.gz", gzipSync(ndjson))
  const [first, second] = readings(await run([zipped, "--json"]))
  expect(first).toMatchObject({ id: "x1", label: "positive" })
  expect(second).toMatchObject({ label: "negative" })
  const [piped] = readings(await run(["-", "--json"], Buffer.from("\ufeffIt is broken.\n", "utf16le")))
  expect(piped).toMatchObject({ label: "negative", sentences: [{ text: "It is broken.", start: 0, end: 13 }] })
})

test("without --json a table for people", async () => {
  const { out } = await run(["-"], "Great service!\n")
  expect(out).toMatch(/sentiment\s+label/)
  expect(out).toMatch(/\+0\.\d\d\s+positive\s+\d+%\s+en\s+Great service!/)
})

test.each([
  [[], 2, /Which file/],
  [["nowhere.txt"], 2, /no file nowhere\.txt/],
  [["a", "--colour"], 2, /no option --colour/],
  [["--help"], 0, /^$/],
])("%j ends with %i and one sentence", async (args, code, message) => {
  const ran = await run(args)
  expect(ran.code).toBe(code)
  expect(ran.err.trim()).toMatch(message)
})

test("a broken gzip file is said to be one, after what could be read", async () => {
  const path = await file("c.txt.gz", gzipSync("Great!\n".repeat(1000)).subarray(0, 30))
  const { code, err } = await run([path, "--json"])
  expect(code).toBe(1)
  expect(err).toMatch(/cannot be read to its end/)
})
