import { createReadStream, createWriteStream } from "node:fs"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { createGunzip } from "node:zlib"
import { SAMPLE_BYTES } from "./detect.ts"
import { isGzip } from "./format.ts"
import { TableError } from "./problems.ts"

export type OpenedBytes = {
  /** The first bytes, unpacked, at least SAMPLE_BYTES unless the file is shorter. */
  head: Uint8Array
  /** Whether `head` is everything. */
  complete: boolean
  gzip: boolean
  /** All bytes from the beginning, unpacked. */
  rest: AsyncGenerator<Uint8Array>
  close(): Promise<void>
}

/** Opens a file or stream, unpacks gzip, and looks at the beginning without losing it. */
export async function openBytes(source: string | Readable): Promise<OpenedBytes> {
  const input = typeof source === "string" ? createReadStream(source, { highWaterMark: SAMPLE_BYTES }) : source
  const raw = input[Symbol.asyncIterator]() as AsyncIterator<Uint8Array | string>
  const first = await raw.next()
  const firstBytes = first.done ? new Uint8Array() : asBytes(first.value)
  const gzip = isGzip(firstBytes)
  const packed = again([firstBytes], raw)
  const plain = gzip ? unpack(packed) : packed
  const held: Uint8Array[] = []
  let length = 0
  let complete = false
  while (length < SAMPLE_BYTES) {
    const next = await plain.next()
    if (next.done) {
      complete = true
      break
    }
    held.push(next.value)
    length += next.value.length
  }
  return {
    head: held.length === 1 && held[0] ? held[0] : Buffer.concat(held),
    complete,
    gzip,
    rest: again(held, plain),
    async close() {
      await plain.return(undefined)
      input.destroy()
    },
  }
}

/** Writes all bytes to a file. */
export async function spool(bytes: AsyncIterable<Uint8Array>, path: string): Promise<void> {
  await pipeline(Readable.from(bytes), createWriteStream(path, { mode: 0o600 }))
}

/** What was taken off an iterator, then the rest of it. Ending early ends the iterator too. */
async function* again(held: Uint8Array[], rest: AsyncIterator<Uint8Array | string>): AsyncGenerator<Uint8Array> {
  try {
    for (let piece = held.shift(); piece; piece = held.shift()) yield piece
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield asBytes(next.value)
  } finally {
    await rest.return?.()
  }
}

async function* unpack(packed: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: SAMPLE_BYTES })
  const feeding = pipeline(Readable.from(packed), gunzip).catch(() => {})
  try {
    for await (const piece of gunzip) yield piece as Uint8Array
  } catch (e) {
    throw new TableError("table.damaged", { reason: e instanceof Error ? e.message : String(e) })
  } finally {
    gunzip.destroy()
    await feeding
  }
}

function asBytes(value: Uint8Array | string): Uint8Array {
  return typeof value === "string" ? Buffer.from(value, "utf8") : value
}
