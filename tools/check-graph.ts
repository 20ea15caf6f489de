import { exceptions, folders, reserved, stages } from "./graph.ts"
import { type Import, importsOf, sourceFiles } from "./imports.ts"

/** Holds every import against tools/graph.ts. Says what is wrong, why the rule exists and where the code belongs. */
const files = sourceFiles()
const imports = files.flatMap(importsOf)
const isTest = (file: string) => /\.(test|spec)\.tsx?$/.test(file) || file.includes("/testing/")
const faults = [...imports.flatMap((one) => (isTest(one.from) ? [] : wrongWith(one))), ...cycles()]

for (const fault of faults) console.error(fault)
console.log(`${files.length} files, ${imports.length} imports, ${faults.length} against the rules`)
process.exitCode = faults.length > 0 ? 1 : 0

function wrongWith(one: Import): string[] {
  if (exceptions.some(({ from, to }) => from === one.from && to === one.to)) return []
  const reasons = [betweenFolders(one), betweenStages(one), onlyForSome(one)].filter((reason) => reason !== undefined)
  return reasons.map((reason) => `${one.from}:${one.line} imports ${one.to}: ${reason}`)
}

function betweenFolders({ from, to }: Import): string | undefined {
  const [mine, theirs] = [from.split("/")[0]!, to.split("/")[0]!]
  const allowed = folders[mine]
  if (mine === theirs || !allowed || !(theirs in folders) || allowed.includes(theirs)) return undefined
  return `${mine}/ may know ${allowed.length > 0 ? allowed.map((name) => `${name}/`).join(", ") : "nothing else of the project"}, so that it can be read, tested and used alone. Pass in what it needs, or move the code.`
}

function betweenStages({ from, to }: Import): string | undefined {
  const [mine, theirs] = [placeOf(from), placeOf(to)]
  if (!mine || !theirs) return undefined
  const [a, b] = [stages.indexOf(mine.stage), stages.indexOf(theirs.stage)]
  if (b > a) {
    return `${mine.stage} comes before ${theirs.stage} in the loop and must not know it. Record an event and let server/loop.ts call ${theirs.stage}.`
  }
  if (mine.stage === "platform" || (mine.stage === theirs.stage && mine.slice === theirs.slice)) return undefined
  // The platform is a library of many small files; a slice is a house with one door.
  if (theirs.stage === "platform" || to.endsWith("/public.ts")) return undefined
  return `another slice is entered by its public.ts only. Export what you need from server/${theirs.stage}/${theirs.slice}/public.ts.`
}

function onlyForSome({ from, to }: Import): string | undefined {
  return reserved.find(({ file, by }) => file.test(to) && !by.test(from))?.why
}

function placeOf(file: string): { stage: (typeof stages)[number]; slice: string } | undefined {
  const [top, stage, slice] = file.split("/")
  const known = stages.find((name) => name === stage)
  return top === "server" && known && slice ? { stage: known, slice } : undefined
}

/** Files that import each other in a circle (types included): nobody can be understood without the others. */
function cycles(): string[] {
  const next = Map.groupBy(
    imports.filter((one) => !isTest(one.from)),
    (one) => one.from,
  )
  const state = new Map<string, "open" | "done">()
  const found: string[] = []
  const trail: string[] = []
  function visit(file: string) {
    if (state.get(file) === "done") return
    if (state.get(file) === "open") {
      found.push(
        `circle: ${[...trail.slice(trail.indexOf(file)), file].join(" → ")}. Move what they share into a file of its own.`,
      )
      return
    }
    state.set(file, "open")
    trail.push(file)
    for (const { to } of next.get(file) ?? []) visit(to)
    trail.pop()
    state.set(file, "done")
  }
  for (const file of files) visit(file)
  return found
}
