import type { Choice, Question, Survey, Text } from "./definition.ts"

export type PlacedText = { text: Text | undefined; path: (string | number)[]; optional: boolean }

/** Every text of a survey with its place, in the order in which it is read: what is translated. */
export function textsOf(survey: Survey): PlacedText[] {
  return [
    { text: survey.title, path: ["title"], optional: false },
    ...survey.pages.flatMap((page, at) =>
      page.questions.flatMap((question, index) => textsOfQuestion(question, ["pages", at, "questions", index])),
    ),
    ...survey.endings.flatMap((ending, at) => [
      { text: ending.title, path: ["endings", at, "title"], optional: false },
      { text: ending.text, path: ["endings", at, "text"], optional: true },
      ...(ending.button
        ? [{ text: ending.button.label, path: ["endings", at, "button", "label"], optional: false }]
        : []),
    ]),
  ]
}

function textsOfQuestion(question: Question, path: (string | number)[]): PlacedText[] {
  const may = (name: "low" | "high" | "unit" | "text" | "help") => ({
    text: (question as Record<string, unknown>)[name] as Text | undefined,
    path: [...path, name],
    optional: !(name === "text" && question.kind === "consent"),
  })
  const labels = (name: string, choices: readonly Choice[]) =>
    choices.map(({ label }, at) => ({ text: label, path: [...path, name, at, "label"], optional: false }))
  const own: Partial<Record<Question["kind"], () => PlacedText[]>> = {
    scale: () => [may("low"), may("high")],
    slider: () => [may("low"), may("high"), may("unit")],
    number: () => [may("unit")],
    consent: () => [may("text")],
    statement: () => [may("text")],
  }
  return [
    { text: question.title, path: [...path, "title"], optional: false },
    may("help"),
    ...(own[question.kind]?.() ?? []),
    ...("choices" in question ? labels("choices", question.choices) : []),
    ...(question.kind === "matrix" ? [...labels("rows", question.rows), ...labels("columns", question.columns)] : []),
  ]
}
