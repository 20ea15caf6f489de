import { hash } from "node:crypto"
import { atNight, followsNight } from "../../../survey/colours.ts"
import type { Survey } from "../../../survey/definition.ts"
import { directionOf, languageOf, textIn } from "../../../survey/languages.ts"

/** What a key leads to, as the page needs it. */
export type Asked = {
  survey: Survey
  language?: string
  person?: Record<string, string | number | boolean>
}

export type Wishes = { query?: string; accepted?: string }

/** The language the survey is asked in: of the address, the link, the person, the browser; else its first. */
export const languageFor = ({ survey, language, person }: Asked, { query, accepted }: Wishes): string =>
  languageOf(survey, [query, language, String(person?.language ?? ""), ...accepting(accepted)])

/** "de-AT, en;q=0.8" in the order of liking. */
export const accepting = (header = ""): string[] =>
  header
    .split(",")
    .map((part) => {
      const [tag = "", ...rest] = part.trim().split(";")
      const weight = Number(/q=([\d.]+)/.exec(rest.join(";"))?.[1] ?? 1)
      return { tag, weight: Number.isFinite(weight) ? weight : 0 }
    })
    .filter(({ tag, weight }) => /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(tag) && weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .slice(0, 20)
    .map(({ tag }) => tag)

export type Document = { html: string; headers: Record<string, string> }

/**
 * The whole page: what is asked stands in it, so that nothing has to be fetched before the first question is seen. Its
 * scripts are files of ours and its styles are made by them; the only style that stands in it is the paper's colour.
 */
export function documentFor(given: {
  /** The answer to `GET /ask/{key}`, as text. */
  text: string
  asked: Asked
  language: string
  /** The page's own words in that language, as JSON. */
  words: string
  /** The script, and what it will import first. */
  scripts: readonly string[]
}): Document {
  const { asked, language, text, words, scripts } = given
  const { survey } = asked
  const { theme } = survey
  const night = followsNight(theme)
    ? `@media(prefers-color-scheme:dark){body{background:${atNight(theme).background}}}`
    : ""
  const paper = `body{margin:0;background:${theme.background}}${night}`
  const [script, ...imports] = scripts
  const html = `<!doctype html>
<html lang="${escaped(language)}" dir="${directionOf(language)}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(textIn(survey.title, language, survey))}</title>
<style>${paper}</style>
${imports.map((file) => `<link rel="modulepreload" href="/respond/${escaped(file)}">`).join("\n")}
<script type="module" src="/respond/${escaped(script ?? "")}"></script>
<body><main id="r" class="r-page"></main>
<script type="application/json" id="asked">${inScript(text)}</script>
<script type="application/json" id="words">${inScript(words)}</script>
<noscript>JavaScript?</noscript>
`
  return { html, headers: headersWith(paper) }
}

/** For a key that leads nowhere. It looks the same whether there ever was such a key. */
export function documentWithout(language: string, sentence: string): Document {
  const paper = "body{margin:4rem auto;max-width:32rem;padding:0 1rem;font:1.125rem/1.5 system-ui,sans-serif}"
  const html = `<!doctype html>
<html lang="${escaped(language)}" dir="${directionOf(language)}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex,nofollow">
<title>Rapport</title>
<style>${paper}</style>
<main><h1>${escaped(sentence)}</h1></main>
`
  return { html, headers: headersWith(paper) }
}

const headersWith = (style: string): Record<string, string> => ({
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'sha256-${hash("sha256", style, "base64")}'`,
    "img-src 'self' https: data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "referrer-policy": "no-referrer",
  "x-robots-tag": "noindex, nofollow",
  // Whoever has the address may answer: no cache of somebody in between keeps it.
  "cache-control": "private, no-cache",
  vary: "accept-language",
})

const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** JSON that cannot end the element it stands in. */
const inScript = (json: string) =>
  json.replace(/[<\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`)
