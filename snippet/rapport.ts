/**
 * What a web page loads to tell Rapport what people do on it. It must never be in the way: it throws nothing, waits for
 * nothing, sets no cookies, and where it is blocked or the browser asks not to be tracked, calls to it do nothing.
 *
 *   <script async src="https://rapport.example/rapport.js" data-write-key="wk_…"></script>
 *   rapport("track", "plan chosen", { plan: "yearly" })
 *
 * On the script element: data-consent="ask" sends nothing before rapport("consent", true); data-errors also tells of
 * script errors; data-remember keeps the visitor's id in localStorage, otherwise it ends with the tab; data-pages="off"
 * leaves page views to the page; data-host where events go, otherwise where the script came from.
 */
type Properties = Record<string, unknown>
type Message = Properties & { type: string; messageId: string }
type Call = [method: string, ...args: unknown[]]
/** Shared with the widget that asks: each passes on what it hears; `q` is what was said before either came. */
type Api = ((...call: Call) => void) & { q?: Call[]; on?: true }

const w = window as unknown as { rapport?: Api }
const script = document.currentScript as HTMLScriptElement | null
const settings = script?.dataset ?? {}
const host = settings.host ?? (script ? new URL(script.src).origin : location.origin)
const writeKey = settings.writeKey ?? ""
const nav = navigator as Navigator & { globalPrivacyControl?: boolean; doNotTrack?: string | null }
const refuses = nav.globalPrivacyControl === true || nav.doNotTrack === "1"

/** Storage that a browser may forbid: then things are kept while the page is open. */
const kept: Record<string, string> = {}
const store = (): Storage | undefined => {
  try {
    return settings.remember === undefined ? sessionStorage : localStorage
  } catch {
    return undefined
  }
}
const read = (key: string): string | null => {
  try {
    return store()?.getItem(`rapport.${key}`) ?? kept[key] ?? null
  } catch {
    return kept[key] ?? null
  }
}
const write = (key: string, value: string | null) => {
  if (value === null) delete kept[key]
  else kept[key] = value
  try {
    if (value === null) store()?.removeItem(`rapport.${key}`)
    else store()?.setItem(`rapport.${key}`, value)
  } catch {
    // kept in memory
  }
}

const newId = (): string =>
  crypto.randomUUID?.() ??
  [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("")

const visitor = (): string => {
  const known = read("visitor")
  if (known) return known
  const made = newId()
  write("visitor", made)
  return made
}

let consent = settings.consent !== "ask" || read("consent") === "yes"
let queue: Message[] = []
try {
  queue = JSON.parse(read("queue") ?? "[]") as Message[]
} catch {
  // a queue of another time
}
let timer: ReturnType<typeof setTimeout> | undefined
let wait = 1_000
let sending = false

const most = 200
const batchSize = 50

const add = (type: string, more: Properties) => {
  if (refuses || !consent || !writeKey) return
  const user = read("user")
  const { pathname, href, search } = location
  queue.push({
    type,
    messageId: newId(),
    timestamp: new Date().toISOString(),
    anonymousId: visitor(),
    ...(user ? { userId: user } : {}),
    context: {
      page: { path: pathname, url: href.split("#")[0], search, title: document.title, referrer: document.referrer },
      locale: navigator.language,
      library: { name: "rapport.js" },
    },
    ...more,
  })
  // What cannot be sent for long is dropped from its beginning: a page is not a place to keep things.
  if (queue.length > most) queue = queue.slice(-most)
  keep()
  if (queue.length >= batchSize) void send()
  else timer ??= setTimeout(send, 300)
}

const keep = () => write("queue", queue.length > 0 ? JSON.stringify(queue) : null)
const body = (batch: Message[]) => JSON.stringify({ writeKey, batch, sentAt: new Date().toISOString() })

const send = async () => {
  clearTimeout(timer)
  timer = undefined
  if (sending || queue.length === 0) return
  sending = true
  const batch = queue.slice(0, batchSize)
  let again = true
  try {
    const answer = await fetch(`${host}/v1/batch`, {
      method: "POST",
      body: body(batch),
      headers: { "content-type": "text/plain" },
      credentials: "omit",
      keepalive: true,
    })
    again = answer.status >= 500 || answer.status === 429
  } catch {
    // offline, or blocked
  }
  sending = false
  if (again) {
    wait = Math.min(wait * 2, 60_000)
    timer = setTimeout(send, wait)
    return
  }
  wait = 1_000
  const sent = new Set(batch.map((one) => one.messageId))
  queue = queue.filter((one) => !sent.has(one.messageId))
  keep()
  if (queue.length > 0) void send()
}

let shown = ""
const page = (name?: unknown, properties: Properties = {}) => {
  shown = location.pathname + location.search
  add("page", { ...(typeof name === "string" ? { name } : {}), properties: { path: location.pathname, ...properties } })
}
const turned = () => {
  if (location.pathname + location.search !== shown) page()
}

const methods: Record<string, (...args: never[]) => void> = {
  track: (event: string, properties: Properties = {}) => add("track", { event, properties }),
  page,
  identify: (userId: string, traits: Properties = {}) => {
    if (consent && !refuses) write("user", userId)
    add("identify", { userId, traits })
  },
  group: (groupId: string, traits: Properties = {}) => add("group", { groupId, traits }),
  reset: () => {
    write("user", null)
    write("visitor", null)
  },
  consent: (given: boolean) => {
    const before = consent
    consent = given
    if (given) {
      write("consent", "yes")
      if (!before && settings.pages !== "off") page()
    } else {
      queue = []
      for (const key of ["queue", "user", "visitor", "consent"]) write(key, null)
    }
  },
}

const call = (...[method, ...args]: Call) => {
  try {
    methods[method]?.(...(args as never[]))
  } catch {
    // never in the way of the page
  }
}

const before = w.rapport
const waiting = before?.q ?? []
w.rapport = Object.assign(
  (...one: Call) => {
    if (before?.on) before(...one)
    call(...one)
  },
  { q: waiting, on: true as const },
)
for (const one of waiting) call(...one)

if (!refuses && writeKey) {
  if (settings.pages !== "off") {
    page()
    for (const name of ["pushState", "replaceState"] as const) {
      const before = history[name]
      history[name] = function (this: History, ...args: Parameters<typeof before>) {
        before.apply(this, args)
        setTimeout(turned)
      }
    }
    addEventListener("popstate", turned)
  }
  if (settings.errors !== undefined) {
    const tell = (message: unknown, at = "") =>
      add("track", { event: "Error", properties: { message: String(message).slice(0, 300), at } })
    addEventListener("error", (event) => {
      if (event.message) tell(event.message, `${event.filename}:${event.lineno}`)
    })
    addEventListener("unhandledrejection", (event) => tell((event.reason as Error | null)?.message ?? event.reason))
  }
  addEventListener("online", () => void send())
  // A page that goes away has no time to wait for an answer.
  addEventListener("pagehide", () => {
    if (queue.length > 0 && navigator.sendBeacon?.(`${host}/v1/batch`, body(queue))) {
      queue = []
      keep()
    }
  })
  if (queue.length > 0) timer ??= setTimeout(send, 300)
}

export {}
