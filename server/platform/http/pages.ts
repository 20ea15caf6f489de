import { readdir, readFile } from "node:fs/promises"
import path from "node:path"
import { promisify } from "node:util"
import { brotliCompress, constants, gzip } from "node:zlib"
import type { Context, MiddlewareHandler } from "hono"

/** A file in memory, compressed once. */
export type Page = {
  type: string
  plain: Uint8Array<ArrayBuffer>
  gzip?: Uint8Array<ArrayBuffer>
  brotli?: Uint8Array<ArrayBuffer>
}

/**
 * Serves the built web application from memory, compressed once. Every address that is no file is the application
 * itself, which knows its own pages. Files with a hash in their name are kept by browsers for good.
 */
export async function servePages(folder: string): Promise<MiddlewareHandler> {
  const pages = await pagesOf(folder)
  return async (context, next) => {
    if (context.req.method !== "GET" && context.req.method !== "HEAD") return next()
    const page = pages.get(context.req.path) ?? pages.get("/index.html")
    if (!page) return context.text("The web application has not been built: run npm run build.", 503)
    const isForGood = context.req.path.startsWith("/assets/") && pages.has(context.req.path)
    return sendPage(context, page, isForGood ? "public, max-age=31536000, immutable" : "no-cache")
  }
}

/** The files of a folder by their paths, as `/assets/app.js`. None where there is no such folder. */
export async function pagesOf(folder: string): Promise<Map<string, Page>> {
  const pages = new Map<string, Page>()
  const files = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const read = files
    .filter((file) => file.isFile())
    .map(async (file) => {
      const full = path.join(file.parentPath, file.name)
      const plain = new Uint8Array(await readFile(full))
      const type = types[path.extname(file.name)] ?? "application/octet-stream"
      pages.set(`/${path.relative(folder, full).split(path.sep).join("/")}`, { type, plain })
    })
  await Promise.all(read)
  return pages
}

export async function sendPage(context: Context, page: Page, cache: string): Promise<Response> {
  const { body, encoding } = await encoded(page, context.req.header("accept-encoding") ?? "")
  context.header("content-type", page.type)
  context.header("vary", "accept-encoding")
  context.header("cache-control", cache)
  if (encoding) context.header("content-encoding", encoding)
  return context.body(body)
}

async function encoded(page: Page, accepted: string): Promise<{ body: Uint8Array<ArrayBuffer>; encoding?: string }> {
  const compressible = /^(text|application\/(javascript|json)|image\/svg)/.test(page.type) && page.plain.length > 1_000
  if (compressible && /\bbr\b/.test(accepted)) {
    page.brotli ??= new Uint8Array(
      await promisify(brotliCompress)(page.plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 7 } }),
    )
    return { body: page.brotli, encoding: "br" }
  }
  if (compressible && /\bgzip\b/.test(accepted)) {
    page.gzip ??= new Uint8Array(await promisify(gzip)(page.plain))
    return { body: page.gzip, encoding: "gzip" }
  }
  return { body: page.plain }
}

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "application/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
}
