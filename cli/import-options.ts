import { parseArgs } from "node:util"
import type { components } from "../sdk/client.ts"

type Schemas = components["schemas"]
export type Import = Schemas["Import"]
export type Mapping = Schemas["ImportMapping"]
type MappedColumn = Mapping["columns"][number]
export type Overrides = Schemas["ImportOverrides"]

export type Asked = {
  file: string
  url: string
  key: string
  source?: string
  maps: string[]
  overrides: Overrides
  kind?: string
  dryRun: boolean
  skipBadRows: boolean
  json: boolean
}

/** What somebody typed that cannot be understood; the message says what would be right. */
export class UsageError extends Error {}

export const usage = `Usage: rapport import FILE [OPTIONS]

Sends a CSV, XLSX, JSON or NDJSON file (.gz too) to a Rapport server, has every row checked, and imports it. The same
command again goes on with an import that was interrupted; what is there already is not stored twice.

  --url URL             the server (default: RAPPORT_URL, or http://127.0.0.1:4100)
  --key KEY             an API key with the role editor (default: RAPPORT_KEY)
  --map COLUMN=TARGET   what a column becomes, as often as needed. Targets: text, occurredAt, externalId, product,
                        component, channel, person.email, ..., ignore, attribute:NAME[:number|boolean|date],
                        score:METRIC:MIN-MAX (score:csat:1-5)
  --kind KIND           what the rows are: ticket, call, complaint, review, response, ...; people (who they are);
                        or ownership (who has which product, batch, serial number)
  --source NAME         where it comes from (default: the name of the file)
  --read SETTING=VALUE  how the file is read, where the guess is wrong: encoding, delimiter, decimal, dateOrder
                        (ymd, dmy, mdy), header (true, false), sheet
  --dry-run             check every row and store nothing
  --skip-bad-rows       import without the rows that cannot be taken in
  --json                the outcome as JSON on standard output`

/** Reads the arguments; undefined when only help is asked for. @throws UsageError */
export function readArguments(argv: string[], env: NodeJS.ProcessEnv): Asked | undefined {
  const { values, positionals } = parsed(argv)
  if (values.help) return undefined
  const [file, ...more] = positionals
  if (file === undefined) throw new UsageError(`Which file?\n\n${usage}`)
  if (more.length > 0) throw new UsageError(`One file at a time, not ${positionals.join(" and ")}.`)
  const key = values.key ?? env.RAPPORT_KEY
  if (!key) throw new UsageError("An API key is needed: --key rp_..., or RAPPORT_KEY. Make one under API keys.")
  const url = values.url ?? env.RAPPORT_URL ?? "http://127.0.0.1:4100"
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw new UsageError(`--url ${url} is not an address; write it like http://127.0.0.1:4100.`)
  }
  return {
    file,
    url: new URL(url).origin,
    key,
    maps: values.map ?? [],
    overrides: readOverrides(values.read ?? []),
    dryRun: values["dry-run"] ?? false,
    skipBadRows: values["skip-bad-rows"] ?? false,
    json: values.json ?? false,
    ...(values.source === undefined ? {} : { source: values.source }),
    ...(values.kind === undefined ? {} : { kind: values.kind }),
  }
}

/** The --map options as the API takes them. A column is given by its name, or as #1, #2, ... @throws UsageError */
export function readMaps(maps: readonly string[], columns: readonly { name: string; index: number }[]): MappedColumn[] {
  return maps.map((map) => {
    const at = map.lastIndexOf("=")
    if (at < 1) throw new UsageError(`--map ${map} must look like COLUMN=TARGET, such as "Comment=text".`)
    const [name, target] = [map.slice(0, at), map.slice(at + 1)]
    const number = /^#(\d+)$/.exec(name)?.[1]
    const column =
      columns.find((one) => one.name === name) ??
      columns.find((one) => one.name.toLowerCase() === name.toLowerCase()) ??
      columns.find((one) => one.index + 1 === Number(number))
    if (!column) {
      throw new UsageError(`The file has no column ${name}. Its columns: ${columns.map((one) => one.name).join(", ")}.`)
    }
    return { index: column.index, ...readTarget(target) }
  })
}

function readTarget(text: string): Omit<MappedColumn, "index"> {
  const score = /^score:([a-z][a-z0-9_]*):(-?[\d.]+)-(-?[\d.]+)$/.exec(text)
  if (score) return { target: "score", metric: score[1], scale: { min: Number(score[2]), max: Number(score[3]) } }
  if (text.startsWith("score"))
    throw new UsageError(`${text} must look like score:METRIC:MIN-MAX, such as score:csat:1-5.`)
  const attribute = /^attribute:(.+?)(?::(string|number|boolean|date))?$/.exec(text)
  if (attribute) {
    const [, name, type] = attribute
    return { target: "attribute", attribute: name, ...(type ? { type: type as "string" } : {}) }
  }
  // The server knows all targets and says what is wrong with one.
  return { target: text as MappedColumn["target"] }
}

function readOverrides(settings: readonly string[]): Overrides {
  const known = ["encoding", "delimiter", "quote", "decimal", "dateOrder", "header", "sheet", "format", "shortRows"]
  const pairs = settings.map((setting) => {
    const at = setting.indexOf("=")
    const [name, value] = [setting.slice(0, at), setting.slice(at + 1)]
    if (!known.includes(name)) throw new UsageError(`--read ${setting}: SETTING must be one of ${known.join(", ")}.`)
    if (name === "header") return [name, value !== "false" && value !== "no"]
    return [name, name === "delimiter" && /^(\\t|tab)$/.test(value) ? "\t" : value]
  })
  return Object.fromEntries(pairs)
}

function parsed(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        url: { type: "string" },
        key: { type: "string" },
        map: { type: "string", multiple: true },
        kind: { type: "string" },
        source: { type: "string" },
        read: { type: "string", multiple: true },
        "dry-run": { type: "boolean" },
        "skip-bad-rows": { type: "boolean" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    })
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split(". ")[0]}.\n\n${usage}`)
  }
}
