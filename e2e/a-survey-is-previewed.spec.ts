import path from "node:path"
import type { Page } from "playwright-core"
import { build } from "vite"
import { beforeAll, expect, test } from "vitest"
import { aSurvey, said } from "../survey/an-example.ts"
import type { Survey } from "../survey/definition.ts"
import { nps, press, question, respondents, violations, why } from "./a-respondent.ts"

const respondent = respondents()
let script = ""

/** The builder bundles the preview with its own pages; here it stands alone. */
beforeAll(async () => {
  const made = await build({
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      lib: { entry: path.resolve(import.meta.dirname, "../respond/preview.tsx"), formats: ["es"] },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  })
  const { output } = [made].flat()[0] as { output: { code?: string }[] }
  script = output[0]?.code ?? ""
})

type Shown = {
  now(): { path: string[]; ending: string; answers: object; finished: boolean }
  update(to: Survey): void
  restart(place?: string): void
  end(): void
}
type Builder = { shown: Shown }

async function shownIn(page: Page, survey: Survey) {
  await page.setContent('<!doctype html><html lang="en"><title>Builder</title><main id="here"></main></html>')
  const module = `URL.createObjectURL(new Blob([${JSON.stringify(script)}], { type: "text/javascript" }))`
  const call = `preview(document.getElementById("here"), ${JSON.stringify(survey)}, { dark: false })`
  // As text: what runs in the page must not be touched by what transforms this file.
  await page.evaluate(`import(${module}).then(({ preview }) => { window.shown = ${call} })`)
}
const now = (page: Page) => page.evaluate(() => (window as unknown as Builder).shown.now())

test("the preview is the runtime: it tells the path, follows a change, begins again, and sends nothing", async () => {
  const survey = aSurvey([
    { id: "first", questions: [nps], jumps: [{ when: { of: "answer.nps", is: "atLeast", value: 9 }, to: "last" }] },
    { id: "between", questions: [why] },
    { id: "last", questions: [question("ranking")] },
  ])
  const page = await (await respondent.context()).newPage()
  const asked: string[] = []
  page.on("request", (request) => request.url().startsWith("http") && asked.push(request.url()))
  await shownIn(page, survey)
  expect(await now(page)).toMatchObject({ path: ["first", "between", "last"], ending: "thanks" })
  await page.getByText("10", { exact: true }).click()
  expect(await now(page)).toMatchObject({ path: ["first", "last"], answers: { nps: 10 } })
  await page.getByRole("button", { name: "Next" }).click()
  await page.getByRole("button", { name: "Move Price down" }).click()
  expect(await violations(page)).toEqual([])

  const changed = structuredClone(survey)
  changed.pages[2] = { id: "last", questions: [{ ...question("ranking"), title: said("Which first?") } as never] }
  await page.evaluate((to) => (window as unknown as Builder).shown.update(to), changed)
  await page.getByRole("heading", { name: "Which first?" }).waitFor()
  expect(await now(page)).toMatchObject({ answers: { nps: 10, ranking: ["quality", "price", "speed"] } })
  await page.getByRole("button", { name: "Send" }).click()
  await page.getByRole("heading", { name: "Thank you" }).waitFor()
  expect(await now(page)).toMatchObject({ finished: true })

  await page.evaluate(() => (window as unknown as Builder).shown.restart("between"))
  await page.locator("textarea").waitFor()
  await press(page, "Tab")
  expect(asked).toEqual([])
})
