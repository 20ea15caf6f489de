import type { components } from "../sdk/client.ts"
import type { Import, Mapping } from "./import-options.ts"

type Problem = components["schemas"]["ImportProblem"]

/** How many bad rows are printed; all of them are in --json and on the import's page. */
const shownProblems = 20

/** How the file is read and what each column becomes. */
export function showReading({ name, bytes, source, detection, columns, mapping }: Import) {
  const { format, encoding, delimiter, decimal, dateOrder, sheet } = detection
  const how = [
    format.toUpperCase(),
    ...(sheet ? [`sheet ${sheet}`] : []),
    ...(format === "xlsx" ? [] : [encoding]),
    ...(delimiter ? [`separator ${delimiter === "\t" ? "tab" : delimiter}`] : []),
    `decimal ${decimal}`,
    `dates ${dateOrder}`,
  ]
  console.log(`${name}: ${sizeOf(bytes)}, ${how.join(", ")}, source ${source}`)
  if (mapping.defaults?.kind) console.log(`Each row is a ${mapping.defaults.kind} (--kind to change)`)
  const width = Math.min(32, Math.max(...columns.map((one) => one.name.length)))
  for (const one of columns) {
    const becomes = mapping.columns.find((column) => column.index === one.index)
    const name = one.name.length > width ? `${one.name.slice(0, width - 1)}…` : one.name.padEnd(width)
    console.log(`  ${name}  → ${becomes ? targetWords(becomes) : "ignore"}`)
  }
}

function targetWords({ target, metric, scale, attribute, type }: Mapping["columns"][number]): string {
  if (target === "score" && scale) return `score:${metric}:${scale.min}-${scale.max}`
  if (target === "attribute") return `attribute:${attribute}${type && type !== "string" ? `:${type}` : ""}`
  return target
}

export function showProblems(one: Import, problems: readonly Problem[]) {
  if (one.state === "failed") return
  if (one.problems > 0) console.log(`\n${numbered(one.problems, "row")} cannot be taken in:`)
  for (const { row, column, value, message, remedy } of problems.slice(0, shownProblems)) {
    const where = [`row ${row}`, ...(column === null ? [] : [column])].join(", ")
    console.log(
      `  ${where}: ${message}${value === null || message.includes(value) ? "" : ` “${value}”`} ${remedy ?? ""}`,
    )
  }
  if (problems.length > shownProblems) console.log(`  … and more, with --json or on the page of the import`)
}

/** A bar on a terminal; nothing elsewhere. `undefined` wipes it away. */
export function showProgress(one: Import | undefined) {
  if (!process.stderr.isTTY) return
  if (one === undefined) {
    process.stderr.write("\r\x1b[K")
    return
  }
  const { rowsRead, accepted } = one.progress
  const share = one.rows ? Math.min(1, rowsRead / one.rows) : undefined
  const bar =
    share === undefined ? "" : `[${"█".repeat(Math.round(share * 30)).padEnd(30, "·")}] ${Math.round(share * 100)} % `
  const doing = { checking: "checking", running: "importing", undoing: "undoing" }[one.state as string] ?? one.state
  process.stderr.write(
    `\r\x1b[K${bar}${doing}: ${numbered(rowsRead, "row")}${accepted ? `, ${count(accepted)} taken in` : ""}`,
  )
}

export function showOutcome(one: Import, { dryRun, stops }: { dryRun: boolean; stops: boolean }) {
  const { expected, progress, failure } = one
  if (one.state === "failed") {
    console.error(
      `\nThe import stopped: ${failure?.message ?? ""} ${failure?.remedy ?? ""}\nThe same command goes on with it.`,
    )
  } else if (one.state === "done") {
    const { rowsRead, accepted, duplicates, refused } = progress
    console.log(
      `\nDone: ${numbered(rowsRead, "row")} read, ${count(accepted)} taken in, ${count(duplicates)} known already, ${count(refused)} refused.`,
    )
  } else if (expected) {
    console.log(
      `\nAn import would take in ${numbered(expected.accepted, "row")}; ${count(expected.duplicates)} known already, ${count(expected.refused)} refused. Nothing was stored.`,
    )
    if (stops && !dryRun) console.log("Correct the rows, or import without them: --skip-bad-rows.")
  }
}

const count = (n: number) => n.toLocaleString("en")
const numbered = (n: number, noun: string) => `${count(n)} ${noun}${n === 1 ? "" : "s"}`
const sizeOf = (bytes: number) =>
  bytes < 1024 ** 2 ? `${Math.ceil(bytes / 1024)} kB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`
