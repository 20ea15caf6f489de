import type { MiddlewareHandler } from "hono"
import { isbot } from "isbot"
import type { Log } from "../../platform/log.ts"
import { type Database, sql } from "../../platform/postgres.ts"
import type { Asking } from "../surveys/public.ts"

export type Openings = ReturnType<typeof countOpenings>

/**
 * Counts how often links are opened, some seconds at a time: opening a page must not wait for a write. Known robots and
 * what a browser fetches ahead are left out; scanners of mail that say nothing of themselves are not, which is why a
 * score is never counted by opening.
 */
export function countOpenings(
  { database, log, now }: { database: Database; log: Log; now(): Date },
  asking: Pick<Asking, "link">,
) {
  let counts = new Map<string, { surveyId: string; linkId: string; day: string; count: number }>()
  let writing: Promise<void> = Promise.resolve()
  const timer = setInterval(() => void flush(), 2_000)
  timer.unref()

  async function write() {
    const some = [...counts.values()]
    if (some.length === 0) return
    counts = new Map()
    // One order for all, so that two processes that add to the same rows wait for each other and not in a circle.
    some.sort((a, b) => `${a.linkId} ${a.day}`.localeCompare(`${b.linkId} ${b.day}`))
    await database
      .query(sql`
        insert into survey_opening (survey_id, link_id, day, count)
        select x."surveyId", x."linkId", x.day, x.count
        from json_to_recordset(${JSON.stringify(some)}::json) as x("surveyId" uuid, "linkId" uuid, day date, count int)
        join survey s on s.id = x."surveyId" order by 2, 3
        on conflict (survey_id, link_id, day) do update set count = survey_opening.count + excluded.count`)
      .catch((error) => log.warn("openings of surveys were not counted", { reason: String(error) }))
  }
  function flush() {
    writing = writing.then(write)
    return writing
  }

  return {
    /** Notes that a key was opened, by a browser that says what it is. Never fails and is never waited for. */
    note(key: string, agent: string | undefined, purpose: string | undefined) {
      if (isbot(agent) || purpose?.includes("prefetch")) return
      const day = now().toISOString().slice(0, 10)
      asking.link(key).then(
        ({ id, surveyId }) => {
          const name = `${id} ${day}`
          const known = counts.get(name) ?? { surveyId, linkId: id, day, count: 0 }
          counts.set(name, { ...known, count: known.count + 1 })
        },
        () => {},
      )
    },
    flush,
    async stop() {
      clearInterval(timer)
      await flush()
    },
  }
}

/** Counts the pages and definitions that are handed out to those who open a link. */
export const notingOpenings =
  ({ note }: Pick<Openings, "note">): MiddlewareHandler =>
  async (context, next) => {
    await next()
    const { status } = context.res
    const key = context.req.param("key")
    if (key === undefined || context.req.method !== "GET" || (status !== 200 && status !== 304)) return
    note(key, context.req.header("user-agent"), context.req.header("sec-purpose") ?? context.req.header("purpose"))
  }
