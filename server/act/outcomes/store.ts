import { json, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { Frozen, Method, OutcomeRow, Verdict } from "./outcome.ts"

export type OutcomeFilter = {
  id?: string
  planId?: string
  /** Only the last round of each plan. */
  latest?: boolean
  verdict?: Verdict | "open"
  before?: { at: string; id: string }
  limit?: number
}

/** Outcomes, the newest first. */
export const listOutcomes = (scope: Scope, filter: OutcomeFilter = {}): Promise<OutcomeRow[]> =>
  scope.query<OutcomeRow>(sql`
    select o.id, o.plan_id, o.round, o.created_at,
      (select m.method from outcome_method m where m.outcome_id = o.id order by m.id desc limit 1) as method,
      (select count(*)::int from outcome_method m where m.outcome_id = o.id) as version,
      to_jsonb(d) as decision,
      coalesce((select jsonb_agg(jsonb_build_object('day', h.day, 'verdict', h.verdict, 'estimate', h.estimate, 'low', h.low,
        'high', h.high) order by h.day) from outcome_measurement h where h.outcome_id = o.id), '[]') as history,
      coalesce((select jsonb_agg(jsonb_build_object('signal_id', r.signal_id, 'at', r.at) order by r.at)
        from outcome_relapse r where r.outcome_id = o.id), '[]') as relapses
    from outcome o left join outcome_decision d on d.outcome_id = o.id
    where o.organization_id = ${scope.organizationId} ${matching(filter)}
      ${
        filter.before
          ? sql`and (coalesce(d.at, o.created_at), o.id) < (${filter.before.at}::timestamptz, ${filter.before.id}::uuid)`
          : sql``
      }
    order by coalesce(d.at, o.created_at) desc, o.id desc ${filter.limit === undefined ? sql`` : sql`limit ${filter.limit}`}`)

export async function countOutcomes(scope: Scope, filter: OutcomeFilter = {}): Promise<number> {
  const [row] = await scope.query<{ n: number }>(sql`
    select count(*)::int as n from outcome o left join outcome_decision d on d.outcome_id = o.id
    where o.organization_id = ${scope.organizationId} ${matching(filter)}`)
  return row!.n
}

/** The round of a plan that is under way, or was last. */
export const latestOutcome = async (scope: Scope, planId: string): Promise<OutcomeRow | undefined> =>
  (await listOutcomes(scope, { planId, latest: true }))[0]

export const insertOutcome = (tx: Tx, outcome: { id: string; planId: string; round: number }) =>
  tx.query(sql`
    insert into outcome (id, organization_id, plan_id, round, created_at)
    values (${outcome.id}, ${tx.organizationId}, ${outcome.planId}, ${outcome.round}, ${tx.now()})`)

export const saveMethod = (tx: Tx, id: string, method: Method) =>
  tx.query(sql`
    insert into outcome_method (outcome_id, method, actor_id, actor_name, at)
    values (${id}, ${json(method)}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now()})`)

/** What a day's look found; a second look on one day replaces the first. */
export const saveMeasurement = (
  tx: Tx,
  id: string,
  found: {
    day: string
    dataUntil: string
    verdict: string
    estimate: number | null
    low: number | null
    high: number | null
  },
) =>
  tx.query(sql`
    insert into outcome_measurement (outcome_id, day, data_until, verdict, estimate, low, high, measured_at)
    values (${id}, ${found.day}, ${found.dataUntil}, ${found.verdict}, ${found.estimate}, ${found.low}, ${found.high}, ${tx.now()})
    on conflict (outcome_id, day) do update set data_until = excluded.data_until, verdict = excluded.verdict,
      estimate = excluded.estimate, low = excluded.low, high = excluded.high, measured_at = excluded.measured_at`)

/** Keeps a verdict. False where there is one already. */
export async function insertDecision(
  tx: Tx,
  id: string,
  decision: { verdict: Verdict; dataUntil: string; measured: Frozen; reason: string | null },
): Promise<boolean> {
  const rows = await tx.query(sql`
    insert into outcome_decision (outcome_id, verdict, data_until, measured, reason, actor_id, actor_name, at)
    values (${id}, ${decision.verdict}, ${decision.dataUntil}, ${json(decision.measured)}, ${decision.reason}, ${tx.actor.id},
      ${tx.actor.name}, ${tx.now()})
    on conflict do nothing returning 1`)
  return rows.length > 0
}

/** Notes that a signal says the problem is back. False where it was noted already. */
export async function insertRelapse(tx: Tx, id: string, signalId: string): Promise<boolean> {
  const rows = await tx.query(sql`
    insert into outcome_relapse (outcome_id, signal_id, at) values (${id}, ${signalId}, ${tx.now()})
    on conflict do nothing returning 1`)
  return rows.length > 0
}

export const lockPlanOutcome = (tx: Tx, planId: string) =>
  tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${`outcome ${planId}`}, 0))`)

function matching(filter: OutcomeFilter) {
  return sql`
    ${filter.id ? sql`and o.id = ${filter.id}` : sql``}
    ${filter.planId ? sql`and o.plan_id = ${filter.planId}` : sql``}
    ${filter.latest ? sql`and not exists (select 1 from outcome l where l.plan_id = o.plan_id and l.round > o.round)` : sql``}
    ${
      filter.verdict === undefined
        ? sql``
        : filter.verdict === "open"
          ? sql`and d.outcome_id is null`
          : sql`and d.verdict = ${filter.verdict}`
    }`
}
