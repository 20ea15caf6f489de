import { spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import os from "node:os"
import path from "node:path"

/**
 * Every check there is, as a list: what CI runs, and what `npm test` runs at home. A name runs only the steps it begins
 * with: `npm test -- unit`. Ends with one line that counts everything.
 */
const report = await mkdtemp(path.join(os.tmpdir(), "rapport-check-"))
const steps: readonly Step[] = [
  { name: "types", command: ["tsc", "--noEmit"] },
  { name: "lint", command: ["biome", "check", "--diagnostic-level=warn", "."] },
  { name: "unused code", command: ["knip"] },
  { name: "graph: who may import whom", command: ["node", "tools/check-graph.ts"] },
  { name: "slices: file names and sizes", command: ["node", "tools/check-slices.ts"] },
  { name: "contract: api/openapi.json and the client are current", command: ["node", "tools/openapi.ts", "--check"] },
  { name: "events: docs/events.md is current", command: ["node", "tools/events-docs.ts", "--check"] },
  { name: "unit, integration on real databases, access", command: ["vitest", "run"], counts: "tests" },
  { name: "build the pages", command: ["vite", "build", "web", "--logLevel", "warn"] },
  { name: "build the survey page and the widget", command: ["vite", "build", "respond", "--logLevel", "warn"] },
  { name: "build the browser snippet", command: ["vite", "build", "snippet", "--logLevel", "warn"] },
  { name: "size: what has to be loaded", command: ["node", "tools/size.ts"] },
  { name: "browser, accessibility", command: ["vitest", "run", "--config", "e2e/vitest.config.ts"], counts: "browser" },
]

type Step = { name: string; command: [string, ...string[]]; counts?: string }
type Counts = { passed: number; failed: number; skipped: number }

const only = process.argv.slice(2)
const total: Counts = { passed: 0, failed: 0, skipped: 0 }
for (const step of steps) {
  if (only.length > 0 && !only.some((name) => step.name.startsWith(name))) continue
  const begun = Date.now()
  console.log(`\n── ${step.name}`)
  const counts = await run(step)
  for (const key of ["passed", "failed", "skipped"] as const) total[key] += counts[key]
  console.log(
    `── ${counts.failed === 0 ? "ok" : "FAILED"}: ${step.name}, ${((Date.now() - begun) / 1000).toFixed(0)} s`,
  )
}
await rm(report, { recursive: true, force: true })
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exitCode = total.failed > 0 ? 1 : 0

async function run({ command: [program, ...args], counts }: Step): Promise<Counts> {
  const output = path.join(report, `${counts}.json`)
  const more = counts ? ["--reporter=default", "--reporter=json", `--outputFile.json=${output}`] : []
  const code = await new Promise<number>((resolve) => {
    const child = spawn(program, [...args, ...more], { stdio: ["ignore", "inherit", "inherit"] })
    child.on("error", () => resolve(127))
    child.on("close", (status) => resolve(status ?? 1))
  })
  const step = { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
  if (!counts || !existsSync(output)) return step
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(await readFile(output, "utf8"))
  // A run can fail without a failing test (a file that does not load); then the step itself counts.
  return { passed: numPassedTests, failed: Math.max(numFailedTests, step.failed), skipped: numPendingTests }
}
