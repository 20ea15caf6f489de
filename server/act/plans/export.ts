import type { CellValue } from "../../../tables/cell.ts"
import type { Scope } from "../../platform/scope.ts"
import type { Language } from "../playbooks/public.ts"
import { promisedSteps } from "./clock.ts"
import { presentedPlans } from "./presenting.ts"
import { listPlans, type PlanFilter } from "./store.ts"

export const planColumns = [
  "number",
  "title",
  "problem",
  "severity",
  "playbook",
  "lead",
  "sponsor",
  "state",
  "verdict",
  "openedAt",
  ...promisedSteps.flatMap((step) => [`${step}.promised`, `${step}.at`, `${step}.state`]),
  "late",
  "workstreams",
  "workstreamsDone",
  "workstreamsLate",
]

/** Plans as rows of a file, a page at a time. */
export async function* planRows(scope: Scope, filter: PlanFilter, language: Language): AsyncGenerator<CellValue[]> {
  for (let before: number | undefined; ; ) {
    const page = await listPlans(scope, { ...filter, limit: 200, ...(before === undefined ? {} : { before }) })
    for (const plan of await presentedPlans(scope, page, language)) {
      yield [
        plan.number,
        plan.title,
        plan.problem.statement,
        plan.severity,
        plan.playbook.name,
        plan.lead.name,
        plan.sponsor?.name,
        plan.state,
        plan.closure?.verdict,
        new Date(plan.openedAt),
        ...plan.clock
          .filter((one) => one.step !== "opened")
          .flatMap((one) => [moment(one.promisedAt), moment(one.at), one.state]),
        plan.late,
        plan.workstreamCounts.all,
        plan.workstreamCounts.done,
        plan.workstreamCounts.late,
      ]
    }
    if (page.length < 200) return
    before = page.at(-1)!.number
  }
}

const moment = (text: string | null) => (text ? new Date(text) : null)
