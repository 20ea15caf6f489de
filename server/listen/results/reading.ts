import { meanInterval, wilson } from "../../../stats/intervals.ts"
import { notFound } from "../../platform/http/errors.ts"
import type { Scope } from "../../platform/scope.ts"
import { plainSurvey, versionsOf } from "../surveys/public.ts"
import type { ResultFilters, Results } from "./contract.ts"
import { keyOf, questionnaires, type Scale, scaleOf } from "./counted.ts"
import { bare } from "./score.ts"
import { amountsOf, askedOf, placesOf, type Step, tokensOf, totalsOf, whereOf } from "./store.ts"
import { type Known, knownQuestions, pageResults, questionResult, readCounts } from "./summary.ts"

/** Everything that the answers to a survey say, of those that pass the filters. Throws 404. */
export async function resultsOf(scope: Scope, surveyId: string, filters: ResultFilters): Promise<Results> {
  const asked = await askedSurvey(scope, surveyId)
  const { survey, versions, known } = asked
  const where = whereOf(scope, surveyId, filters, asked.keysOf(filters.question))
  const [totals, tokens, amounts, places, besides] = await Promise.all([
    totalsOf(scope, where),
    tokensOf(scope, where),
    asked.hasAmounts ? amountsOf(scope, where) : [],
    placesOf(scope, where),
    askedOf(scope, surveyId, filters),
  ])
  const counts = readCounts(tokens, amounts, places)
  const questions = known.map((one) => questionResult(one, counts))
  const { counted, finished, abandoned } = totals
  // Openings and invitations know nothing of what was answered.
  const narrowed = Boolean(filters.question || filters.language || filters.version || filters.state)
  return {
    survey: {
      id: survey.id,
      title: survey.title,
      state: survey.state,
      version: survey.published,
      languages: survey.draft.languages,
      versions: versions.map(({ number, published_at, note }) => ({ number, at: published_at.toISOString(), note })),
    },
    counted,
    finished,
    abandoned,
    underWay: narrowed ? 0 : besides.under_way,
    opened: besides.opened,
    completion: bare(wilson(finished, counted)),
    started: narrowed || besides.opened === 0 ? null : bare(wilson(Math.min(counted, besides.opened), besides.opened)),
    responseRate: narrowed || besides.invited === 0 ? null : bare(wilson(besides.answered, besides.invited)),
    seconds: {
      median: totals.median,
      low: totals.medianLow,
      high: totals.medianHigh,
      tenth: totals.tenth,
      ninetieth: totals.ninetieth,
    },
    first: totals.first,
    last: totals.last,
    pages: versions[0] ? pageResults(versions[0].definition, counts, questions) : [],
    questions,
    questionnaires: amounts
      .filter(({ name }) => name.startsWith("="))
      .map(({ name, n, mean, sd }) => ({ metric: name.slice(1), mean: bare(meanInterval({ n, mean, sd })) })),
  }
}

/** The step in which a stretch of time is read at a glance: days up to a quarter of a year, weeks up to two. */
export function stepFor(from: string | undefined, to: string | undefined): Step {
  const days = from && to ? (Date.parse(to) - Date.parse(from)) / 86_400_000 : 0
  return days <= 92 ? "day" : days <= 731 ? "week" : "month"
}

/** A survey with every question it ever asked, and under which keys the values of each are counted. */
export async function askedSurvey(scope: Scope, surveyId: string) {
  const survey = await plainSurvey(scope, surveyId)
  if (!survey) throw notFound("survey", surveyId)
  const versions = await versionsOf(scope, surveyId)
  const known = knownQuestions(versions)
  const ever = versions.flatMap(({ definition }) => definition.pages.flatMap((page) => page.questions))
  return {
    survey,
    versions,
    known,
    hasAmounts: ever.some(
      (one) =>
        one.kind === "number" ||
        one.kind === "slider" ||
        ("measures" in one && one.measures !== undefined && questionnaires.has(one.measures)),
    ),
    keysOf: (question: string | undefined) => [
      ...new Set(ever.filter(({ id }) => id === question).map((one) => keyOf(one))),
    ],
    /** Throws 404 for one that was never asked. */
    question(id: string): Known {
      const found = known.find((one) => one.question.id === id)
      if (!found) throw notFound("question", id)
      return found
    },
    scaleIn: (id: string, version: (typeof versions)[number]): Scale | null => {
      const question = version.definition.pages.flatMap((page) => page.questions).find((one) => one.id === id)
      return question ? scaleOf(question) : null
    },
  }
}
