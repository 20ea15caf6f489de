import type { Asked } from "./run.ts"

/**
 * The loader on other people's sites: one small script that waits for its moment, and brings the rest only then.
 *
 *   <script async src="https://rapport.example/widget.js" data-site="KEY"></script>
 *   <script async src="https://rapport.example/widget.js" data-survey="KEY" data-seconds="20" data-page="/pricing*"></script>
 *
 * With data-site, which surveys it shows and when is set in Rapport; with data-survey, on the element. It keeps nothing
 * but whether a survey was answered or closed, in the storage of the site itself; no cookies.
 */
type Command = ["event" | "track", string] | ["set", Site] | ["open", string?] | ["close"]
type Site = { audiences?: string[]; variables?: Record<string, string | number>; language?: string }
/** Shared with the script that tells what people do: each passes on what it hears; `q` is what was said before either came. */
type Rapport = ((...command: Command) => void) & { q?: Command[]; on?: true }
type Rule = {
  key: string
  pages?: string[]
  event?: string
  seconds?: number
  scroll?: number
  leaving?: boolean
  share?: number
  days?: number
  audience?: string
  into?: string
}
type Memory = { until?: number; lot?: number }

const here = document.currentScript as HTMLScriptElement | null
if (here) start(here)

function start(script: HTMLScriptElement) {
  const { site: siteKey, survey: key, into, event, page, seconds, share, audience, days, lang } = script.dataset
  if (!key && !siteKey) return
  const base = new URL(".", script.src).href
  const site: Site = {}
  const heard = new Set<string>()
  const begun = Date.now()
  const waiting: ReturnType<typeof wait>[] = []
  const lot = Math.random()
  let read = 0
  let leaving = false
  let quietDays = 0
  /** A survey stands over the page. */
  let busy = false

  /** What was put away: when it may be shown again, and this visitor's lot among the share that is asked. */
  function memory(name: string): Memory {
    try {
      return JSON.parse(localStorage.getItem(`rapport.${name}.shown`) ?? "{}") as Memory
    } catch {
      return {}
    }
  }
  function remember(name: string, more: Memory) {
    try {
      localStorage.setItem(`rapport.${name}.shown`, JSON.stringify({ ...memory(name), ...more }))
    } catch {}
  }

  /** Who the browser snippet says this is. */
  function visitor(): string | null {
    try {
      return localStorage.getItem("rapport.visitor") ?? sessionStorage.getItem("rapport.visitor")
    } catch {
      return null
    }
  }

  function wait(rule: Rule) {
    const { key } = rule
    const kept = memory(key)
    let wanted = false
    let shown: Promise<(() => void) | undefined> | undefined

    function isTime(): boolean {
      const { scrollHeight, clientHeight, scrollTop } = document.documentElement
      read = Math.max(read, ((scrollTop + clientHeight) / scrollHeight) * 100)
      if (wanted || rule.into) return true
      if (busy || (kept.until ?? 0) > Date.now() || (quietDays && (memory("site").until ?? 0) > Date.now()))
        return false
      if (rule.share !== undefined) {
        if (kept.lot === undefined) {
          kept.lot = lot
          remember(key, { lot })
        }
        if (kept.lot >= rule.share) return false
      }
      return (
        (!rule.event || heard.has(rule.event)) &&
        (!rule.pages?.length || rule.pages.some((one) => matches(one, location.pathname))) &&
        Date.now() - begun >= (rule.seconds ?? 0) * 1_000 &&
        (!rule.scroll || read >= rule.scroll) &&
        (!rule.leaving || leaving) &&
        (!rule.audience || rule.audience.split(",").some((one) => site.audiences?.includes(one.trim())))
      )
    }

    function look() {
      if (shown || !isTime()) return
      if (!rule.into) busy = true
      shown = show().catch((error) => {
        console.warn("Rapport", error)
        return undefined
      })
      void shown.then((close) => {
        if (!close) busy = false
      })
    }

    async function show() {
      const element = rule.into ? document.querySelector(rule.into) : null
      // The place may be drawn later.
      if (rule.into && !element) {
        shown = undefined
        return undefined
      }
      const [answer, { embed }] = await Promise.all([
        fetch(`${base}api/v1/ask/${key}`, { credentials: "omit" }),
        import("./embed.ts"),
      ])
      if (!answer.ok) return undefined
      const asked = (await answer.json()) as Asked
      if (asked.state !== "open" && !rule.into) return undefined
      const wishes = [lang, site.language, document.documentElement.lang, ...navigator.languages]
      const language = wishes
        .map((wish) => asked.survey.languages.find((one) => wish && one.split("-")[0] === wish.split("-")[0]))
        .find(Boolean)
      if (siteKey) told(key)
      return embed({
        key,
        base,
        asked,
        language: language ?? asked.survey.languages[0] ?? "en",
        variables: { ...site.variables },
        into: element,
        onClosed() {
          busy = false
          remember(key, { until: Math.max(memory(key).until ?? 0, after(rule.days ?? 30)) })
        },
        onFinished: () => remember(key, { until: after(3_650) }),
      })
    }

    return {
      look,
      open() {
        wanted = true
        // Shown and closed before: again.
        void shown?.then(() => {
          shown = undefined
          look()
        })
      },
      close: () => void shown?.then((close) => close?.()),
      key,
    }
  }

  /** One survey was shown: the others hold back, and whoever is known has been asked. */
  function told(survey: string) {
    remember("site", { until: after(quietDays) })
    const known = visitor()
    if (known)
      void fetch(`${base}api/v1/ask/site/${siteKey}/shown`, {
        method: "POST",
        credentials: "omit",
        keepalive: true,
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ survey, visitor: known }),
      }).catch(() => {})
  }

  async function learn() {
    const known = visitor()
    const answer = await fetch(
      `${base}api/v1/ask/site/${siteKey}${known ? `?visitor=${encodeURIComponent(known)}` : ""}`,
      { credentials: "omit" },
    )
    if (!answer.ok) return
    const rules = (await answer.json()) as { surveys: Rule[]; quietDays: number }
    quietDays = rules.quietDays
    waiting.push(...rules.surveys.map(wait))
    look()
  }

  const look = () => {
    for (const one of waiting) one.look()
  }
  const host = window as { rapport?: Rapport }
  const before = host.rapport
  const hear = (...[what, value]: Command) => {
    if (what === "event" || what === "track") heard.add(value)
    if (what === "set") Object.assign(site, value)
    for (const one of waiting) {
      if (what === "open" && (!value || value === one.key)) one.open()
      if (what === "close") one.close()
    }
    look()
  }
  host.rapport = Object.assign(
    (...command: Command) => {
      if (before?.on) before(...command)
      hear(...command)
    },
    { q: before?.q ?? [], on: true as const },
  )
  if (key) {
    const number = (text: string | undefined) => (text === undefined ? undefined : Number(text))
    const pages = page?.split(",").map((one) => one.trim())
    waiting.push(
      wait({ key, into, event, pages, audience, seconds: number(seconds), share: number(share), days: number(days) }),
    )
  }
  for (const command of before?.q ?? []) hear(...command)
  document.documentElement.addEventListener("mouseleave", ({ clientY }) => {
    leaving ||= clientY <= 0
    look()
  })
  // Pages that never load anew change their address without telling.
  setInterval(look, 1_000)
  look()
  if (siteKey) void learn().catch((error) => console.warn("Rapport", error))
}

const after = (days: number) => Date.now() + days * 86_400_000

/** `/pricing*` is every page that begins so. */
function matches(pattern: string, path: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
  return new RegExp(`^${parts.join(".*")}$`).test(path)
}
