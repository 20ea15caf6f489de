import { createHash, randomBytes } from "node:crypto"
import { createReadStream } from "node:fs"
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises"
import path from "node:path"
import { Readable } from "node:stream"
import { coded } from "../http/errors.ts"
import { typeOf } from "./file-type.ts"

/** Where the bytes lie, each file under the SHA-256 of what is in it. */
export type FileFolder = { path: string }

export const mostBytes = 25 * 1024 ** 2

/**
 * Writes what is sent, as it arrives, and names it by its hash: the same file sent twice lies there once. Nothing is
 * left of one that is too large or breaks off. Throws `request.too_large`, `file.empty`, `storage.full`.
 */
export async function keep(folder: FileFolder, pieces: AsyncIterable<Uint8Array>, most = mostBytes) {
  await mkdir(folder.path, { recursive: true, mode: 0o700 })
  const half = path.join(folder.path, `${randomBytes(8).toString("hex")}${halfway}`)
  const hash = createHash("sha256")
  let head: Uint8Array = new Uint8Array()
  let size = 0
  try {
    const file = await open(half, "w", 0o600)
    try {
      for await (const piece of pieces) {
        size += piece.byteLength
        if (size > most) throw coded("request.too_large", { limit: `${Math.round(most / 1024 ** 2)} MB` })
        if (head.length < headBytes) head = Buffer.concat([head, piece]).subarray(0, headBytes)
        hash.update(piece)
        for (let from = 0; from < piece.byteLength; ) from += (await file.write(piece, from)).bytesWritten
      }
      await file.sync()
    } finally {
      await file.close()
    }
    if (size === 0) throw coded("file.empty")
    const name = hash.digest("hex")
    await rename(half, path.join(folder.path, name))
    return { hash: name, bytes: size, type: typeOf(head) }
  } catch (error) {
    await rm(half, { force: true })
    throw error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT")
      ? coded("storage.full")
      : error
  }
}

/** The bytes of a file as a stream; undefined where they are gone. */
export async function read(folder: FileFolder, hash: string): Promise<ReadableStream | undefined> {
  const file = path.join(folder.path, hash)
  const found = await stat(file).catch(() => undefined)
  return found && (Readable.toWeb(createReadStream(file)) as ReadableStream)
}

export const forget = (folder: FileFolder, hash: string) => rm(path.join(folder.path, hash), { force: true })

/** Removes what uploads left that were cut off by a crash. */
export async function sweep(folder: FileFolder): Promise<void> {
  for (const name of await readdir(folder.path).catch(() => [])) {
    if (name.endsWith(halfway)) await rm(path.join(folder.path, name), { force: true })
  }
}

const halfway = ".part"
const headBytes = 4_096
