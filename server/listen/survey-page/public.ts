import { hash } from "node:crypto"
import { Hono } from "hono"
import type { Question } from "../../../survey/definition.ts"
import { CodedError } from "../../platform/http/errors.ts"
import { type Page, pagesOf, sendPage } from "../../platform/http/pages.ts"
import { type Asked, accepting, type Document, documentFor, documentWithout, languageFor } from "./page.ts"

/** What a key asks, as text that is made once for as long as nothing changes. Throws 404 for a key that leads nowhere. */
export type Asking = { asked(key: string): Promise<{ text: string; etag: string }> }

/**
 * What respondents see: `/q/{key}`, the files it needs, and `/widget.js` for other people's sites. `folder` holds what
 * was built from `respond/`.
 */
export async function surveyPages({ asking, folder }: { asking: Asking; folder: string }): Promise<Hono> {
  const files = await pagesOf(folder)
  const manifest = readManifest(files.get("/manifest.json"))
  const widget = widgetIn(files, manifest)
  const made = new Map<string, Document & { etag: string }>()

  const wordsIn = (language: string) => {
    const name = [...files.keys()].find(
      (file) =>
        /^\/words\/.+\.json$/.test(file) && file.slice(7, -5).split("-")[0] === language.toLowerCase().split("-")[0],
    )
    return JSON.parse(name ? new TextDecoder().decode(files.get(name)?.plain) : "{}") as Partial<Record<string, Words>>
  }

  /** What the first questions say; the page fetches the rest while they are read. */
  function firstWords(language: string, questions: readonly Question[]): string {
    const { first, parts } = wordsIn(language)
    return JSON.stringify(questions.some((question) => partOf(question).big) ? { ...first, ...parts } : (first ?? {}))
  }

  async function documentOf(key: string, query: string | undefined, accepted: string | undefined) {
    const { text, etag } = await asking.asked(key)
    const name = `${etag} ${query ?? ""} ${accepted ?? ""}`
    const known = made.get(name)
    if (known) return known
    const asked = JSON.parse(text) as Asked
    const language = languageFor(asked, { query, accepted })
    const questions = asked.survey.pages[0]?.questions ?? []
    const scripts = manifest ? scriptsFor(manifest, questions) : []
    const document = documentFor({ text, asked, language, words: firstWords(language, questions), scripts })
    const one = { ...document, etag: `"${hash("sha256", document.html, "base64url").slice(0, 22)}"` }
    if (made.size > 2_000) made.clear()
    made.set(name, one)
    return one
  }

  return new Hono()
    .get("/q/:key", async (context) => {
      if (!manifest) return context.text("The survey page has not been built: run npm run build.", 503)
      const accepted = context.req.header("accept-language")
      try {
        const { html, headers, etag } = await documentOf(context.req.param("key"), context.req.query("lang"), accepted)
        if (context.req.header("if-none-match") === etag) return context.body(null, 304, { ...headers, etag })
        return context.body(html, 200, { ...headers, etag })
      } catch (error) {
        if (!(error instanceof CodedError) || error.status !== 404) throw error
        const language = accepting(accepted)[0] ?? "en"
        const sentence = wordsIn(language).first?.expired ?? "This link is no longer valid."
        const { html, headers } = documentWithout(language, sentence)
        return context.body(html, 404, headers)
      }
    })
    .get("/respond/*", async (context) => {
      const name = context.req.path.slice("/respond".length)
      const file = files.get(name)
      if (!file || name === "/manifest.json") return context.text("There is no such file.", 404)
      for (const [header, value] of Object.entries(forAll)) context.header(header, value)
      return sendPage(context, file, name.startsWith("/words/") ? brief : "public, max-age=31536000, immutable")
    })
    .get("/widget.js", async (context) => {
      if (!widget) return context.text("The widget has not been built: run npm run build.", 503)
      for (const [header, value] of Object.entries(forAll)) context.header(header, value)
      return sendPage(context, widget, brief)
    })
}

const brief = "public, max-age=300"
/** Any site may load these. */
const forAll = { "access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin" }

type Words = Partial<Record<string, string>>
type Manifest = Record<string, { file: string; imports?: string[] }>

const readManifest = (page: Page | undefined): Manifest | undefined =>
  page && (JSON.parse(new TextDecoder().decode(page.plain)) as Manifest)

/** The page's script first, then all that it and the parts of the first questions will import. */
function scriptsFor(manifest: Manifest, questions: readonly Question[]): string[] {
  const found = new Set<string>()
  const follow = (name: string) => {
    const chunk = manifest[name]
    if (!chunk || found.has(chunk.file)) return
    found.add(chunk.file)
    chunk.imports?.forEach(follow)
  }
  follow("page.tsx")
  for (const { file, big } of questions.map(partOf)) {
    follow(file)
    if (big) follow("more.ts")
  }
  return [...found]
}

/** The file of the part that takes a question's answer, and whether it needs the looks of the bigger ones (`parts.ts`). */
function partOf(question: Question): { file: string; big: boolean } {
  if (question.kind !== "choice" || question.look === "list") return parts[question.kind]
  return question.many && question.look === "dropdown" ? parts.choice : parts[question.look]
}

const part = (name: string, big: boolean) => ({ file: `questions/${name}.tsx`, big })
const parts = {
  scale: part("Scale", false),
  choice: part("Choice", false),
  dropdown: part("Dropdown", false),
  pictures: part("Pictures", true),
  ranking: part("Ranking", true),
  matrix: part("Matrix", true),
  slider: part("Slider", true),
  text: part("Words", false),
  number: part("Amount", true),
  date: part("Day", true),
  contact: part("Contact", true),
  file: part("Files", true),
  consent: part("Consent", false),
  component: part("Component", true),
  statement: { file: "", big: false },
} as const

/** The widget stands at the top of the address, and what it imports in its folder. */
function widgetIn(files: ReadonlyMap<string, Page>, manifest: Manifest | undefined): Page | undefined {
  const built = files.get(`/${manifest?.["widget.ts"]?.file}`)
  if (!built) return undefined
  // A script of another site does not know where it came from once it runs: it is told at its beginning.
  const script = new TextDecoder().decode(built.plain).replaceAll(/import\((["'`])\.\/(.+?)\1\)/g, 'import($here+"$2")')
  return {
    type: built.type,
    plain: new TextEncoder().encode(
      `(()=>{const $here=new URL("respond/",document.currentScript.src).href;${script}})()`,
    ),
  }
}
