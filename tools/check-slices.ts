import { readFileSync } from "node:fs"
import path from "node:path"
import { root, sourceFiles } from "./imports.ts"

/** Who has read one slice has read them all: the file names are a closed set, and no file is longer than 400 lines. */
const verbs = ["contract", "policy", "store", "verbs", "routes", "jobs", "public"]
const drawers = /^(utils?|helpers?|types|index|service|common|misc)\.tsx?$/
const limit = 400

/** Longer than the limit, with the date and the reason. May only shrink. */
const long: Readonly<Record<string, string>> = {
  "web/api/contract.ts": "2026-11-21: until the pages take these shapes from sdk/schema.gen.ts",
}

const faults = sourceFiles().flatMap((file) => [...wrongName(file), ...tooLong(file)])
for (const fault of faults) console.error(fault)
console.log(`${faults.length} files against the rules`)
process.exitCode = faults.length > 0 ? 1 : 0

function wrongName(file: string): string[] {
  const name = path.posix.basename(file)
  if (drawers.test(name)) return [`${file}: a drawer without a name; call it after what is in it.`]
  const [top, stage, slice, ...rest] = file.split("/")
  if (top !== "server" || !slice || stage === "platform") return []
  if (rest.length > 1) return [`${file}: a slice has no folders inside; a second subject is a second slice.`]
  const stem = name.replace(/(\.test)?\.ts$/, "")
  const noun = /^[a-z]+(-[a-z]+)*$/.test(stem)
  return verbs.includes(stem) || noun
    ? []
    : [`${file}: a slice holds ${verbs.join(".ts, ")}.ts and files named after its nouns (decisions/0004).`]
}

function tooLong(file: string): string[] {
  if (/\.gen\.ts$/.test(file) || isData(file) || file in long) return []
  const lines = readFileSync(path.join(root, file), "utf8").split("\n").length
  return lines > limit ? [`${file}: ${lines} lines; more than ${limit} is more than one subject.`] : []
}

/** Tables of words and phrases are as long as they are. */
function isData(file: string): boolean {
  return /^(text\/lexicon|seed\/northlight\/voice)\/|^server\/platform\/http\/catalogue\.ts$/.test(file)
}
