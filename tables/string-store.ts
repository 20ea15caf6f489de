import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { TableError } from "./problems.ts"

const BLOCK = 64 * 1024
const CACHED_BLOCKS = 128
/** A small file can unpack to anything; the disk is not filled with it. */
const TOTAL_LIMIT = 4 * 1024 ** 3

/**
 * The shared strings of a workbook by number. Held as UTF-8; once they exceed `memoryLimit` bytes they go to a
 * temporary file and at most 8 MB of it are kept at hand. Workbooks number strings in the order of first use, so
 * neighbours are read together.
 */
export class StringStore {
  #ends = new Float64Array(1024)
  #count = 0
  #pending: Buffer[] = []
  #pendingBytes = 0
  #written = 0
  #memory: Buffer | undefined
  #folder: string | undefined
  #file = -1
  readonly #cache = new Map<number, Buffer>()
  readonly #memoryLimit: number

  constructor(memoryLimit = 32 * 1024 * 1024) {
    this.#memoryLimit = memoryLimit
  }

  add(text: string): void {
    const bytes = Buffer.from(text, "utf8")
    if (this.#count === this.#ends.length) {
      const larger = new Float64Array(this.#count * 2)
      larger.set(this.#ends)
      this.#ends = larger
    }
    if (this.#written + this.#pendingBytes > TOTAL_LIMIT)
      throw new TableError("table.damaged", { reason: "its texts unpack to more than 4 GB" })
    this.#ends[this.#count] = (this.#count === 0 ? 0 : (this.#ends[this.#count - 1] ?? 0)) + bytes.length
    this.#count++
    this.#pending.push(bytes)
    this.#pendingBytes += bytes.length
    // After the first spill, a smaller step is enough.
    if (this.#pendingBytes > (this.#file < 0 ? this.#memoryLimit : 1024 * 1024)) this.#spill()
  }

  /** Call once after the last `add`. */
  seal(): void {
    if (this.#file >= 0) this.#spill()
    else this.#memory = Buffer.concat(this.#pending)
    this.#pending = []
  }

  get size(): number {
    return this.#count
  }

  /** Text of a number; empty when the workbook has no such string. */
  get(index: number): string {
    if (!(index >= 0 && index < this.#count)) return ""
    const start = index === 0 ? 0 : (this.#ends[index - 1] ?? 0)
    const end = this.#ends[index] ?? start
    if (this.#memory) return this.#memory.toString("utf8", start, end)
    return this.#fromFile(start, end)
  }

  close(): void {
    if (this.#file >= 0) closeSync(this.#file)
    this.#file = -1
    if (this.#folder) rmSync(this.#folder, { recursive: true, force: true })
    this.#folder = undefined
    this.#memory = undefined
    this.#cache.clear()
  }

  #spill(): void {
    if (this.#file < 0) {
      this.#folder = mkdtempSync(join(tmpdir(), "rapport-strings-"))
      this.#file = openSync(join(this.#folder, "strings"), "w+", 0o600)
    }
    const bytes = Buffer.concat(this.#pending)
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at, bytes.length - at, this.#written + at)
    this.#written += bytes.length
    this.#pending = []
    this.#pendingBytes = 0
  }

  #fromFile(start: number, end: number): string {
    const first = Math.floor(start / BLOCK)
    const last = Math.floor(Math.max(start, end - 1) / BLOCK)
    const parts: Buffer[] = []
    for (let block = first; block <= last; block++) parts.push(this.#block(block))
    const bytes = parts.length === 1 ? (parts[0] ?? Buffer.alloc(0)) : Buffer.concat(parts)
    return bytes.toString("utf8", start - first * BLOCK, end - first * BLOCK)
  }

  #block(block: number): Buffer {
    const known = this.#cache.get(block)
    if (known) {
      this.#cache.delete(block)
      this.#cache.set(block, known)
      return known
    }
    const bytes = Buffer.allocUnsafe(BLOCK)
    const read = readSync(this.#file, bytes, 0, BLOCK, block * BLOCK)
    const found = bytes.subarray(0, read)
    this.#cache.set(block, found)
    const oldest = this.#cache.keys().next()
    if (this.#cache.size > CACHED_BLOCKS && !oldest.done) this.#cache.delete(oldest.value)
    return found
  }
}
