import type { Choice, Question, Survey, Text } from "../../../survey/definition.ts"

/** What can be asked, as it is offered: some are one kind of question with the wording and scale of a known measure. */
export const presets = [
  ["nps", "csat", "ces", "rating", "smiley"],
  ["single", "multiple", "dropdown", "pictures", "ranking", "matrix", "slider"],
  ["long", "short", "number", "date"],
  ["component", "contact", "file", "consent", "statement"],
] as const
export type Preset = (typeof presets)[number][number]

/** A new question in the languages of the survey: ready to be asked where a wording is established, else a beginning. */
export function newQuestion(preset: Preset, id: string, survey: Pick<Survey, "languages">): Question {
  const say = (en: string, zh: string): Text =>
    Object.fromEntries(
      survey.languages.flatMap((tag) => (/^zh/i.test(tag) ? [[tag, zh]] : /^en/i.test(tag) ? [[tag, en]] : [])),
    )
  const choice = (number: number): Choice => ({
    id: `c${number}`,
    label: say(`Choice ${number}`, `选项 ${number}`),
  })
  const choices = [1, 2, 3].map(choice)
  const titled = (en: string, zh: string) => ({ id, title: say(en, zh) })
  switch (preset) {
    case "nps":
      return {
        ...titled(
          "How likely are you to recommend us to a friend or colleague?",
          "您有多大可能把我们推荐给朋友或同事？",
        ),
        kind: "scale",
        measures: "nps",
        min: 0,
        max: 10,
        look: "number",
        low: say("Not at all likely", "完全不可能"),
        high: say("Extremely likely", "非常可能"),
        required: true,
      }
    case "csat":
      return {
        ...titled("How satisfied are you with it?", "您对此有多满意？"),
        kind: "scale",
        measures: "csat",
        min: 1,
        max: 5,
        look: "number",
        low: say("Very dissatisfied", "非常不满意"),
        high: say("Very satisfied", "非常满意"),
        required: true,
      }
    case "ces":
      return {
        ...titled("The company made it easy for me to handle my issue.", "公司让我很容易地解决了问题。"),
        kind: "scale",
        measures: "ces",
        min: 1,
        max: 7,
        look: "number",
        low: say("Strongly disagree", "非常不同意"),
        high: say("Strongly agree", "非常同意"),
        required: true,
      }
    case "rating":
    case "smiley":
      return {
        ...titled("How was it?", "感觉怎么样？"),
        kind: "scale",
        measures: "rating",
        min: 1,
        max: 5,
        look: preset === "rating" ? "star" : "smiley",
      }
    case "single":
    case "multiple":
    case "dropdown":
    case "pictures":
      return {
        ...titled("Which of these fits?", "哪一项符合？"),
        kind: "choice",
        many: preset === "multiple",
        look: preset === "dropdown" || preset === "pictures" ? preset : "list",
        choices,
      }
    case "ranking":
      return { ...titled("What matters most to you?", "对您来说什么最重要？"), kind: "ranking", choices }
    case "matrix":
      return {
        ...titled("How do you find these?", "您觉得以下各项如何？"),
        kind: "matrix",
        rows: [1, 2].map((number) => ({ id: `r${number}`, label: say(`Row ${number}`, `第 ${number} 行`) })),
        columns: [
          { id: "poor", label: say("Poor", "差"), value: 1 },
          { id: "fair", label: say("Fair", "一般"), value: 2 },
          { id: "good", label: say("Good", "好"), value: 3 },
        ],
        many: false,
      }
    case "slider":
      return { ...titled("How much?", "多少？"), kind: "slider", min: 0, max: 100, step: 5 }
    case "long":
      return {
        ...titled("What is the main reason for your answer?", "您这样回答的主要原因是什么？"),
        kind: "text",
        long: true,
      }
    case "short":
      return { ...titled("What is it called?", "它叫什么？"), kind: "text", long: false, most: 200 }
    case "number":
      return { ...titled("How many?", "有多少？"), kind: "number", min: 0, whole: true }
    case "date":
      return { ...titled("When was it?", "什么时候？"), kind: "date" }
    case "component":
      return {
        ...titled("Which part of the product is it about?", "这与产品的哪个部分有关？"),
        kind: "component",
        many: false,
      }
    case "contact":
      return {
        ...titled("How can we reach you?", "我们怎样联系您？"),
        kind: "contact",
        fields: [
          { name: "name", required: false },
          { name: "email", required: true },
        ],
      }
    case "file":
      return {
        ...titled("A photo of it?", "可以附上照片吗？"),
        kind: "file",
        most: 3,
        megabytes: 10,
        types: ["image/png", "image/jpeg", "image/webp", "application/pdf"],
      }
    case "consent":
      return {
        ...titled("May we come back to you?", "我们可以再联系您吗？"),
        kind: "consent",
        text: say("Yes, you may write to me about my answers.", "可以，请就我的回答与我联系。"),
      }
    case "statement":
      return {
        ...titled("Thank you so far", "谢谢您"),
        kind: "statement",
        text: say("Two more questions.", "还有两个问题。"),
      }
  }
}

/** Which of the offers a question is, for its name in the outline. */
export function presetOf(question: Question): Preset {
  switch (question.kind) {
    case "scale":
      if (question.look === "star") return "rating"
      if (question.look === "smiley") return "smiley"
      return question.measures === "nps" ? "nps" : question.measures === "ces" ? "ces" : "csat"
    case "choice":
      return question.look !== "list" ? question.look : question.many ? "multiple" : "single"
    case "text":
      return question.long ? "long" : "short"
    default:
      return question.kind
  }
}

/** The same question asked another way: what both kinds have is kept, its words first of all. */
export function asPreset(question: Question, preset: Preset, survey: Pick<Survey, "languages">): Question {
  const { id, title, help, required, showIf } = question
  const next = newQuestion(preset, id, survey)
  const kept = { title, ...(help && { help }), ...(required && { required }), ...(showIf && { showIf }) }
  if ("choices" in question && "choices" in next) return { ...next, ...kept, choices: question.choices }
  return { ...next, ...kept }
}
