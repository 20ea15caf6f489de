import css from "./look.css?inline"
import { paintAlways } from "./paint.ts"
import { bring } from "./parts.ts"
import type { Asked } from "./run.ts"
import { startSession } from "./session.tsx"
import { dress } from "./style.ts"
import type { Words as OwnWords } from "./words.ts"

/** The hosted page. What it asks came with it, so it is drawn without any further request. */
const json = (id: string) => JSON.parse(document.getElementById(id)?.textContent || "{}")
const asked = json("asked") as Asked & { kind?: string }
const words = json("words") as OwnWords
const query = new URLSearchParams(location.search)
const given = asked.survey.variables.flatMap(({ name, from }) => {
  const value = query.get(name)
  return from.kind === "given" && value !== null ? [[name, value.slice(0, 500)] as const] : []
})

dress(document, css)
const element = document.getElementById("r") as HTMLElement
paintAlways(document.body, asked.survey.theme)
document.body.style.background = "var(--r-bg)"
document.body.style.margin = "0"
// The parts of the first page come with it (the server says so in the head): no second look.
await bring(asked.survey.pages[0]?.questions ?? [], document).catch(() => {})
startSession(element, {
  asked,
  words,
  key: location.pathname.split("/").pop() ?? "",
  base: "/",
  language: document.documentElement.lang,
  variables: Object.fromEntries(given),
  chosen: query.get("answer"),
  whole: true,
  takesFocus: true,
  kiosk: asked.kind === "kiosk",
})
