import { existsSync, readFileSync } from "node:fs"
import path from "node:path"
import { gzipSync } from "node:zlib"
import { surveyPages } from "../server/listen/survey-page/public.ts"
import { aSurvey, oneOfEach } from "../survey/an-example.ts"

/**
 * What has to be loaded, in bytes after gzip, against its budget: weight decides whether people answer. Run it after
 * `npm run build`.
 */
const root = path.resolve(import.meta.dirname, "..")
const built = path.join(root, "respond", "dist")
const needed = ["respond/dist/manifest.json", "snippet/dist/rapport.js", "web/dist/index.html"]
if (needed.some((file) => !existsSync(path.join(root, file)))) {
  console.error("Nothing is built: run npm run build.")
  process.exit(1)
}

const pages = await surveyPages({
  folder: built,
  asking: { asked: async (key) => ({ text: JSON.stringify(asking(Number(key))), etag: key }) },
})
const weighed = [
  { what: "widget, one question asked and answered", bytes: await widget(), budget: 10_000 },
  ...(
    await Promise.all(
      oneOfEach.map(async ({ id }, at) => ({
        what: `page before the first paint: ${id}`,
        bytes: await page(at),
        budget: 20_000,
      })),
    )
  )
    .sort((one, other) => other.bytes - one.bytes)
    .slice(0, 3),
  { what: "browser snippet", bytes: fileBytes("snippet/dist/rapport.js"), budget: 4_000 },
  { what: "app shell", bytes: shell(), budget: 250_000 },
]
for (const { what, bytes, budget } of weighed) {
  const verdict = bytes > budget ? "TOO BIG" : "ok"
  console.log(
    `${(bytes / 1_000).toFixed(1).padStart(7)} kB of ${String(budget / 1_000).padStart(3)} kB  ${verdict}  ${what}`,
  )
}
process.exitCode = weighed.some(({ bytes, budget }) => bytes > budget) ? 1 : 0

/** A survey with one question of each kind, its first page being the nth. */
function asking(nth: number) {
  const questions = [...oneOfEach.slice(nth), ...oneOfEach.slice(0, nth)]
  return {
    survey: aSurvey(questions.slice(0, 3), { languages: ["en", "zh-CN"] }),
    version: 1,
    state: "open",
    organization: { name: "Acme" },
  }
}

/** The loader, and all it brings to ask one scale and take the answer. */
async function widget(): Promise<number> {
  const manifest = JSON.parse(readFileSync(path.join(built, "manifest.json"), "utf8")) as Record<
    string,
    { file: string; imports?: string[] }
  >
  const found = new Set<string>()
  const follow = (name: string) => {
    const chunk = manifest[name]
    if (!chunk || found.has(chunk.file)) return
    found.add(chunk.file)
    chunk.imports?.forEach(follow)
  }
  follow("embed.ts")
  const parts = await Promise.all(["/widget.js", ...[...found].map((file) => `/respond/${file}`)].map(bytesOf))
  return parts.reduce((sum, bytes) => sum + bytes, 0)
}

/** The document with the survey in it, and every script it names. */
async function page(nth: number): Promise<number> {
  // In a language of its own words, which weigh more than English.
  const answer = await pages.request(`/q/${nth}?lang=zh-CN`)
  const html = await answer.text()
  const scripts = [...html.matchAll(/(?:src|href)="(\/respond\/[^"]+)"/g)].map(([, file]) => file as string)
  const parts = await Promise.all(scripts.map(bytesOf))
  return parts.reduce((sum, bytes) => sum + bytes, gzipSync(html).length)
}

async function bytesOf(address: string): Promise<number> {
  const answer = await pages.request(address)
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`)
  return gzipSync(new Uint8Array(await answer.arrayBuffer())).length
}

function fileBytes(file: string): number {
  return gzipSync(readFileSync(path.join(root, file))).length
}

/** What the application's own document names. */
function shell(): number {
  const folder = path.join(root, "web", "dist")
  const html = readFileSync(path.join(folder, "index.html"), "utf8")
  const files = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.(?:js|css))"/g)].map(([, file]) => file as string)
  return files.reduce(
    (sum, file) => sum + gzipSync(readFileSync(path.join(folder, file))).length,
    gzipSync(html).length,
  )
}
