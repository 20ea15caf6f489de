// The other half of Rapport: everything that happens after a request has been answered. Launched by `launchBackground` in
// platform/background-process.ts, which tells it what to work on.
import os from "node:os"
import { createApp } from "./app.ts"
import type { FromBackground, ToBackground, Work } from "./platform/background-process.ts"
import { createLog } from "./platform/log.ts"

/** Where both want the processor, requests go first. */
const niceness = 10
const tellMs = 1_000

let pressure = 0
let ending = false
let started: Promise<() => Promise<void>> | undefined

// Whoever started it says when to end; a signal to the whole group of processes is not meant for this one.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {})
process.on("disconnect", () => process.exit(1))
process.on("message", (message: ToBackground) => {
  if (message.kind === "work") {
    started = work(message.work)
    started.catch((error) => {
      console.error(error)
      process.exit(1)
    })
  } else if (message.kind === "pressure") pressure = message.share
  else void end()
})

async function work({ config, postgresUrl, clickhouse, demo }: Work) {
  try {
    os.setPriority(niceness)
  } catch {
    // Not everywhere allowed; then both halves share alike.
  }
  const log = createLog(config.logLevel)
  const level = (name: "error" | "debug") => (ending ? "debug" : name)
  process.on("unhandledRejection", (error) => log[level("error")]("Unhandled.", { error }))
  process.on("uncaughtException", (error) => {
    log[level("error")]("Unexpected failure; the background process begins anew.", { error })
    process.exit(1)
  })
  const app = await createApp({ config, postgresUrl, clickhouse, log, demo, pressure: () => pressure })
  let told = "null"
  const telling = setInterval(() => {
    const trouble = app.trouble()
    if (JSON.stringify(trouble) === told) return
    told = JSON.stringify(trouble)
    say({ kind: "trouble", trouble })
  }, tellMs)
  await app.ready()
  say({ kind: "ready" })
  return async () => {
    clearInterval(telling)
    await app.close()
  }
}

async function end() {
  ending = true
  const close = await started?.catch(() => undefined)
  await close?.()
  process.exit(0)
}

function say(message: FromBackground) {
  process.send?.(message)
}
