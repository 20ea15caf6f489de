import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { aSurvey, oneOfEach } from "../../../survey/an-example.ts"
import { notFound } from "../../platform/http/errors.ts"
import { accepting, languageFor } from "./page.ts"
import { surveyPages } from "./public.ts"

let folder: string
let pages: Awaited<ReturnType<typeof surveyPages>>
const survey = aSurvey(oneOfEach, {
  languages: ["en", "ar"],
  title: { en: '</script><img src=x onerror="alert(1)">', ar: "استبيان" },
})

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "rapport-page-"))
  const manifest = {
    "page.tsx": { file: "page-1.js", imports: ["_core.js"] },
    "_core.js": { file: "core-1.js" },
    "questions/Scale.tsx": { file: "Scale-1.js" },
    "widget.ts": { file: "widget-1.js" },
  }
  await writeFile(path.join(folder, "manifest.json"), JSON.stringify(manifest))
  await writeFile(path.join(folder, "page-1.js"), "page")
  await writeFile(path.join(folder, "widget-1.js"), 'import("./embed-1.js")')
  pages = await surveyPages({
    folder,
    asking: {
      async asked(key) {
        if (key !== "right") throw notFound("link")
        return { text: JSON.stringify({ survey, state: "open" }), etag: "1" }
      },
    },
  })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test("the page carries what is asked, and nothing in it can become a script", async () => {
  const answer = await pages.request("/q/right")
  const html = await answer.text()

  expect(answer.status).toBe(200)
  const [, json = ""] = /id="asked">(.*?)<\/script>/s.exec(html) ?? []
  expect(JSON.parse(json).survey).toEqual(survey)
  expect(html).not.toContain("<img")
  expect(html).toContain("&#60;/script&#62;")
  expect([...html.matchAll(/<script type="module" src="([^"]+)"/g)].map(([, file]) => file)).toEqual([
    "/respond/page-1.js",
  ])
  expect(html).toContain('<link rel="modulepreload" href="/respond/core-1.js">')
  expect(html).toContain('<link rel="modulepreload" href="/respond/Scale-1.js">')
})

test("its policy allows our scripts and one style, and nobody learns where it was", async () => {
  const { headers } = await pages.request("/q/right")
  expect(headers.get("content-security-policy")).toMatch(
    /default-src 'none'; script-src 'self'; style-src 'sha256-[^']+';/,
  )
  expect(headers.get("referrer-policy")).toBe("no-referrer")
  expect(headers.get("x-robots-tag")).toContain("noindex")
  expect(headers.get("set-cookie")).toBeNull()
})

test("it is not sent again while nothing has changed, and per language", async () => {
  const first = await pages.request("/q/right", { headers: { "accept-language": "ar-EG,en;q=0.5" } })
  const again = await pages.request("/q/right", {
    headers: { "accept-language": "ar-EG,en;q=0.5", "if-none-match": first.headers.get("etag") ?? "" },
  })
  expect(again.status).toBe(304)
  expect(await first.text()).toContain('<html lang="ar" dir="rtl">')
})

test("a key that leads nowhere is a page that says so", async () => {
  const answer = await pages.request("/q/wrong")
  expect(answer.status).toBe(404)
  expect(await answer.text()).toContain("This link is no longer valid.")
})

test("files are there for every site and for good; the list of them is not", async () => {
  const file = await pages.request("/respond/page-1.js")
  expect(file.headers.get("cache-control")).toContain("immutable")
  expect(file.headers.get("access-control-allow-origin")).toBe("*")
  expect((await pages.request("/respond/manifest.json")).status).toBe(404)
  expect((await pages.request("/respond/../package.json")).status).toBe(404)
})

test("the widget finds its parts from where it stands, and keeps its names to itself", async () => {
  const answer = await pages.request("/widget.js")
  expect(await answer.text()).toBe(
    '(()=>{const $here=new URL("respond/",document.currentScript.src).href;import($here+"embed-1.js")})()',
  )
  expect(answer.headers.get("cache-control")).toBe("public, max-age=300")
})

test("without a build the page says what to do", async () => {
  const unbuilt = await surveyPages({ folder: path.join(folder, "nothing"), asking: { asked: () => Promise.reject() } })
  expect((await unbuilt.request("/q/right")).status).toBe(503)
})

test("the language is the address's, the link's, the person's, the browser's, in this order", () => {
  const asked = { survey: aSurvey([], { languages: ["en", "de", "fr", "ar"] }) }
  const accepted = "ar;q=0.5, fr;q=0.9, *;q=0.1"
  expect(languageFor(asked, { accepted })).toBe("fr")
  expect(languageFor({ ...asked, person: { language: "de-CH" } }, { accepted })).toBe("de")
  expect(languageFor({ ...asked, language: "ar", person: { language: "de" } }, { accepted })).toBe("ar")
  expect(languageFor({ ...asked, language: "ar" }, { query: "fr", accepted })).toBe("fr")
  expect(languageFor(asked, { query: "xx" })).toBe("en")
  expect(accepting("de;q=abc, <script>, en;q=0")).toEqual(["de"])
})
