import { listFollowups } from "../../act/followups/public.ts"
import { guidanceTitles } from "../../act/guidance/public.ts"
import { listNotices } from "../../act/notices/public.ts"
import { listPlans, listWorkstreams } from "../../act/plans/public.ts"
import { listProblems } from "../../decide/problems/public.ts"
import { feedbackByIds } from "../../listen/feedback/public.ts"
import { findPeople } from "../../listen/people/public.ts"
import { findImport } from "../../listen/sources/public.ts"
import { notFound } from "../../platform/http/errors.ts"
import { isId } from "../../platform/ids.ts"
import type { Scope } from "../../platform/scope.ts"
import { headlineOf, listSignals } from "../../understand/signals/public.ts"
import { findTheme } from "../../understand/themes/public.ts"

/** The titles of those of the ids that exist in the organization. */
type Titles = (scope: Scope, ids: readonly string[]) => Promise<Map<string, string>>

/** What people can talk about, and how it is found. A new kind of record is one line here. */
const kinds: Record<string, Titles> = {
  feedback: async (scope, ids) =>
    new Map((await feedbackByIds(scope, ids)).map((one) => [one.id, excerpt(one.text ?? one.kind)])),
  person: async (scope, ids) =>
    new Map(
      (await findPeople(scope, { ids, limit: ids.length })).flatMap((one) =>
        one.ids.map((id) => [id, one.name ?? "…"] as const),
      ),
    ),
  signal: async (scope, ids) =>
    new Map((await listSignals(scope, { ids })).map((one) => [one.id, headlineOf(one).headline])),
  import: async (scope, ids) => {
    const found = await Promise.all(ids.map((id) => findImport(scope, id)))
    return new Map(found.flatMap((one) => (one ? [[one.id, one.name]] : [])))
  },
  theme: async (scope, ids) => {
    const found = await Promise.all(ids.map((id) => findTheme(scope, id)))
    return new Map(found.flatMap((one) => (one ? [[one.id, one.label]] : [])))
  },
  problem: async (scope, ids) => {
    const found = await listProblems(scope, { ids })
    return new Map(found.map((one) => [one.id, one.statement]))
  },
  notice: async (scope, ids) => new Map((await listNotices(scope, { ids })).map((one) => [one.id, one.title])),
  guidance: (scope, ids) => guidanceTitles(scope, ids),
  plan: async (scope, ids) => new Map((await listPlans(scope, { ids })).map((one) => [one.id, one.title])),
  followup: async (scope, ids) =>
    new Map((await listFollowups(scope, { ids })).map((one) => [one.id, `#${one.number} ${one.reason}`])),
  workstream: async (scope, ids) => new Map((await listWorkstreams(scope, { ids })).map((one) => [one.id, one.title])),
}

// Every id is a UUID but a theme's, which is made of its words.
const hasForm = (kind: string, id: string) => (kind === "theme" ? /^[\w-]{1,60}$/.test(id) : isId(id))

/** Titles of records ("kind:id") of any kinds; one that does not exist in the organization is left out. */
export async function titlesOf(scope: Scope, records: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  const wanted = [...new Set(records)].map(partsOf)
  for (const [kind, titles] of Object.entries(kinds)) {
    const ids = wanted.filter((one) => one.kind === kind && hasForm(kind, one.id)).map((one) => one.id)
    if (ids.length === 0) continue
    for (const [id, title] of await titles(scope, ids)) found.set(`${kind}:${id}`, title)
  }
  return found
}

/** The title of a record; throws 404 `record.not_found` where there is none in this organization. */
export async function titleOf(scope: Scope, record: string): Promise<string> {
  const title = (await titlesOf(scope, [record])).get(record)
  if (title === undefined) throw notFound(partsOf(record).kind, partsOf(record).id)
  return title
}

function partsOf(record: string) {
  const at = record.indexOf(":")
  return { kind: record.slice(0, at), id: record.slice(at + 1) }
}

const excerpt = (text: string) => {
  const signs = [...text.replace(/\s+/g, " ").trim()]
  return signs.length > 120 ? `${signs.slice(0, 119).join("")}…` : signs.join("")
}
