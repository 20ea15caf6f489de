import type { Answers } from "../survey/definition.ts"
import type { Draft, Keeper, Refusal } from "./run.ts"

/** What is put away on this device for one response, and sent as it is. `sent` is the sequence the server has. */
type Kept = Draft & {
  sequence: number
  sent: number
  version: number
  variables: Record<string, string | number>
  fitting: Answers
  seconds: number
  human: boolean
  statusUrl?: string
}

export type KeepSetting = {
  key: string
  /** Where Rapport is: "/" on its own pages, its address on others'. */
  base: string
  version: number
  variables: Record<string, string | number>
}

/** Whoever shows the survey hears what became of what was sent. */
export type Listener = {
  taken(statusUrl: string | undefined): void
  refused(why: Refusal, begunElsewhere?: string): void
  offline(now: boolean): void
  /** Another tab of the same link went on. */
  elsewhere(draft: Draft): void
}

export type Keep = Keeper & {
  listener?: Listener
  /** The response that was begun on this device, if there is one. */
  begun(): Draft | undefined
  /** Where she sees what became of it, once it is finished. */
  statusUrl(): string | undefined
  /** The id it has, or will have: two tabs of one link share it from the start. */
  id(): string
  /** One that was begun elsewhere with the same link. */
  fetched(id: string): Promise<(Draft & { sequence: number; statusUrl?: string }) | undefined>
  continue(draft: Draft, sequence: number): void
  /** Somebody touched the page: from now on the answers count. */
  touched(): void
  /** Whoever comes next begins anew; what is not sent yet still goes out. */
  forget(): void
}

/**
 * Answers are put away on the device first and sent behind the respondent's back: again and again until the server has
 * them, one at a time, always all that is known, with a number that grows. So a lost network loses nothing, sending
 * twice changes nothing, and what was finished on a closed page is sent when any page of the link is opened again.
 */
export function createKeep(setting: KeepSetting): Keep {
  const { key, base, version, variables } = setting
  const ask = `${base}api/v1/ask/${key}`
  const shelf = aShelf()
  const pointer = `rapport.${key}`
  const name = (id: string) => `${pointer}.${id}`
  let current: Kept | undefined = read(shelf.get(pointer))
  let human = current?.human ?? false
  let sending: Promise<void> | undefined
  let again: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  let since = Date.now()

  function read(id: string | null): Kept | undefined {
    try {
      return id ? (JSON.parse(shelf.get(name(id)) ?? "null") ?? undefined) : undefined
    } catch {
      return undefined
    }
  }

  function put(kept: Kept) {
    shelf.set(name(kept.id), JSON.stringify(kept))
    if (kept.id === current?.id) shelf.set(pointer, kept.id)
  }

  function keep(draft: Draft, fitting: Answers, now: boolean) {
    const before = current?.id === draft.id ? current : undefined
    if (before?.finished) return
    const seconds = Math.min((before?.seconds ?? 0) + spent(), 31_000_000)
    const sequence = (before?.sequence ?? 0) + 1
    current = { ...draft, sequence, sent: before?.sent ?? 0, version, variables, fitting, seconds, human }
    put(current)
    soon(now ? 0 : 700)
  }

  /** Seconds that were spent in front of the page: a tab left open over night adds nothing. */
  function spent() {
    const passed = Math.min((Date.now() - since) / 1_000, 300)
    since = Date.now()
    return Math.round(passed * 10) / 10
  }

  function soon(ms: number) {
    clearTimeout(again)
    again = setTimeout(flush, ms)
  }

  function flush(): Promise<void> {
    clearTimeout(again)
    sending ??= sendAll().finally(() => {
      sending = undefined
    })
    return sending
  }

  async function sendAll() {
    for (let kept = unsent(); kept; kept = unsent()) {
      const answer = await send(kept).catch(() => undefined)
      if (!answer || answer.status >= 500 || [408, 425, 429].includes(answer.status)) return later(answer)
      failures = 0
      self.listener?.offline(false)
      await settle(kept, answer)
    }
  }

  function later(answer: Response | undefined) {
    failures += 1
    if (!answer) self.listener?.offline(true)
    const asked = Number(answer?.headers.get("retry-after")) * 1_000
    // Half of the wait is chance, so that a crowd does not come back as one.
    const wait = Math.min(1_000 * 2 ** failures, 60_000) * (0.5 + Math.random() / 2)
    // Not in this call: it is still the one under way.
    clearTimeout(again)
    again = setTimeout(flush, asked || wait)
  }

  /** What the server does not have yet, the oldest first: those whom a kiosk has sent home too. */
  function unsent(): Kept | undefined {
    const others = shelf
      .keys()
      .filter((one) => one.startsWith(`${pointer}.`))
      .map((one) => read(one.slice(pointer.length + 1)))
      .filter((kept) => kept !== undefined && kept.id !== current?.id && kept.sent < kept.sequence)
    return others[0] ?? (current && current.sent < current.sequence ? current : undefined)
  }

  const send = (kept: Kept, keepalive = false) =>
    fetch(`${ask}/responses/${kept.id}`, {
      method: "PUT",
      credentials: "omit",
      keepalive,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        version: kept.version,
        sequence: kept.sequence,
        answers: kept.fitting,
        language: kept.language,
        variables: kept.variables,
        place: kept.place,
        seconds: kept.seconds,
        finished: kept.finished,
        human: kept.human,
        sentAt: new Date().toISOString(),
      }),
    })

  async function settle(kept: Kept, answer: Response) {
    const said = (await answer.json().catch(() => ({}))) as {
      sequence?: number
      finished?: boolean
      statusUrl?: string
      error?: { code: string; params?: { responseId?: string } }
    }
    const isCurrent = current?.id === kept.id
    const newest = (isCurrent ? current : kept) as Kept
    const done = {
      ...newest,
      sent: Math.max(newest.sent, kept.sequence),
      statusUrl: said.statusUrl ?? newest.statusUrl,
    }
    // Another device has gone further with this response: what was said here last comes after that.
    if (answer.ok && said.sequence !== undefined && said.sequence > kept.sequence && !said.finished)
      Object.assign(done, { sequence: said.sequence + 1, sent: said.sequence })
    const finished = answer.ok || said.error?.code === "response.finished"
    if (!isCurrent) {
      // Nothing more can be done for a response nobody sees any longer.
      shelf.remove(name(kept.id))
      return
    }
    current = finished ? done : { ...done, sent: done.sequence }
    put(current)
    if (answer.ok) self.listener?.taken(current.statusUrl)
    else if (!finished) {
      const why = answer.status === 404 ? "expired" : refusalOf(said.error?.code)
      // One save that was not taken is no end: what comes next may be.
      if (why !== "fault" || kept.finished) self.listener?.refused(why, said.error?.params?.responseId)
    }
  }

  addEventListener("online", () => void flush())
  addEventListener("offline", () => self.listener?.offline(true))
  // The page may be gone in a moment: what is not sent goes out on its own; sending it again later changes nothing.
  addEventListener("pagehide", () => {
    const kept = current
    if (kept && kept.sent < kept.sequence) void send(kept, true).catch(() => {})
  })
  document.addEventListener("visibilitychange", () => void (document.hidden && flush()))
  addEventListener("storage", (event) => {
    const id = shelf.get(pointer)
    const newer = id && event.key === name(id) ? read(id) : undefined
    if (!newer || newer.sequence <= (current?.sequence ?? 0)) return
    current = newer
    self.listener?.elsewhere(newer)
  })
  if (unsent()) soon(0)

  const self: Keep = {
    keep,
    begun: () => current,
    statusUrl: () => current?.statusUrl,
    id() {
      const id = shelf.get(pointer) ?? newId()
      shelf.set(pointer, id)
      return id
    },
    async fetched(id) {
      const answer = await fetch(`${ask}/responses/${id}`, { credentials: "omit" }).catch(() => undefined)
      if (!answer?.ok) return undefined
      return { id, language: "", ...((await answer.json()) as Omit<Draft, "id" | "language"> & { sequence: number }) }
    },
    continue(draft, sequence) {
      const { answers } = draft
      current = { ...draft, sequence, sent: sequence, version, variables, fitting: answers, seconds: 0, human }
      put(current)
    },
    touched() {
      if (human) return
      human = true
      since = Date.now()
      if (!current || current.human || current.finished) return
      current = { ...current, human, sequence: current.sequence + 1 }
      put(current)
      soon(0)
    },
    forget() {
      if (current && current.sent >= current.sequence) shelf.remove(name(current.id))
      shelf.remove(pointer)
      current = undefined
      since = Date.now()
      void flush()
    },
    async upload(id, question, file) {
      const named = new URLSearchParams({ question, name: file.name })
      const answer = await fetch(`${ask}/responses/${id}/files?${named}`, {
        method: "POST",
        credentials: "omit",
        // What kind of file it is, the server reads from its bytes.
        headers: { "content-type": "application/octet-stream" },
        body: file,
      })
      if (!answer.ok) throw new Error("refused")
      return ((await answer.json()) as { id: string }).id
    },
  }
  return self
}

const refusalOf = (code = ""): Refusal => {
  const why = code.split(".")[1]
  return why === "paused" || why === "closed" || why === "full" || why === "used" || why === "expired" ? why : "fault"
}

type Shelf = {
  get(name: string): string | null
  set(name: string, value: string): void
  remove(name: string): void
  keys(): string[]
}

/** The browser's storage; where it is blocked (or full), the memory of the page. */
function aShelf(): Shelf {
  const memory = new Map<string, string>()
  let stored: Storage | undefined
  try {
    localStorage.setItem("rapport", "1")
    localStorage.removeItem("rapport")
    stored = localStorage
  } catch {}
  return {
    get: (name) => memory.get(name) ?? stored?.getItem(name) ?? null,
    set(name, value) {
      try {
        if (!stored) throw new Error("blocked")
        stored.setItem(name, value)
        memory.delete(name)
      } catch {
        memory.set(name, value)
      }
    },
    remove(name) {
      memory.delete(name)
      stored?.removeItem(name)
    },
    keys: () => [...new Set([...memory.keys(), ...Object.keys(stored ?? {})])],
  }
}

export const newId = (): string => {
  if (crypto.randomUUID) return crypto.randomUUID()
  // Pages without https know no randomUUID.
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] as number) & 15) | 64
  bytes[8] = ((bytes[8] as number) & 63) | 128
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")
}
