import type { Survey } from "../../../survey/definition.ts"
import { type Database, sql } from "../../platform/postgres.ts"

/** What was asked in a published version of a survey; undefined when there is none such. */
export type Versions = (surveyId: string, number: number) => Promise<Survey | undefined>

/** Reads what was published once for thousands of responses: a version never changes. */
export function rememberVersions(database: Database): Versions {
  const known = new Map<string, Promise<Survey | undefined>>()
  return (surveyId, number) => {
    const name = `${surveyId} ${number}`
    const before = known.get(name)
    if (before) return before
    if (known.size > mostKept) known.clear()
    const found = findVersion(database, surveyId, number)
    known.set(name, found)
    // One that is not there now may be published in a moment.
    found.then((one) => one ?? known.delete(name)).catch(() => known.delete(name))
    return found
  }
}

const mostKept = 2_000

async function findVersion(database: Database, surveyId: string, number: number): Promise<Survey | undefined> {
  const [row] = await database.query<{ definition: Survey }>(
    sql`select definition from survey_version where survey_id = ${surveyId} and number = ${number}`,
  )
  return row?.definition
}
