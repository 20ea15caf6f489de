import type { IncomingMessage, ServerResponse } from "node:http"
import path from "node:path"
import { Hono } from "hono"
import { createAffecting, createTrace, framedByItsSites } from "./act/desk/public.ts"
import { statusUrlFor } from "./act/standing/public.ts"
import { createApi, documentOf, version } from "./api.ts"
import { createPresence } from "./govern/collaboration/public.ts"
import { eventDoor } from "./listen/events/door.ts"
import { openEvents } from "./listen/events/public.ts"
import { serveSnippet } from "./listen/events/snippet.ts"
import { feedbackWay } from "./listen/feedback/door.ts"
import { createIntake } from "./listen/feedback/verbs.ts"
import { hubDoor } from "./listen/hub/door.ts"
import { invitingByRule } from "./listen/invitations/public.ts"
import { createReceiverIntake } from "./listen/receivers/public.ts"
import { createResponding, createThrottle, openToAll, respondingWay } from "./listen/responses/public.ts"
import { countOpenings, notingOpenings } from "./listen/results/public.ts"
import { surveyPages } from "./listen/survey-page/public.ts"
import { createAsking, rememberVersions } from "./listen/surveys/public.ts"
import { startLoop } from "./loop.ts"
import { addressHeader, createAuth } from "./platform/auth/auth.ts"
import { createRecogniser } from "./platform/auth/recognise.ts"
import type { Trouble } from "./platform/background-process.ts"
import { type ClickHouseAddress, openClickHouse } from "./platform/clickhouse.ts"
import type { Config } from "./platform/config.ts"
import { sweep } from "./platform/files/folder.ts"
import type { Gauge } from "./platform/group-commit.ts"
import { createDoor } from "./platform/http/door.ts"
import { answerErrors, atMost, openTo, ownOriginOnly, refusal, safety, secureHeaders } from "./platform/http/edge.ts"
import { coded } from "./platform/http/errors.ts"
import type { Env } from "./platform/http/kit.ts"
import { servePages } from "./platform/http/pages.ts"
import { referencePage } from "./platform/http/reference.ts"
import { createSender } from "./platform/http/sender.ts"
import { startJobs } from "./platform/jobs.ts"
import type { Log } from "./platform/log.ts"
import { createMailer } from "./platform/mail.ts"
import { migrate } from "./platform/migrations.ts"
import { createOutbound, createReach } from "./platform/outbound.ts"
import type { Platform } from "./platform/platform.ts"
import { openDatabase, sql } from "./platform/postgres.ts"
import { startRealtime } from "./platform/realtime.ts"
import { createVault } from "./platform/vault.ts"

export type App = {
  fetch(request: Request, bindings?: object): Response | Promise<Response>
  /** Answers a request straight from the socket, if it is one of those that come by the thousand; false if it is not. */
  enter(incoming: IncomingMessage, outgoing: ServerResponse): boolean
  /** Resolves when requests can be served. */
  ready(): Promise<void>
  close(): Promise<void>
  readonly platform: Platform
  /** Resolves when everything accepted so far is digested and counted. */
  settled(): Promise<void>
  /** Since when digesting fails, and why; null while it goes well. */
  trouble(): Trouble
  /** A new gauge of how much is being taken in: in which share (0…1) of the time since it was last read. */
  gauge(): Gauge
}

type Parts = {
  config: Pick<
    Config,
    "publicUrl" | "secret" | "mail" | "role" | "dataFolder" | "importLimitMb" | "outboundAllow" | "inboundMail"
  > &
    Partial<Pick<Config, "trustProxy">>
  postgresUrl: string
  clickhouse: ClickHouseAddress
  log: Log
  demo?: boolean
  now?: () => Date
  /** How much another process takes in just now; background work gives way to it. */
  pressure?: Gauge
  /** How the process gets on that does the background work, where this one does not. */
  background?: () => Trouble
}

/** Puts the program together: stores, platform, the slices' routes and the loop that lets them react to each other. */
export async function createApp({
  config,
  postgresUrl,
  clickhouse: address,
  log,
  demo = false,
  now = () => new Date(),
  pressure = () => 0,
  background = () => null,
}: Parts): Promise<App> {
  const database = openDatabase(postgresUrl)
  const clickhouse = openClickHouse(address)
  const stores = { database, clickhouse, now }
  await migrate(database, clickhouse)
  const sender = createSender(config.trustProxy ?? 0)
  const auth = createAuth({ pool: database.pool, publicUrl: config.publicUrl, secret: config.secret })
  const recogniser = createRecogniser(stores, auth)
  const realtime = await startRealtime(database, postgresUrl, log)
  const mailer = createMailer(config.mail, log)
  const platform: Platform = {
    stores,
    auth,
    recogniser,
    realtime,
    mailer,
    inboundDomain: config.inboundMail?.domain ?? null,
    outbound: createOutbound(config.outboundAllow),
    reach: createReach(config.outboundAllow),
    vault: createVault(config.secret),
    log,
    publicUrl: config.publicUrl,
    version,
  }
  const jobs = await startJobs(postgresUrl, log)
  const intake = createIntake(database)
  const versions = rememberVersions(stores.database)
  const asking = createAsking(stores, realtime, versions)
  const responding = createResponding(stores, asking, statusUrlFor(platform))
  const throttle = createThrottle()
  const openings = countOpenings({ database, log, now }, asking)
  const presence = createPresence(realtime)
  const desk = { affecting: createAffecting(realtime), trace: createTrace(database) }
  const uploads = { path: path.join(config.dataFolder, "imports"), limitBytes: config.importLimitMb * 1024 ** 2 }
  const events = openEvents(platform, jobs)
  const invite = invitingByRule(jobs)
  const receivers = createReceiverIntake(platform)
  const gauge = (): Gauge => {
    const [feedback, responses] = [intake.gauge(), responding.gauge()]
    return () => Math.max(feedback(), responses())
  }
  const loop = await startLoop({
    platform,
    jobs,
    taking() {
      const own = gauge()
      return () => Math.max(own(), pressure())
    },
    intake,
    versions,
    uploads,
    inboundMail: config.inboundMail,
    invite,
    works: config.role !== "web",
  })

  const files = { path: path.join(config.dataFolder, "files") }
  const responseFiles = { path: path.join(config.dataFolder, "response-files") }
  await sweep(files)
  await sweep(responseFiles)
  const ask = { asking, responding, throttle, sender, responseFiles }
  const api = createApi({ presence, desk, files, intake, jobs, uploads, ask, invite, receivers, vault: platform.vault })
  // Describing every operation takes half a second, which a start does not wait for.
  let described: ReturnType<typeof documentOf> | undefined
  const document = () => (described ??= documentOf(api))
  const app = new Hono<Env>()
  app.onError(answerErrors(log))
  app.use("/:org/desk/panel", framedByItsSites(database))
  app.route("/", await serveSnippet())
  app.route(
    "/",
    eventDoor({ intake: events.intake, sourceOf: events.sourceOf, refuse: (error) => refusal(error, log) }),
  )
  app.route("/", hubDoor({ scopeOfKey: recogniser.scopeOfKey, refuse: (error) => refusal(error, log) }))
  app.use(secureHeaders)
  app.use("/api/v1/ask/*", openTo(openToAll), atMost(largestAnswerFile, "101 MB"))
  app.use(ownOriginOnly(config.publicUrl, /^\/api\/v1\/ask\//))
  app.use("/q/:key", notingOpenings(openings))
  app.use("/api/v1/ask/:key", notingOpenings(openings))
  app.use("/api/*", async (context, next) => {
    context.set("platform", platform)
    await next()
  })
  app.use("/api/v1/feedback", atMost(largestFeedback, "32 MB"))
  app.use("/api/v1/hooks/*", atMost(largestHook, "1 MB"))
  app.on(["GET", "POST"], "/api/auth/*", (context) => auth.handler(addressed(context.req.raw, context.env, sender)))
  app.get("/api/v1/health", async (context) => {
    const health = await healthOf()
    return context.json(health, health.status === "ok" ? 200 : 503)
  })
  app.route("/", api)
  app.get("/api/openapi.json", (context) => context.json(document()))
  app.get("/api/docs", (context) => context.html(referencePage(document())))
  app.all("/api/*", (context) => {
    throw coded("request.unknown_operation", { path: context.req.path })
  })
  app.route("/", await surveyPages({ asking, folder: path.join(import.meta.dirname, "..", "respond", "dist") }))
  app.use("*", await servePages(path.join(import.meta.dirname, "..", "web", "dist")))

  const door = createDoor({
    ways: [
      feedbackWay({ intake, path: "/api/v1/feedback", limit: largestFeedback, scopeOfKey: recogniser.scopeOfKey }),
      respondingWay({ responding, throttle, sender }),
    ],
    refuse: (error) => refusal(error, log),
    headers: safety,
  })

  async function healthOf() {
    const [postgresOk, clickhouseOk] = await Promise.all([
      database.query(sql`select 1`).then(
        () => true,
        () => false,
      ),
      clickhouse.alive().catch(() => false),
    ])
    const trouble = loop.trouble() ?? background()
    return {
      status: postgresOk && clickhouseOk && !trouble ? "ok" : "degraded",
      version,
      parts: {
        postgres: { ok: postgresOk },
        clickhouse: { ok: clickhouseOk },
        digest: trouble ? { ok: false, behindSince: new Date(trouble.since).toISOString() } : { ok: true },
      },
    }
  }

  return {
    platform,
    trouble: () => loop.trouble(),
    gauge,
    fetch: (request, bindings) => app.fetch(request, bindings),
    enter: (incoming, outgoing) => door.enter(incoming, outgoing),
    async settled() {
      await openings.flush()
      await receivers.flush()
      await loop.settled()
    },
    async ready() {
      if (demo) {
        const { loadDemo } = await import("../seed/load.ts")
        const { dataFolder } = config
        const { rest } = await loadDemo({
          platform,
          intake,
          settled: () => loop.settled(),
          dataFolder,
          log,
          look: loop.look,
        })
        rest.catch((error) =>
          log.warn("the demo is not loaded to its end; the next start goes on", { reason: String(error) }),
        )
      }
    },
    async close() {
      await responding.settled()
      await intake.settled()
      await events.stop()
      await receivers.stop()
      asking.stop()
      await openings.stop()
      presence.stop()
      await loop.stop()
      await jobs.stop()
      await realtime.stop()
      mailer.close()
      await clickhouse.close()
      await database.close()
    },
  }
}

const largestFeedback = 32 * 1024 * 1024
/** What other tools say of something that happened. */
const largestHook = 1024 * 1024
/** Files of respondents; each question has a limit of its own. */
const largestAnswerFile = 101 * 1024 * 1024

function addressed(request: Request, bindings: unknown, sender: ReturnType<typeof createSender>): Request {
  const address = (bindings as { incoming?: { socket?: { remoteAddress?: string } } } | undefined)?.incoming?.socket
    ?.remoteAddress
  if (address === undefined) return request
  const headers = new Headers(request.headers)
  headers.set(addressHeader, sender(address, headers.get("x-forwarded-for") ?? undefined))
  return new Request(request, { headers })
}
