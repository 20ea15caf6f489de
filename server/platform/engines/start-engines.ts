import type { Config } from "../config.ts"
import type { Log } from "../log.ts"
import { type ClickhouseAccess, endClickhouseOrphan, startEmbeddedClickhouse } from "./embedded-clickhouse.ts"
import { endPostgresOrphan, startEmbeddedPostgres } from "./embedded-postgres.ts"
import { checkClickhouse, checkPostgres, clickhouseAccess } from "./external-servers.ts"
import type { ProcessState } from "./supervised-process.ts"

export type Engines = {
  readonly postgresUrl: string
  readonly clickhouse: ClickhouseAccess
  /** Which of them this process runs itself. */
  readonly embedded: Readonly<{ postgres: boolean; clickhouse: boolean }>
  /** What is known without asking; "external" is not watched. */
  state(): Readonly<{ postgres: EngineState; clickhouse: EngineState }>
  /** Ends the embedded ones; at most about 8 s. */
  stop(): Promise<void>
}

export type EngineState = ProcessState | "external"

/**
 * Starts what is embedded and checks what is not, both at once. The caller holds the data folder.
 * @throws CannotStart with a sentence for the operator; nothing is left running then
 */
export async function startEngines(
  config: Pick<Config, "dataFolder" | "databaseUrl" | "clickhouseUrl">,
  log: Log,
  options: Readonly<{ durable: boolean }> = { durable: true },
): Promise<Engines> {
  const [postgres, clickhouse] = await Promise.allSettled([
    config.databaseUrl === undefined
      ? startEmbeddedPostgres(config.dataFolder, log, options)
      : externalPostgres(config.databaseUrl),
    config.clickhouseUrl === undefined
      ? startEmbeddedClickhouse(config.dataFolder, log, options)
      : externalClickhouse(config.clickhouseUrl),
  ])
  if (postgres.status === "rejected" || clickhouse.status === "rejected") {
    await Promise.all([postgres, clickhouse].map((engine) => engine.status === "fulfilled" && engine.value.stop()))
    throw [postgres, clickhouse].find((engine) => engine.status === "rejected")?.reason
  }
  return {
    postgresUrl: postgres.value.url,
    clickhouse: clickhouse.value.access,
    embedded: { postgres: config.databaseUrl === undefined, clickhouse: config.clickhouseUrl === undefined },
    state: () => ({ postgres: postgres.value.state(), clickhouse: clickhouse.value.state() }),
    async stop() {
      await Promise.all([postgres.value.stop(), clickhouse.value.stop()])
    },
  }
}

const unwatched = { state: () => "external" as const, stop: async () => {} }

async function externalPostgres(url: string) {
  await checkPostgres(url)
  return { ...unwatched, url }
}

async function externalClickhouse(url: string) {
  const access = clickhouseAccess(url)
  await checkClickhouse(access)
  return { ...unwatched, access }
}

/** Ends the databases that a killed run left behind in this data folder, without starting new ones. The caller holds the folder. */
export async function endOrphansIn(dataFolder: string, log: Log): Promise<void> {
  await Promise.all([endPostgresOrphan(dataFolder, log), endClickhouseOrphan(dataFolder, log)])
}
