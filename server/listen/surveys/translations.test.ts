import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { aDefinition } from "../../platform/testing/survey.ts"
import { aWorld, type Client, type World } from "../../platform/testing/world.ts"
import type { SurveyWithDraft } from "./contract.ts"
import { questionsOf as questionsIn } from "./survey.ts"

let world: World
let editor: Client
beforeAll(async () => {
  world = await aWorld()
  editor = await (await world.anOrganization()).as("editor")
})
afterAll(() => world.end())

type Faults = { error: { code: string } }

describe("translations", () => {
  const put = (id: string, kind: "csv" | "xliff", text: string) =>
    editor.raw(`/surveys/${id}/translations.${kind}`, {
      method: "PUT",
      headers: { "content-type": kind === "csv" ? "text/csv" : "application/xliff+xml" },
      body: text,
    })
  type Took = { changed: number; unknown: string[]; languages: string[] }

  test("go out as CSV and come back in a language that is new", async () => {
    const { body } = await editor.post<SurveyWithDraft>("/surveys", { definition: aDefinition() })
    const csv = await (await editor.raw(`/surveys/${body.id}/translations.csv?language=de`)).text()
    const lines = csv
      .replace(/^\uFEFF/, "")
      .trim()
      .split("\r\n")
    expect(lines.slice(0, 3)).toEqual(["text,en,de", "title,After delivery,", "question.q1.title,How was it?,"])
    const back = [
      lines[0],
      "title,After delivery,Nach der Lieferung",
      'question.q1.title,Changed,"Wie war es, „ehrlich“?"',
      "question.q7.title,,Nichts",
    ].join("\n")
    const took = (await (await put(body.id, "csv", back)).json()) as Took
    expect(took).toMatchObject({ changed: 2, unknown: ["question.q7.title"], languages: ["en", "de"] })
    const { draft } = (await editor.get<SurveyWithDraft>(`/surveys/${body.id}`)).body
    expect(draft.title).toEqual({ en: "After delivery", de: "Nach der Lieferung" })
    expect(questionsIn(draft)[0]!.title).toEqual({ en: "How was it?", de: "Wie war es, „ehrlich“?" })
  })

  test("go out as XLIFF and come back, from version 2 too", async () => {
    const definition = aDefinition(undefined, {
      title: { en: "Tea & <biscuits>", fr: "" } as Record<string, string>,
      languages: ["en", "fr"],
    })
    const { body } = await editor.post<SurveyWithDraft>("/surveys", { definition })
    const xliff = await (await editor.raw(`/surveys/${body.id}/translations.xliff`)).text()
    expect(xliff).toContain('<trans-unit id="title" xml:space="preserve"><source>Tea &amp; &lt;biscuits&gt;</source>')
    const back = xliff.replace(
      '<target state="needs-translation"></target>',
      "<target>Thé &amp; &lt;biscuits&gt;</target>",
    )
    expect(await (await put(body.id, "xliff", back)).json()).toMatchObject({ changed: 1, unknown: [] })
    const two = `<xliff version="2.0" srcLang="en" trgLang="ar" xmlns="urn:oasis:names:tc:xliff:document:2.0"><file id="f"><unit id="question.q1.title"><segment><source>How was it?</source><target>كيف كان؟</target></segment></unit></file></xliff>`
    expect(await (await put(body.id, "xliff", two)).json()).toMatchObject({ changed: 1, languages: ["en", "fr", "ar"] })
    const { draft } = (await editor.get<SurveyWithDraft>(`/surveys/${body.id}`)).body
    expect([draft.title.fr, questionsIn(draft)[0]!.title.ar]).toEqual(["Thé & <biscuits>", "كيف كان؟"])
  })

  test("that cannot be read are refused in words", async () => {
    const { body } = await editor.post<SurveyWithDraft>("/surveys", { definition: aDefinition() })
    for (const [kind, text] of [
      ["csv", "a,b\n1,2"],
      ["csv", 'text,en\n"open'],
      ["csv", "text,en,no language!\ntitle,a,b"],
      ["xliff", "<html>"],
      ["xliff", "not xml"],
      ["xliff", '<!DOCTYPE x [<!ENTITY a "b">]><xliff/>'],
    ] as const) {
      const answer = await put(body.id, kind, text)
      expect([text, answer.status, ((await answer.json()) as Faults).error.code]).toEqual([
        text,
        422,
        "translations.unreadable",
      ])
    }
  })
})
