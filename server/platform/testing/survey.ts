import { randomUUID } from "node:crypto"
import type { Question, Survey } from "../../../survey/definition.ts"
import { sql } from "../postgres.ts"
import type { TestOrganization, World } from "./world.ts"

/** Two questions on two pages: a score from 1 to 5, and why. */
export const aDefinition = (questions?: Question[], more: Partial<Survey> = {}): Survey => ({
  format: 1,
  languages: ["en"],
  title: { en: "After delivery" },
  pages: (questions ?? [scored, why]).map((question, index) => ({ id: `p${index + 1}`, questions: [question] })),
  endings: [{ id: "end", title: { en: "Thank you" } }],
  variables: [],
  theme: { accent: "#1f5fbf", background: "#ffffff", text: "#1a1a1a", font: "system" },
  back: true,
  progress: true,
  ...more,
})

const scored: Question = {
  id: "q1",
  kind: "scale",
  title: { en: "How was it?" },
  measures: "csat",
  min: 1,
  max: 5,
  look: "number",
  required: true,
}
const why: Question = { id: "q2", kind: "text", title: { en: "Why?" }, long: true }

/** A published survey, the key under which anybody may answer it, and a respondent who does. */
export async function aSurvey(
  organization: TestOrganization,
  options: { definition?: Survey; settings?: object } = {},
) {
  const editor = await organization.as("editor")
  const visitor = await organization.as("visitor")
  const made = await editor.post<{ id: string; url: string }>("/surveys", {
    definition: options.definition ?? aDefinition(),
    ...options.settings,
  })
  const { body } = await editor.post<{ id: string; url: string }>(`/surveys/${made.body.id}/publishing`, {})
  if (!body.url) throw new Error(`the survey could not be published: ${JSON.stringify(body)}`)
  const key = body.url.split("/q/")[1]!
  return {
    id: body.id,
    key,
    editor,
    visitor,
    /** Sends what a page sends. */
    answer: <Body = { sequence: number; finished: boolean }>(
      answers: object,
      more: { id?: string; key?: string; [field: string]: unknown } = {},
    ) => {
      const { id = randomUUID(), key: by = key, ...rest } = more
      const body = { version: 1, sequence: 1, language: "en", finished: true, human: true, answers, ...rest }
      return visitor.put<Body>(`/ask/${by}/responses/${id}`, body)
    },
    async link(kind: string, more: object = {}) {
      const made = await editor.post<{ items: { url: string }[] }>(`/surveys/${body.id}/links`, { kind, ...more })
      return made.body.items.map((one) => one.url.split("/q/")[1]!)
    },
  }
}

/** Somebody who has written once, known by her address. Returns her id. */
export async function aPerson(
  world: World,
  organization: TestOrganization,
  externalId: string,
  name: string,
): Promise<string> {
  const editor = await organization.as("editor")
  await editor.post("/feedback", { text: "Hello", person: { externalId, email: `${externalId}@example.com`, name } })
  await world.app.settled()
  const [row] = await organization.scope.query<{ person_id: string }>(sql`
    select person_id from person_identity where organization_id = ${organization.id} and kind = 'external' and value = ${externalId}`)
  return row!.person_id
}
