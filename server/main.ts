import { createServer, type Server } from "node:http"
import { enableCompileCache, flushCompileCache } from "node:module"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { parseArgs } from "node:util"
import { setFlagsFromString } from "node:v8"
import { getRequestListener } from "@hono/node-server"
import type { App } from "./app.ts"
import { launchBackground } from "./platform/background-process.ts"
import { type Config, completeConfig, readSettings, WrongSetting } from "./platform/config.ts"
import { CannotStart, holdDataFolder } from "./platform/engines/data-folder.ts"
import { startEngines } from "./platform/engines/start-engines.ts"
import { createLifecycle } from "./platform/lifecycle.ts"
import { createLog, type Log } from "./platform/log.ts"

/** In which both databases are launched, in ms; they take longer to be ready. */
const launchMs = 150

/** sysexits(3): EX_CONFIG, for a setting or a place that must be changed before a start can work. */
const exitWrongSetting = 78

// Garbage is collected when the heap has grown by half, not to four times what lives: for a little more work, in all
// threads, a large import stays well below a gigabyte.
setFlagsFromString("--heap-growing-percent=50")

// What was compiled is kept beside the installed packages for the next start; where nothing may be written, it is not.
enableCompileCache(path.join(import.meta.dirname, "..", "node_modules", ".cache", "rapport"))

let log: Log = createLog("info")
const lifecycle = createLifecycle(() => log)
try {
  const begun = performance.now()
  const { demo, help } = readArguments()
  if (help) {
    console.log("Usage: node server/main.ts [--demo]\nSettings are environment variables: docs/configuration.md.")
    process.exit(0)
  }
  const settings = readSettings(process.env)
  log = createLog(settings.logLevel)
  await lifecycle.starting(() => start(settings, demo, begun))
} catch (error) {
  if (error instanceof WrongSetting || error instanceof CannotStart)
    console.error(`Rapport cannot start. ${error.message}`)
  else log.error("Rapport cannot start.", { error })
  await lifecycle.end(error instanceof WrongSetting ? exitWrongSetting : 1)
}

async function start(settings: ReturnType<typeof readSettings>, demo: boolean, begun: number) {
  const { onEnd } = lifecycle
  // Held first: nothing else is touched, the port included, while another instance works on this folder.
  const folder = await holdDataFolder(settings.dataFolder, log)
  onEnd("the data folder", () => folder.release())
  const config = await completeConfig(settings)

  let answer: Answer = whileStarting
  let enter: App["enter"] = () => false
  const usual = getRequestListener((request, bindings) => answer(request, bindings))
  const server = createServer((incoming, outgoing) => {
    if (!enter(incoming, outgoing)) void usual(incoming, outgoing)
  })
  await listen(server, config)
  const starting = startEngines(config, log)
  // The app's modules load while the databases start. Loading holds this thread for a second or two, so the databases are
  // let off first.
  await Promise.race([starting, sleep(launchMs)])
  const background =
    config.role === "all" ? launchBackground(new URL("./background.ts", import.meta.url), log) : undefined
  const loading = import("./app.ts")
  loading.catch(() => {})
  const engines = await starting
  onEnd("the databases", () => engines.stop())
  const { createApp } = await loading
  const { postgresUrl, clickhouse } = engines
  const stores = { postgresUrl, clickhouse }
  const app = await createApp({
    ...stores,
    config: background ? { ...config, role: "web" } : config,
    log,
    demo: demo && !background,
    ...(background ? { background: background.trouble } : {}),
  })
  onEnd("the application", () => app.close())
  const loaded = background?.begin({ ...stores, config: { ...config, role: "worker" }, demo }, app.gauge())
  if (background) onEnd("the background process", background.stop)
  // The last to be made is the first to end: no new request arrives while the app finishes the ones it has.
  onEnd("the open connections", () => close(server))
  await app.ready()
  if (demo) await loaded
  answer = app.fetch.bind(app)
  enter = app.enter.bind(app)
  console.log(`Rapport is ready after ${((performance.now() - begun) / 1000).toFixed(1)} s: ${config.publicUrl}`)
  flushCompileCache()
}

function readArguments(): { demo: boolean; help: boolean } {
  try {
    const { values } = parseArgs({ options: { demo: { type: "boolean" }, help: { type: "boolean", short: "h" } } })
    return { demo: values.demo ?? false, help: values.help ?? false }
  } catch (error) {
    throw new WrongSetting(`${(error as Error).message.split(". ")[0]}; the only option is --demo.`)
  }
}

type Answer = Parameters<typeof getRequestListener>[0]

// Refresh lets a browser that was opened too early arrive by itself.
function whileStarting(request: Request): Response {
  const headers = { "Retry-After": "1", Refresh: "1", "Cache-Control": "no-store" }
  return new URL(request.url).pathname === "/api/v1/health"
    ? Response.json({ status: "starting" }, { status: 503, headers })
    : new Response("Rapport is starting.", { status: 503, headers })
}

async function listen(server: Server, { host, port }: Config) {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject)
      server.listen(port, host, resolve)
    })
  } catch (error) {
    throw new CannotStart(whyNotListening((error as NodeJS.ErrnoException).code, host, port))
  }
}

function whyNotListening(code: string | undefined, host: string, port: number): string {
  if (code === "EADDRINUSE") {
    return `Port ${port} of ${host} is already used by another program; stop that one, or choose another port, such as PORT=${port + 1}.`
  }
  if (code === "EACCES") {
    return `Port ${port} needs rights this user does not have; choose one from 1024 on, such as PORT=4100.`
  }
  return `HOST is "${host}", but this machine cannot listen there (${code}); use 127.0.0.1, or 0.0.0.0 for every address.`
}

// Streams that stay open by design end with the app; a request that is still being answered has this long.
const drainMs = 1_500

async function close(server: Server) {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), drainMs)
  await closed
  clearTimeout(timer)
}
