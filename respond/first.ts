import type { Question, Survey, Text } from "../survey/definition.ts"
import { textIn } from "../survey/languages.ts"
import type { Keep } from "./keep.ts"
import type { Asked, Draft } from "./run.ts"
import type { Say } from "./words.ts"

export type FirstSetting = {
  asked: Asked
  language: string
  direction: "rtl" | "ltr"
  say: Say
  keep: Keep
  takesFocus: boolean
  onFinished: () => void
  /** There is more to ask than this one question: the whole of it takes over. */
  onMore: (draft: Draft) => void
}

type Scale = Question & { kind: "scale" }

/** A survey that begins with nothing but a scale can be shown before anything else is there. */
export function firstScale({ survey, state }: Asked): Scale | undefined {
  const [page] = survey.pages
  const [question] = page?.questions ?? []
  if (state !== "open" || page?.questions.length !== 1 || page.showIf || question?.kind !== "scale") return undefined
  return question.showIf || question.look !== "number" || speaks(question) ? undefined : question
}

const speaks = (json: unknown) => JSON.stringify(json).includes("{{")

/** That scale is the whole survey, and its end is plain thanks. */
function isAll({ pages, endings }: Survey): boolean {
  const [ending] = endings
  return (
    pages.length === 1 &&
    !pages[0]?.jumps?.length &&
    endings.length === 1 &&
    !ending?.button &&
    !ending?.statusLink &&
    !speaks(ending)
  )
}

/**
 * One scale in plain elements, the same to see and to hear as the part in `questions/Scale.tsx`: what a visitor of
 * somebody else's page has to load before she has answered one question is this, and not the whole runtime.
 */
export function showFirst(element: HTMLElement, question: Scale, setting: FirstSetting) {
  const { asked, language, direction, say, keep } = setting
  const { survey } = asked
  const text = (words: Text | undefined) => textIn(words, language, survey)
  const draft: Draft = { id: keep.id(), answers: {}, place: null, finished: false, language }
  const { min, max } = question
  const [low, high] = [text(question.low), text(question.high)]
  const fault = make("p", { class: "r-fault", role: "alert", id: "r-fault-1" })

  const radio = (value: string, label: string) =>
    make("input", { type: "radio", name: "r", value, ...(label ? { "aria-label": label } : {}) })
  const labels = Array.from({ length: max - min + 1 }, (_, at) => {
    const end = at === 0 ? low : min + at === max ? high : ""
    const shown = String(min + at)
    return make("label", {}, [
      radio(shown, end ? `${shown}, ${end}` : shown),
      make("span", { "aria-hidden": "true" }, [shown]),
    ])
  })
  const heading = make("h2", { id: "r-title-1", tabindex: "-1" }, [
    text(question.title),
    question.required === true && make("span", { "aria-hidden": "true" }, [" *"]),
  ])
  const form = make("form", { novalidate: "" }, [
    make("section", { class: "r-question" }, [
      heading,
      text(question.help) !== "" && make("p", { class: "r-help", id: "r-help-1" }, [text(question.help)]),
      make(
        "div",
        {
          role: "radiogroup",
          "aria-labelledby": "r-title-1",
          "aria-describedby": "r-help-1 r-fault-1",
          "aria-required": String(Boolean(question.required)),
        },
        [
          make("div", { class: `r-scale ${labels.length > 7 ? "r-long" : ""}` }, labels),
          low + high !== "" &&
            make("div", { class: "r-ends", "aria-hidden": "true" }, [
              make("span", {}, [low]),
              make("span", {}, [high]),
            ]),
          question.unsure &&
            make("label", { class: "r-choice r-unsure" }, [radio("", ""), make("span", {}, [say("unsure")])]),
        ],
      ),
      fault,
    ]),
    make("div", { class: "r-turn" }, [
      make("button", { class: "r-button r-go" }, [say(survey.pages.length > 1 ? "next" : "send")]),
    ]),
  ])
  ;(form.querySelector(".r-scale") as HTMLElement).style.setProperty("--r-count", String(labels.length))
  const all = make("div", { class: "r", dir: direction, lang: language }, [form])
  element.replaceChildren(all)
  if (setting.takesFocus) heading.focus({ preventScroll: true })

  form.addEventListener("change", (event) => {
    const { value } = event.target as HTMLInputElement
    draft.answers = { [question.id]: value === "" ? { unsure: true } : Number(value) }
    fault.textContent = ""
    keep.keep({ ...draft }, draft.answers, false)
  })
  let typed = ""
  form.addEventListener("keydown", ({ key }) => {
    if (!/^\d$/.test(key)) return
    const value = [typed + key, key].find((digits) => Number(digits) >= min && Number(digits) <= max) ?? ""
    typed = value
    setTimeout(() => (typed = ""), 900)
    const input = form.querySelector<HTMLInputElement>(`input[value="${Number(value)}"]`)
    if (value && input) {
      input.focus()
      input.click()
    }
  })
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    if (question.required && !(question.id in draft.answers)) {
      fault.textContent = say("required")
      form.querySelector("input")?.focus()
      return
    }
    if (!isAll(survey)) return setting.onMore(draft)
    keep.keep({ ...draft, finished: true }, draft.answers, true)
    const [ending] = survey.endings
    const thanks = make("h2", { tabindex: "-1" }, [text(ending?.title)])
    const more = make("p", { class: "r-statement" }, [text(ending?.text)])
    all.replaceChildren(make("section", { class: "r-question", role: "status" }, [thanks, more]))
    thanks.focus()
    setting.onFinished()
  })
}

function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Record<string, string>,
  children: (Node | string | false | undefined)[] = [],
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  element.append(...children.filter((child) => child !== undefined && child !== false))
  return element
}
