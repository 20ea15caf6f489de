/**
 * Where a value stands in a payload: `ticket.comment.body`, `tags[0].name`, `parts[-1].body` (from the end), `tags[].name`
 * (of all), `["a name.with dots"]`. Alternatives are parted by `|`, the first that has a value counts; a text in quotes
 * is itself: `ticket.type | "ticket"`.
 */
export type Path = readonly Step[]
type Step = { name: string } | { at: number } | { all: true }
export type Source = { path: Path; text: string } | { constant: string; text: string }

export type Found = { value: unknown; path: string }

/** Reads what a rule says; undefined where it cannot be understood. */
export function parseSources(text: string): Source[] | undefined {
  const sources: Source[] = []
  for (const part of parted(text)) {
    const trimmed = part.trim()
    const constant = /^"([^"]*)"$/.exec(trimmed)?.[1]
    if (constant !== undefined) sources.push({ constant, text: trimmed })
    else {
      const path = parsePath(trimmed)
      if (!path) return undefined
      sources.push({ path, text: trimmed })
    }
  }
  return sources.length > 0 ? sources : undefined
}

/** The first of the sources that has a value, and where it stood. */
export function firstFound(sources: readonly Source[], payload: unknown): Found | undefined {
  for (const source of sources) {
    if ("constant" in source) return { value: source.constant, path: source.text }
    const value = valueAt(source.path, payload)
    if (!isNothing(value)) return { value, path: source.text }
  }
  return undefined
}

export function valueAt(path: Path, payload: unknown): unknown {
  let value = payload
  for (let step = 0; step < path.length; step++) {
    const now = path[step]!
    if ("all" in now) {
      if (!Array.isArray(value)) return undefined
      const rest = path.slice(step + 1)
      return value.slice(0, mostInList).flatMap((one) => {
        const found = valueAt(rest, one)
        return isNothing(found) ? [] : Array.isArray(found) ? (found as unknown[]) : [found]
      })
    }
    if ("at" in now) value = Array.isArray(value) ? value.at(now.at) : undefined
    else value = isRecord(value) && Object.hasOwn(value, now.name) ? value[now.name] : undefined
  }
  return value
}

/** Every path of a payload that leads to a value, with that value; the first of each list stands for all of it. */
export function pathsOf(payload: unknown, most = 400): { path: string; value: string }[] {
  const found: { path: string; value: string }[] = []
  const walk = (value: unknown, path: string, depth: number) => {
    if (found.length >= most || depth > 12) return
    if (Array.isArray(value)) {
      if (value.length > 0 && value.every((one) => !isRecord(one) && !Array.isArray(one)))
        found.push({ path: `${path}[]`, value: shortened(value.map(String).join(", ")) })
      else if (value.length > 0) walk(value[0], `${path}[0]`, depth + 1)
    } else if (isRecord(value)) {
      for (const [name, one] of Object.entries(value)) walk(one, joined(path, name), depth + 1)
    } else if (!isNothing(value)) found.push({ path, value: shortened(String(value)) })
  }
  walk(payload, "", 0)
  return found
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

export const isNothing = (value: unknown) =>
  value === undefined ||
  value === null ||
  (typeof value === "string" && value.trim() === "") ||
  (Array.isArray(value) && value.length === 0)

const mostInList = 200

function parted(text: string): string[] {
  const parts: string[] = []
  let now = ""
  let quoted = false
  for (const letter of text) {
    if (letter === '"') quoted = !quoted
    if (letter === "|" && !quoted) {
      parts.push(now)
      now = ""
    } else now += letter
  }
  return [...parts, now]
}

function parsePath(text: string): Path | undefined {
  const steps: Step[] = []
  let at = 0
  while (at < text.length) {
    const rest = text.slice(at)
    const quoted = /^\[("(?:[^"\\]|\\.)*")\]/.exec(rest)
    const index = /^\[(-?\d{1,4})\]/.exec(rest)
    const all = /^\[\*?\]/.exec(rest)
    const name = (steps.length === 0 ? /^[^.[\]"\s]+/ : /^\.([^.[\]"\s]+)/).exec(rest)
    if (quoted) {
      const key = asText(quoted[1]!)
      if (key === undefined) return undefined
      steps.push({ name: key })
    } else if (index) steps.push({ at: Number(index[1]) })
    else if (all) steps.push({ all: true })
    else if (name) steps.push({ name: name[1] ?? name[0] })
    else return undefined
    at += (quoted ?? index ?? all ?? name)![0].length
  }
  return steps.length > 0 ? steps : undefined
}

function asText(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted) as string
  } catch {
    return undefined
  }
}

const joined = (path: string, name: string) => {
  if (/^[^.[\]"\s|]+$/.test(name)) return path === "" ? name : `${path}.${name}`
  return `${path}[${JSON.stringify(name)}]`
}

const shortened = (text: string) => (text.length <= 160 ? text : `${text.slice(0, 159)}…`)
