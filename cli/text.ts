import { once } from "node:events"
import { createReadStream } from "node:fs"
import { stat } from "node:fs/promises"
import type { Readable } from "node:stream"
import { createGunzip } from "node:zlib"
import { type AnalyseHints, analyse, type TextReading } from "../text/analyse.ts"

const HELP = `Usage: rapport text FILE [--json] [--language CODE]

Reads comments and says language, sentiment (-1 ... 1) and confidence of each, and of each of its sentences.
FILE      one comment a line, or NDJSON whose records have a "text" (UTF-8 or UTF-16, .gz too); - reads standard input
--json    one JSON object a line: {"language", "sentiment", "label", "confidence", "sentences": [...]}
--language CODE   take this language (en, zh, ...) for every comment instead of detecting it`

type Asked = { file: string; json: boolean; language?: string }

/** `rapport text`: reads a file of comments line by line, in constant memory. Resolves to the exit code. */
export async function text(argv: string[]): Promise<number> {
  const asked = understood(argv)
  if (typeof asked === "string") {
    const wantsHelp = asked === HELP
    ;(wantsHelp ? process.stdout : process.stderr).write(`${asked}\n`)
    return wantsHelp ? 0 : 2
  }
  const trouble = await whyUnreadable(asked.file)
  if (trouble !== undefined) {
    process.stderr.write(`${trouble}\n`)
    return 2
  }
  try {
    await readAll(asked)
    return 0
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EPIPE") return 0
    process.stderr.write(`${asked.file} cannot be read to its end: ${(error as Error).message}\n`)
    return 1
  }
}

function understood(argv: string[]): Asked | string {
  const asked: Asked = { file: "", json: false }
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i]!
    if (argument === "--help" || argument === "-h") return HELP
    if (argument === "--json") asked.json = true
    else if (argument === "--language") {
      asked.language = argv[++i]
      if (asked.language === undefined) return "--language needs a code, for example: --language zh"
    } else if (argument.startsWith("-") && argument !== "-")
      return `There is no option ${argument}. See: rapport text --help`
    else if (asked.file !== "") return `One file at a time: ${asked.file} or ${argument}?`
    else asked.file = argument
  }
  return asked.file === "" ? "Which file? Give its name, or - for standard input. See: rapport text --help" : asked
}

async function whyUnreadable(file: string): Promise<string | undefined> {
  if (file === "-") return undefined
  try {
    return (await stat(file)).isDirectory() ? `${file} is a folder; give a file of comments` : undefined
  } catch {
    return `There is no file ${file}`
  }
}

async function readAll(asked: Asked): Promise<void> {
  const out = process.stdout
  let broken: Error | undefined
  const onError = (error: Error) => {
    broken = error
  }
  out.on("error", onError)
  try {
    if (!asked.json) out.write("sentiment  label     sure  lang  comment\n")
    let waiting = ""
    for await (const line of linesOf(bytesOf(asked.file))) {
      waiting += `${asked.json ? asJson(line, asked) : asRow(line, asked)}\n`
      if (waiting.length < 1 << 16) continue
      if (broken !== undefined) throw broken
      if (!out.write(waiting)) await Promise.race([once(out, "drain"), once(out, "close")])
      waiting = ""
    }
    if (broken !== undefined) throw broken
    await new Promise<void>((done) => out.write(waiting, () => done()))
  } finally {
    out.off("error", onError)
  }
}

function bytesOf(file: string): Readable {
  if (file === "-") return process.stdin
  const raw = createReadStream(file)
  if (!file.endsWith(".gz")) return raw
  const unpacked = createGunzip()
  raw.on("error", (error) => unpacked.destroy(error))
  return raw.pipe(unpacked)
}

/** Lines without their end; the encoding is told by the byte order mark. */
async function* linesOf(bytes: Readable): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined
  let open: string[] = []
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    decoder ??= new TextDecoder(
      chunk[0] === 0xff && chunk[1] === 0xfe
        ? "utf-16le"
        : chunk[0] === 0xfe && chunk[1] === 0xff
          ? "utf-16be"
          : "utf-8",
    )
    const pieces = decoder.decode(chunk, { stream: true }).split("\n")
    // A line without end is kept in pieces: joining them at every chunk would take quadratic time.
    for (const piece of pieces.slice(0, -1)) {
      open.push(piece)
      yield withoutReturn(open.join(""))
      open = []
    }
    open.push(pieces.at(-1)!)
  }
  const last = open.join("") + (decoder?.decode() ?? "")
  if (last !== "") yield withoutReturn(last)
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line
}

function asJson(line: string, asked: Asked): string {
  const { comment, id } = commentOf(line)
  const reading = read(comment, asked)
  return JSON.stringify(id === undefined ? reading : { id, ...reading })
}

function asRow(line: string, asked: Asked): string {
  const { comment } = commentOf(line)
  const { sentiment, label, confidence, language } = read(comment, asked)
  const shown = comment.length > 90 ? `${comment.slice(0, 89)}…` : comment
  const share = `${Math.round(confidence * 100)}%`
  const number = `${sentiment < 0 ? "" : "+"}${sentiment.toFixed(2)}`
  return `${number.padStart(9)}  ${label.padEnd(8)}  ${share.padStart(4)}  ${language.padEnd(4)}  ${shown.replace(/\s+/g, " ")}`
}

function read(comment: string, asked: Asked): TextReading {
  const hints: AnalyseHints = asked.language === undefined ? {} : { language: asked.language }
  return analyse(comment, hints)
}

/** An NDJSON record with a "text", or else the line itself. */
function commentOf(line: string): { comment: string; id?: string | number } {
  if (!line.startsWith("{")) return { comment: line }
  try {
    const record = JSON.parse(line) as { text?: unknown; id?: unknown }
    if (typeof record.text !== "string") return { comment: line }
    const { id } = record
    return typeof id === "string" || typeof id === "number" ? { comment: record.text, id } : { comment: record.text }
  } catch {
    return { comment: line }
  }
}
