import { type FileHandle, open } from "node:fs/promises"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { createInflateRaw } from "node:zlib"
import { TableError } from "./problems.ts"

export type ZipEntry = { name: string; method: number; compressed: number; size: number; offset: number }

/**
 * The directory at the end of a ZIP file (PKWARE APPNOTE 4.3, with the 64-bit records of 4.5.3).
 * @throws TableError table.damaged
 */
export async function readZipDirectory(file: FileHandle): Promise<Map<string, ZipEntry>> {
  const { size } = await file.stat()
  const tail = await readAt(file, Math.max(0, size - 66_000), Math.min(size, 66_000))
  const end = tail.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"))
  if (end < 0 || end + 22 > tail.length) throw damaged("the directory at its end is missing")
  let count = tail.readUInt16LE(end + 10)
  let length = tail.readUInt32LE(end + 12)
  let offset = tail.readUInt32LE(end + 16)
  if (offset === 0xffffffff || count === 0xffff) {
    const locator = tail.lastIndexOf(Buffer.from("PK\x06\x07", "latin1"))
    if (locator < 0) throw damaged("the directory at its end is incomplete")
    const big = await readAt(file, Number(tail.readBigUInt64LE(locator + 8)), 56)
    if (big.length < 56) throw damaged("the directory at its end is incomplete")
    count = Number(big.readBigUInt64LE(32))
    length = Number(big.readBigUInt64LE(40))
    offset = Number(big.readBigUInt64LE(48))
  }
  if (count > 10_000 || length > 10_000_000) throw damaged("its directory is too large")
  const directory = await readAt(file, offset, length)
  const entries = new Map<string, ZipEntry>()
  let at = 0
  for (let i = 0; i < count; i++) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== 0x02014b50)
      throw damaged("its directory is broken")
    const nameLength = directory.readUInt16LE(at + 28)
    const extraLength = directory.readUInt16LE(at + 30)
    const name = directory.toString("utf8", at + 46, at + 46 + nameLength)
    const entry: ZipEntry = {
      name,
      method: directory.readUInt16LE(at + 10),
      compressed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    }
    readZip64Sizes(directory.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength), entry)
    entries.set(name.replace(/^\//, ""), entry)
    at += 46 + nameLength + extraLength + directory.readUInt16LE(at + 32)
  }
  return entries
}

/** The unpacked bytes of one entry, read piece by piece. */
export async function* readZipEntry(file: FileHandle, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  const head = await readAt(file, entry.offset, 30)
  if (head.length < 30 || head.readUInt32LE(0) !== 0x04034b50) throw damaged(`${entry.name} is not where it should be`)
  if (entry.method !== 0 && entry.method !== 8) throw damaged(`${entry.name} is packed in an unknown way`)
  const start = entry.offset + 30 + head.readUInt16LE(26) + head.readUInt16LE(28)
  const pieces = readPieces(file, start, entry.compressed)
  if (entry.method === 0) yield* pieces
  else yield* inflate(pieces)
}

async function* inflate(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const inflater = createInflateRaw({ chunkSize: 128 * 1024 })
  const feeding = pipeline(Readable.from(pieces), inflater).catch(() => {})
  try {
    for await (const piece of inflater) yield piece as Uint8Array
  } catch (e) {
    throw e instanceof TableError ? e : damaged(e instanceof Error ? e.message : String(e))
  } finally {
    inflater.destroy()
    await feeding
  }
}

async function* readPieces(file: FileHandle, start: number, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < length; ) {
    const piece = await readAt(file, start + at, Math.min(128 * 1024, length - at))
    if (piece.length === 0) throw damaged("it ends too early")
    at += piece.length
    yield piece
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length)
  const { bytesRead } = await file.read(buffer, 0, length, position)
  return buffer.subarray(0, bytesRead)
}

function readZip64Sizes(extra: Buffer, entry: ZipEntry): void {
  for (let at = 0; at + 4 <= extra.length; ) {
    const id = extra.readUInt16LE(at)
    const length = extra.readUInt16LE(at + 2)
    if (id === 1) {
      let field = at + 4
      const end = Math.min(extra.length, field + length)
      for (const key of ["size", "compressed", "offset"] as const) {
        if (entry[key] !== 0xffffffff || field + 8 > end) continue
        entry[key] = Number(extra.readBigUInt64LE(field))
        field += 8
      }
    }
    at += 4 + length
  }
}

export async function openZip(path: string): Promise<{ file: FileHandle; entries: Map<string, ZipEntry> }> {
  const file = await open(path)
  try {
    return { file, entries: await readZipDirectory(file) }
  } catch (e) {
    await file.close()
    throw e
  }
}

function damaged(reason: string): TableError {
  return new TableError("table.damaged", { reason })
}
