import type { Asked } from "./run.ts"

/**
 * The loader on other people's sites: one small script that waits for its moment, and brings the rest only then.
 *
 *   <script async src="https://rapport.example/widget.js" data-survey="KEY" data-seconds="20" data-page="/pricing*"></script>
 *
 * It keeps nothing but whether its survey was answered or closed, in the storage of the site itself; no cookies.
 */
type Command = ["event" | "track", string] | ["set", Site] | ["open", string?] | ["close"]
type Site = { audiences?: string[]; variables?: Record<string, string | number>; language?: string }
/** Shared with the script that tells what people do: each passes on what it hears; `q` is what was said before either came. */
type Rapport = ((...command: Command) => void) & { q?: Command[]; on?: true }

const here = document.currentScript as HTMLScriptElement | null
if (here) start(here)

function start(script: HTMLScriptElement) {
  const { survey: key, into, event, page, seconds, share, audience, days, lang } = script.dataset
  if (!key) return
  const base = new URL(".", script.src).href
  const name = `rapport.${key}.shown`
  const site: Site = {}
  const heard = new Set<string>()
  const begun = Date.now()
  const lot = Math.random()
  let wanted = false
  let shown: Promise<(() => void) | undefined> | undefined

  /** What was put away: when it may be shown again, and this visitor's lot among the share that is asked. */
  const memory = (() => {
    try {
      return JSON.parse(localStorage.getItem(name) ?? "{}") as { until?: number; lot?: number }
    } catch {
      return {}
    }
  })()
  function remember(more: typeof memory) {
    Object.assign(memory, more)
    try {
      localStorage.setItem(name, JSON.stringify(memory))
    } catch {}
  }

  function isTime(): boolean {
    if (wanted || into) return true
    if ((memory.until ?? 0) > Date.now()) return false
    if (share) {
      if (memory.lot === undefined) remember({ lot })
      if ((memory.lot ?? lot) >= Number(share)) return false
    }
    return (
      (!event || heard.has(event)) &&
      (!page || matches(page, location.pathname)) &&
      Date.now() - begun >= Number(seconds ?? 0) * 1_000 &&
      (!audience || audience.split(",").some((one) => site.audiences?.includes(one.trim())))
    )
  }

  function look() {
    if (!shown && isTime())
      shown = show().catch((error) => {
        console.warn("Rapport", error)
        return undefined
      })
  }

  async function show() {
    const element = into ? document.querySelector(into) : null
    // The place may be drawn later.
    if (into && !element) {
      shown = undefined
      return undefined
    }
    const [answer, { embed }] = await Promise.all([
      fetch(`${base}api/v1/ask/${key}`, { credentials: "omit" }),
      import("./embed.ts"),
    ])
    if (!answer.ok) return undefined
    const asked = (await answer.json()) as Asked
    if (asked.state !== "open" && !into) return undefined
    const wishes = [lang, site.language, document.documentElement.lang, ...navigator.languages]
    const language = wishes
      .map((wish) => asked.survey.languages.find((one) => wish && one.split("-")[0] === wish.split("-")[0]))
      .find(Boolean)
    return embed({
      key: key as string,
      base,
      asked,
      language: language ?? asked.survey.languages[0] ?? "en",
      variables: { ...site.variables },
      into: element,
      onClosed: () => remember({ until: Math.max(memory.until ?? 0, Date.now() + Number(days ?? 30) * 86_400_000) }),
      onFinished: () => remember({ until: Date.now() + 3_650 * 86_400_000 }),
    })
  }

  const host = window as { rapport?: Rapport }
  const before = host.rapport
  const hear = (...[what, value]: Command) => {
    if (what === "event" || what === "track") heard.add(value)
    if (what === "set") Object.assign(site, value)
    if (what === "open" && (!value || value === key)) {
      wanted = true
      // Shown and closed before: again.
      void shown?.then(() => {
        shown = undefined
        look()
      })
    }
    if (what === "close") void shown?.then((close) => close?.())
    look()
  }
  host.rapport = Object.assign(
    (...command: Command) => {
      if (before?.on) before(...command)
      hear(...command)
    },
    { q: before?.q ?? [], on: true as const },
  )
  for (const command of before?.q ?? []) hear(...command)
  // Pages that never load anew change their address without telling.
  setInterval(look, 1_000)
  look()
}

/** `/pricing*` is every page that begins so. */
function matches(pattern: string, path: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
  return new RegExp(`^${parts.join(".*")}$`).test(path)
}
