import { readFileSync, writeFileSync } from "node:fs"
import path from "node:path"
import { root, sourceFiles } from "./imports.ts"

/** Writes docs/events.md: every event there is and who records it, read from the code; with --check says whether it is current. */
const target = path.join(root, "docs/events.md")
const found = new Map<string, string>()
for (const file of sourceFiles()) {
  if (!file.startsWith("server/") || /\.test\.ts$|\/testing\//.test(file)) continue
  const text = readFileSync(path.join(root, file), "utf8")
  for (const [, name] of text.matchAll(/\brecord\(\s*\w+,\s*"([a-z_-]+\.[a-z_-]+)"/g)) found.set(name!, file)
  for (const [, name] of text.matchAll(/select organization_id, '([a-z]+\.[a-z_]+)'/g)) found.set(name!, file)
}
const rows = [...found]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, file]) => `| \`${name}\` | ${path.posix.dirname(file)} |`)
const page = `# Events
Every change records one of these in the outbox, in the transaction of the change. They are the audit trail, the activity feed, the event stream of the pages and the triggers in \`server/loop.ts\`. Made by \`node tools/events-docs.ts\`.

| event | recorded by |
| --- | --- |
${rows.join("\n")}
`
if (!process.argv.includes("--check")) writeFileSync(target, page)
else if (readFileSync(target, "utf8") !== page) {
  console.error("Events have changed: run `node tools/events-docs.ts` and commit docs/events.md.")
  process.exitCode = 1
}
