import { createHash } from "node:crypto"
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises"
import path from "node:path"
import { coded } from "../../platform/http/errors.ts"

/** Where uploaded files lie, and how large one may be. */
export type UploadFolder = { path: string; limitBytes: number }

export const fileOf = (folder: UploadFolder, id: string) => path.join(folder.path, id)

/**
 * Writes an upload to the folder as it arrives and hashes it on the way; memory does not depend on its size.
 * When it fails (too large, disk full, the sender went away) nothing is left behind.
 * @throws CodedError request.too_large, storage.full; other errors of the file system or the stream as they are
 */
export async function storeUpload(
  folder: UploadFolder,
  id: string,
  pieces: AsyncIterable<Uint8Array>,
): Promise<{ bytes: number; fingerprint: string }> {
  await mkdir(folder.path, { recursive: true, mode: 0o700 })
  const half = `${fileOf(folder, id)}${halfway}`
  const hash = createHash("sha256")
  let bytes = 0
  try {
    const file = await open(half, "w", 0o600)
    try {
      for await (const piece of pieces) {
        bytes += piece.byteLength
        if (bytes > folder.limitBytes) {
          throw coded("request.too_large", {
            limit: `${Math.round(folder.limitBytes / 1024 ** 2).toLocaleString("en")} MB`,
          })
        }
        hash.update(piece)
        // A write of a full disk may take a part of what it was given.
        for (let from = 0; from < piece.byteLength; ) from += (await file.write(piece, from)).bytesWritten
      }
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(half, fileOf(folder, id))
  } catch (error) {
    await rm(half, { force: true })
    throw isFull(error) ? coded("storage.full") : error
  }
  return { bytes, fingerprint: hash.digest("hex") }
}

export const removeUpload = (folder: UploadFolder, id: string) => rm(fileOf(folder, id), { force: true })

/** Files that are older than this many hours, by their ids: what an upload cut off by a crash left is removed at once. */
export async function uploadsOlderThan(folder: UploadFolder, hours: number): Promise<string[]> {
  const names = await readdir(folder.path).catch(() => [])
  const old: string[] = []
  for (const name of names) {
    const found = await stat(path.join(folder.path, name)).catch(() => undefined)
    if (!found || Date.now() - found.mtimeMs < hours * 3_600_000) continue
    if (name.endsWith(halfway)) await rm(path.join(folder.path, name), { force: true })
    else old.push(name)
  }
  return old
}

const halfway = ".part"

const isFull = (error: unknown) =>
  error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT")
