import type { Page, Question, Survey, Text } from "./definition.ts"

/** Surveys to try things on: in tests here, on the server, in the browser. */
export const aSurvey = (pages: readonly (Page | Question)[], more: Partial<Survey> = {}): Survey => ({
  format: 1,
  languages: ["en"],
  title: said("A survey"),
  pages: pages.map((one) => ("questions" in one ? one : { id: `p_${one.id}`, questions: [one] })),
  endings: [{ id: "thanks", title: said("Thank you") }],
  variables: [],
  theme: { accent: "#0b6e69", background: "#fbfaf7", text: "#1c1f21", font: "system" },
  back: true,
  progress: true,
  ...more,
})

export const said = (english: string): Text => ({ en: english })

const choices = (...labels: string[]) => labels.map((label) => ({ id: label.toLowerCase(), label: said(label) }))

/** One question of each kind. */
export const oneOfEach: readonly Question[] = [
  {
    id: "nps",
    kind: "scale",
    title: said("How likely are you to recommend us to a friend?"),
    measures: "nps",
    min: 0,
    max: 10,
    look: "number",
    low: said("Not at all likely"),
    high: said("Extremely likely"),
    required: true,
    unsure: true,
  },
  {
    id: "stars",
    kind: "scale",
    title: said("How was the delivery?"),
    measures: "rating",
    min: 1,
    max: 5,
    look: "star",
  },
  { id: "mood", kind: "scale", title: said("How do you feel about it?"), min: 1, max: 5, look: "smiley" },
  {
    id: "one",
    kind: "choice",
    title: said("Where did you buy it?"),
    many: false,
    look: "list",
    choices: [...choices("Shop", "Website"), { id: "elsewhere", label: said("Elsewhere"), other: true }],
  },
  {
    id: "many",
    kind: "choice",
    title: said("What do you use it for?"),
    many: true,
    look: "list",
    most: 2,
    choices: [...choices("Work", "Home", "Travel"), { id: "nothing", label: said("Nothing"), none: true }],
  },
  {
    id: "drop",
    kind: "choice",
    title: said("Which country do you live in?"),
    many: false,
    look: "dropdown",
    choices: choices("Germany", "Kenya", "Chile"),
  },
  {
    id: "pictures",
    kind: "choice",
    title: said("Which one do you have?"),
    many: false,
    look: "pictures",
    choices: choices("Aria", "Breeze").map((choice) => ({
      ...choice,
      picture: "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==",
    })),
  },
  { id: "ranking", kind: "ranking", title: said("What matters most?"), choices: choices("Price", "Quality", "Speed") },
  {
    id: "matrix",
    kind: "matrix",
    title: said("How do you find these?"),
    rows: choices("Setup", "Support"),
    columns: choices("Bad", "Fair", "Good"),
    many: false,
  },
  {
    id: "slider",
    kind: "slider",
    title: said("What share of your day is it in use?"),
    min: 0,
    max: 100,
    step: 5,
    unit: said("%"),
  },
  { id: "short", kind: "text", title: said("What is it called at home?"), long: false, most: 200 },
  { id: "long", kind: "text", title: said("What should we do better?"), long: true },
  { id: "number", kind: "number", title: said("How many do you own?"), min: 0, max: 50, whole: true },
  { id: "date", kind: "date", title: said("When did you buy it?"), from: "2020-01-01" },
  {
    id: "contact",
    kind: "contact",
    title: said("How can we reach you?"),
    fields: [
      { name: "name", required: false },
      { name: "email", required: true },
    ],
  },
  {
    id: "file",
    kind: "file",
    title: said("A photo of it?"),
    most: 2,
    megabytes: 5,
    types: ["image/png", "image/jpeg"],
  },
  { id: "consent", kind: "consent", title: said("May we write to you?"), text: said("Yes, write to me about this.") },
  { id: "statement", kind: "statement", title: said("Almost done"), text: said("One more question.") },
  {
    id: "component",
    kind: "component",
    title: said("Which part of the product is it about?"),
    components: ["Fan motor", "Filter", "App"],
    many: false,
  },
]
