// Makes the streams that truth.csv describes, and fresh ones for other seeds and defects.
import { readFileSync } from "node:fs"
import type { Records } from "../../slices.ts"

export type StreamCase = {
  case: string
  seed: number
  stress: boolean
  /** The defect: from week `start` on, the chance of a bad record in this slice is `rr` times the ordinary one. */
  slice: Record<string, string>
  start: number
  rr: number
  sha256?: string
}

export type Stream = Records & { bad: Uint8Array; score: Uint8Array }

const SIZE = 200_000
const CARDINALITY = [12, 20, 30, 5, 8]
const NAMES = ["product", "part", "batch", "channel", "region"]

/** The 40 cases of truth.csv. */
export function truth(): StreamCase[] {
  const lines = readFileSync(new URL("./truth.csv", import.meta.url), "utf8").trim().split(/\r?\n/)
  const header = lines[0]!.split(",")
  return lines.slice(1).map((line) => {
    const row = Object.fromEntries(line.split(",").map((cell, i) => [header[i]!, cell]))
    const dims = row.dims ? row.dims.split("|") : []
    const values = (row.values ?? "").split("|")
    return {
      case: row.case!,
      seed: Number(row.seed),
      stress: row.stress === "1",
      slice: Object.fromEntries(dims.map((dim, i) => [dim, values[i]!])),
      start: Number(row.start),
      rr: Number(row.rr),
      sha256: row.sha256,
    }
  })
}

/** Day 0 is the first day of week 0; the last of the 364 days is 363. */
export function makeStream(of: Omit<StreamCase, "case" | "sha256">): Stream {
  const before = Array.from({ length: 12 }, (_, k) => 1 / (k + 2))
  before[11] = 0.02
  const after = [...before]
  after[11] = of.stress ? 0.6 : 0.2
  const productBefore = picker(before)
  const productAfter = picker(after)
  const dims = Object.keys(of.slice).map((name) => NAMES.indexOf(name))
  const values = Object.values(of.slice).map(Number)
  const codes = CARDINALITY.map(() => new Int32Array(SIZE))
  const stream: Stream = {
    day: new Int32Array(SIZE),
    dims: NAMES.map((name, d) => ({
      name,
      values: Array.from({ length: CARDINALITY[d]! }, (_, v) => String(v)),
      codes: codes[d]!,
    })),
    bad: new Uint8Array(SIZE),
    score: new Uint8Array(SIZE),
  }
  const record = [0, 0, 0, 0, 0]
  for (let i = 0; i < SIZE; i++) {
    const day = pickDay(uniform(of.seed, 1, i))
    const week = Math.floor(day / 7)
    record[0] = (week < 38 ? productBefore : productAfter)(uniform(of.seed, 2, i))
    record[1] = pickPart(uniform(of.seed, 3, i))
    record[2] = Math.max(0, Math.min(29, Math.floor((week * 30) / 52) + 3 - pickLag(uniform(of.seed, 4, i))))
    record[3] = pickChannel(uniform(of.seed, 5, i))
    record[4] = pickRegion(uniform(of.seed, 6, i))
    const s = week % 26
    const season = 0.9 + (0.2 * (s < 13 ? s : 26 - s)) / 13
    let p = Math.min(
      0.6,
      0.0625 * PRODUCT[record[0]]! * PART[record[1]]! * CHANNEL[record[3]]! * REGION[record[4]]! * season,
    )
    if (dims.length > 0 && week >= of.start && dims.every((d, j) => record[d] === values[j])) p = Math.min(0.95, p * of.rr)
    const bad = uniform(of.seed, 7, i) < p
    const u = uniform(of.seed, 8, i)
    stream.day[i] = day
    for (let d = 0; d < 5; d++) codes[d]![i] = record[d]!
    stream.bad[i] = bad ? 1 : 0
    stream.score[i] = bad ? pickLow(u) : 5 + pickHigh(u)
  }
  return stream
}

export function csvOf(stream: Stream): string {
  const lines = ["day,product,part,batch,channel,region,neg,score"]
  for (let i = 0; i < SIZE; i++) {
    lines.push([stream.day[i], ...stream.dims.map((d) => d.codes[i]), stream.bad[i], stream.score[i]].join())
  }
  return `${lines.join("\n")}\n`
}

const pickDay = picker(Array.from({ length: 364 }, (_, d) => (1 + (0.25 * d) / 364) * [1, 1, 1, 1, 1, 0.625, 0.5][d % 7]!))
const pickPart = picker(Array.from({ length: 20 }, (_, k) => 1 / (k + 3)))
const pickLag = picker(Array.from({ length: 10 }, (_, k) => 1 / (k + 1)))
const pickChannel = picker([0.35, 0.25, 0.2, 0.12, 0.08])
const pickRegion = picker(Array.from({ length: 8 }, (_, k) => 1 / (k + 2)))
const pickLow = picker([0.1, 0.1, 0.15, 0.2, 0.2, 0.15, 0.1])
const pickHigh = picker([0.05, 0.1, 0.15, 0.2, 0.25, 0.25])
const PRODUCT = factors(1, 12)
const PART = factors(2, 20)
const CHANNEL = factors(3, 5)
const REGION = factors(4, 8)

function factors(table: number, size: number): number[] {
  return Array.from({ length: size }, (_, i) => [0.75, 0.875, 1, 1.125, 1.5][Math.floor(uniform(9001, table, i) * 5)]!)
}

function picker(weights: number[]): (u: number) => number {
  const sums: number[] = []
  let sum = 0
  for (const weight of weights) {
    sum += weight
    sums.push(sum)
  }
  return (u) => {
    const wanted = u * sum
    let lo = 0
    let hi = sums.length
    while (lo < hi) {
      const mid = (lo + hi) >> 1
      if (sums[mid]! <= wanted) lo = mid + 1
      else hi = mid
    }
    return Math.min(lo, sums.length - 1)
  }
}

function uniform(seed: number, stream: number, i: number): number {
  let h = (Math.imul(i, 0x9e3779b1) + Math.imul(stream, 0x85ebca77) + Math.imul(seed, 0xc2b2ae3d)) | 0
  h = mix(h)
  h = mix((h + 0x9e3779b9 + stream) | 0)
  return h / 4294967296
}

function mix(h: number): number {
  h ^= h >>> 16
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
