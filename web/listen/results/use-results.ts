import type { Parameters } from "../../api/client.ts"
import { useGo } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { paths, type Search } from "../../paths.ts"
import { useQueryState } from "../../ui/filters/query-state.ts"

export const views = ["answers", "leaving", "words", "responses"] as const
export type View = (typeof views)[number]

/** What the page is filtered by, as it stands in its address and as the API takes it. */
export function useResultsState(surveyId: string) {
  const { org } = useSession()
  const go = useGo()
  const [, , search] = useQueryState()
  const { from, to, language, version, state, question, value, link, onBehalf } = search
  const kept: Search = { from, to, language, version, state, question, value, link, onBehalf, view: search.view }
  const filters: Parameters = {
    from: from && `${from}T00:00:00Z`,
    to: to && `${to}T00:00:00Z`,
    language,
    version,
    state,
    question,
    value,
    linkId: link,
  }
  return {
    search: kept,
    filters,
    /** Responses are listed as they are counted. */
    listed: { ...filters, state: state ?? "counted", onBehalf } satisfies Parameters,
    view: (views as readonly string[]).includes(search.view ?? "") ? (search.view as View) : "answers",
    hrefWith: (change: Search) => paths.surveyResults(org, surveyId, { ...kept, ...change }),
    change: (part: Search) => go(paths.surveyResults(org, surveyId, { ...kept, ...part }), { replace: true }),
  }
}
export type ResultsState = ReturnType<typeof useResultsState>
