import { directionOf, textIn } from "../survey/languages.ts"
import { firstScale, showFirst } from "./first.ts"
import { createKeep } from "./keep.ts"
import css from "./look.css?inline"
import { paintAlways } from "./paint.ts"
import pop from "./pop.css?inline"
import type { Asked, Draft } from "./run.ts"
import { dress } from "./style.ts"
import { sayIn, wordsFor } from "./words.ts"

export type EmbedSetting = {
  key: string
  base: string
  asked: Asked
  language: string
  variables: Record<string, string | number>
  /** Where it stands in the page; without it, it pops over. */
  into: Element | null
  onClosed: () => void
  onFinished: () => void
}

/** A survey in somebody else's page, in a shadow of its own: their styles do not reach it, nor its styles them. */
export async function embed(setting: EmbedSetting): Promise<() => void> {
  const { asked, into, language, base, key } = setting
  const words = await wordsFor(language, base)
  const say = sayIn(words)
  const host = document.createElement("div")
  const root = host.attachShadow({ mode: "open" })
  dress(root, css)
  dress(root, pop)
  paintAlways(host, asked.survey.theme)
  const element = document.createElement("div")
  const before = document.activeElement as HTMLElement | null
  // Whoever is typing is not torn away; everybody else is led here.
  const takesFocus = !into && !before?.matches("input,textarea,select,[contenteditable]")

  function close() {
    host.remove()
    before?.focus?.()
    setting.onClosed()
  }

  if (into) {
    root.append(element)
    into.append(host)
  } else {
    root.append(dialog(element, textIn(asked.survey.title, language, asked.survey), say("close"), close))
    document.body.append(host)
  }

  const variables = { ...setting.variables, ...asked.variables }
  const keep = createKeep({ key, base, version: asked.version, variables })
  for (const name of ["pointerdown", "keydown", "wheel", "touchmove"])
    element.addEventListener(name, ({ isTrusted }) => isTrusted && keep.touched(), { passive: true })
  const whole = () => import("./session.tsx")
  const goOn = async (begun?: Draft) => {
    const { startSession } = await whole()
    element.replaceChildren()
    return startSession(element, { ...setting, words, whole: false, takesFocus, keep, begun })
  }
  const question = keep.begun() || asked.responseId ? undefined : firstScale(asked)
  if (!question) void goOn()
  else {
    const { onFinished } = setting
    const onMore = async (draft: Draft) => void (await goOn(draft)).next()
    showFirst(element, question, {
      asked,
      language,
      direction: directionOf(language),
      say,
      keep,
      takesFocus,
      onFinished,
      onMore,
    })
    // While the first question is read.
    if (asked.survey.pages.length > 1) void whole().catch(() => {})
  }
  return close
}

/** Over the page, in its corner. The focus goes round in it; Escape closes it, and gives the focus back. */
function dialog(inside: HTMLElement, name: string, closeName: string, close: () => void): HTMLElement {
  const section = document.createElement("section")
  section.className = "r-pop"
  section.setAttribute("role", "dialog")
  section.setAttribute("aria-label", name)
  section.addEventListener("keydown", ({ key }) => key === "Escape" && close())
  const button = document.createElement("button")
  button.className = "r-close"
  button.type = "button"
  button.textContent = "✕"
  button.setAttribute("aria-label", closeName)
  button.addEventListener("click", close)
  const end = (to: "first" | "last") => {
    const span = document.createElement("span")
    span.tabIndex = 0
    span.addEventListener("focus", () => {
      const all = [...section.querySelectorAll<HTMLElement>("button,input,select,textarea,a")]
      all.at(to === "first" ? 0 : -1)?.focus()
    })
    return span
  }
  section.append(end("last"), button, inside, end("first"))
  return section
}
