import { readFile } from "node:fs/promises"
import { stripTypeScriptTypes } from "node:module"
import path from "node:path"
import { Hono } from "hono"
import type { Env } from "../../platform/http/kit.ts"

const folder = path.join(import.meta.dirname, "..", "..", "..", "snippet")

/** `/rapport.js`, for the pages of others: kept by browsers for an hour, so that a correction reaches them soon. */
export async function serveSnippet() {
  const text = await built().catch(unbuilt)
  return new Hono<Env>().get("/rapport.js", (context) =>
    context.body(text, 200, {
      "content-type": "application/javascript; charset=utf-8",
      "cache-control": "public, max-age=3600",
      "access-control-allow-origin": "*",
      "cross-origin-resource-policy": "cross-origin",
    }),
  )
}

const built = () => readFile(path.join(folder, "dist", "rapport.js"), "utf8")

// Nobody has run the build: the source itself, without its types, does the same and is a little longer.
async function unbuilt(): Promise<string> {
  const source = await readFile(path.join(folder, "rapport.ts"), "utf8")
  return `(()=>{${stripTypeScriptTypes(source).replace("export {}", "")}})()`
}
