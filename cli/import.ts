// `rapport import`: sends a file to a server, where it is checked and taken in.
import { createHash } from "node:crypto"
import { createReadStream, openAsBlob } from "node:fs"
import { stat } from "node:fs/promises"
import path from "node:path"
import { type Rapport, RapportError, rapport } from "../sdk/client.ts"
import { type Asked, type Import, readArguments, readMaps, UsageError, usage } from "./import-options.ts"
import { showOutcome, showProblems, showProgress, showReading } from "./import-report.ts"

/** Resolves with the exit code: 0 done, 1 refused or with bad rows, 2 not understood. */
export async function importFile(argv: string[]): Promise<number> {
  try {
    const asked = readArguments(argv, process.env)
    if (asked) return await send(asked)
    console.log(usage)
    return 0
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(error.message)
      return 2
    }
    if (error instanceof RapportError) {
      console.error(error.message)
      for (const { field, message } of error.details) console.error(`  ${field ? `${field}: ` : ""}${message}`)
      return 1
    }
    if (error instanceof TypeError && error.cause) {
      console.error(`The server does not answer: ${(error.cause as Error).message}. Is the address right?`)
      return 1
    }
    throw error
  }
}

async function send(asked: Asked): Promise<number> {
  const found = await stat(asked.file).catch(() => undefined)
  if (!found?.isFile()) throw new UsageError(`There is no file ${asked.file}.`)
  const client = rapport(asked)
  const one = await corrected(client, asked, (await interrupted(client, asked)) ?? (await upload(asked)))
  if (!asked.json) showReading(one)

  const checked = one.state === "ready" ? await check(client, one) : await settled(client, one)
  const problems = checked.problems > 0 ? await problemsOf(client, checked.id) : []
  if (!asked.json) showProblems(checked, problems)
  const stops = checked.state === "checked" && checked.problems > 0 && !asked.skipBadRows
  const ended =
    asked.dryRun || stops || checked.state === "done" ? checked : await run(client, checked, asked.skipBadRows)

  if (asked.json) console.log(JSON.stringify({ import: summaryOf(ended), problems }, null, 2))
  else showOutcome(ended, { dryRun: asked.dryRun, stops })
  return ended.state === "failed" || stops ? 1 : 0
}

/** An import of this very file that did not come to its end. */
async function interrupted(client: Rapport, { file, json }: Asked): Promise<Import | undefined> {
  const hash = createHash("sha256")
  for await (const piece of createReadStream(file, { highWaterMark: 1024 * 1024 })) hash.update(piece as Buffer)
  const query = { fingerprint: hash.digest("hex") }
  const { data } = await client.GET("/api/v1/imports", { params: { query } })
  const open = data?.items.find((one) => ["ready", "checking", "checked", "running", "failed"].includes(one.state))
  if (!open) return undefined
  if (!json)
    console.log(
      `Going on with the import of ${open.name} begun on ${open.createdAt.slice(0, 16).replace("T", " ")} UTC.`,
    )
  return get(client, open.id)
}

// Not by the generated client: it keeps a request to send it again, and a file of 1 GB must not be kept.
async function upload({ url, key, file, source, kind }: Asked): Promise<Import> {
  const query = new URLSearchParams({
    name: path.basename(file),
    ...(source === undefined ? {} : { source }),
    ...(isRowKind(kind) ? { kind } : {}),
  })
  const response = await fetch(`${url}/api/v1/imports?${query}`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/octet-stream" },
    body: await openAsBlob(file),
  })
  const answer = (await response.json().catch(() => undefined)) as Import | Refusal | undefined
  if (response.ok && answer && !("error" in answer)) return answer
  if (answer && "error" in answer) throw new RapportError(response.status, answer)
  throw new Error(`${url} answered ${response.status} ${response.statusText}, and not as Rapport does.`)
}

const isRowKind = (kind: string | undefined): kind is "people" | "ownership" =>
  kind === "people" || kind === "ownership"

/** With what was said about columns and reading on the command line, if the import can still be changed. */
async function corrected(client: Rapport, asked: Asked, one: Import): Promise<Import> {
  const { overrides, maps, source } = asked
  // What the rows are was said with the upload; any other kind is one of feedback.
  const kind = isRowKind(asked.kind) ? undefined : asked.kind
  const changes = Object.keys(overrides).length > 0 || maps.length > 0 || kind !== undefined || source !== undefined
  if (!changes || !["ready", "checked"].includes(one.state)) return one
  const params = { path: { id: one.id } }
  let now = one
  if (Object.keys(overrides).length > 0) {
    now = (await client.PATCH("/api/v1/imports/{id}", { params, body: { overrides } })).data!
  }
  const mapping = {
    columns: readMaps(maps, now.columns),
    ...(kind === undefined
      ? {}
      : { defaults: { ...now.mapping.defaults, kind: kind as NonNullable<Import["mapping"]["defaults"]>["kind"] } }),
  }
  const body = { mapping, ...(source === undefined ? {} : { source }) }
  return (await client.PATCH("/api/v1/imports/{id}", { params, body })).data!
}

async function check(client: Rapport, one: Import): Promise<Import> {
  const asked = await client.POST("/api/v1/imports/{id}/check", { params: { path: { id: one.id } } })
  return settled(client, asked.data!)
}

async function run(client: Rapport, one: Import, skipBadRows: boolean): Promise<Import> {
  const asked = await client.POST("/api/v1/imports/{id}/run", {
    params: { path: { id: one.id } },
    body: { skipBadRows },
  })
  return settled(client, asked.data!)
}

/** Waits until the server has done what it is doing. */
async function settled(client: Rapport, begun: Import): Promise<Import> {
  let one = begun
  while (["checking", "running", "undoing"].includes(one.state)) {
    showProgress(one)
    await new Promise((resolve) => setTimeout(resolve, 400))
    one = await get(client, one.id)
  }
  showProgress(undefined)
  return one
}

const get = async (client: Rapport, id: string) =>
  (await client.GET("/api/v1/imports/{id}", { params: { path: { id } } })).data!

async function problemsOf(client: Rapport, id: string) {
  const params = { path: { id }, query: { limit: 1_000 } }
  const { data } = await client.GET("/api/v1/imports/{id}/problems", { params })
  return typeof data === "object" ? data.items : []
}

const summaryOf = ({ preview: _, columns: __, ...rest }: Import) => rest

type Refusal = ConstructorParameters<typeof RapportError>[1]
