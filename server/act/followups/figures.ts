import { wilson } from "../../../stats/intervals.ts"
import { medianInterval } from "../../../stats/medians.ts"
import { type Sql, sql } from "../../platform/postgres.ts"
import type { Estimate } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"
import type { FollowupFigures } from "./contract.ts"

export type By = "department" | "owner" | "rule"

/**
 * How the company keeps its promises. A promise is judged when it falls due, kept or not, so that those closed early and
 * those still open do not bend the share. Times are of what was opened or closed in the period.
 */
export async function figuresOf(
  scope: Scope,
  { from, to, by, departmentId }: { from: Date; to: Date; by: By; departmentId?: string },
): Promise<FollowupFigures> {
  const now = scope.now()
  const end = to < now ? to : now
  const mine = sql`f.organization_id = ${scope.organizationId} ${departmentId ? sql`and f.department_id = ${departmentId}` : sql``}`
  const due = sql`${mine} and p.until >= ${from} and p.until < ${end}`
  const [[all], groups, weeks, contacts, closings, [again]] = await Promise.all([
    scope.query<Share>(
      sql`select ${share} from followup_promise p join followup f on f.id = p.followup_id where ${due}`,
    ),
    grouped(scope, by, mine, due),
    scope.query<Share & { week: string }>(sql`
      select to_char(date_trunc('week', p.until at time zone 'UTC'), 'YYYY-MM-DD') as week, ${share}
      from followup_promise p join followup f on f.id = p.followup_id where ${due} group by 1 order by 1`),
    scope.query<{ hours: number | null }>(sql`
      select extract(epoch from min(c.at) - f.opened_at)::float8 / 3600 as hours
      from followup f left join followup_contact c on c.followup_id = f.id
      where ${mine} and f.opened_at >= ${from} and f.opened_at < ${end} group by f.id`),
    scope.query<{ hours: number }>(sql`
      select extract(epoch from p.closed_at - p.made_at)::float8 / 3600 as hours
      from followup_promise p join followup f on f.id = p.followup_id
      where ${mine} and p.closed_at >= ${from} and p.closed_at < ${end}`),
    scope.query<{ n: number; reopened: number }>(sql`
      select count(*) as n, count(*) filter (where exists (
        select 1 from followup_step s where s.followup_id = f.id and s.what = 'reopened' and s.reason <> 'by_hand'
          and s.at >= c.first)) as reopened
      from followup f join lateral (
        select min(closed_at) as first from followup_promise p
        where p.followup_id = f.id and p.closed_at >= ${from} and p.closed_at < ${end}) c on c.first is not null
      where ${mine}`),
  ])
  const contacted = contacts.flatMap(({ hours }) => (hours === null ? [] : [Math.max(0, hours)]))
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    inTime: shareOf(all!),
    hoursToContact: estimate(medianInterval(contacted)),
    notContacted: contacts.length - contacted.length,
    hoursToClose: estimate(medianInterval(closings.map((one) => Math.max(0, one.hours)))),
    reopened: estimate(wilson(again!.reopened, again!.n)),
    by: groups.map(({ id, name, open, ...one }) => ({ id, name, open, inTime: shareOf(one) })),
    weeks: weeks.map(({ week, ...one }) => ({ week, inTime: shareOf(one) })),
  }
}

type Share = { n: number; kept: number }
const share = sql`count(*) as n, count(*) filter (where p.closed_at <= p.until) as kept`
const shareOf = ({ kept, n }: Share): Estimate => estimate(wilson(kept, n))
const estimate = ({ n, estimate, low, high }: Estimate): Estimate => ({ n, estimate, low, high })

// Who had it when it was closed, or has it now; so that a promise counts for one.
function grouped(scope: Scope, by: By, mine: Sql, due: Sql) {
  const which = {
    department: sql`coalesce(p.department_id, f.department_id)`,
    owner: sql`coalesce(p.owner_id, f.owner_id)`,
    rule: sql`f.rule_id`,
  }[by]
  const now = { department: sql`f.department_id`, owner: sql`f.owner_id`, rule: sql`f.rule_id` }[by]
  const name = {
    department: sql`(select name from department where id = g.id)`,
    owner: sql`(select u.name from member m join "user" u on u.id = m.user_id where m.id = g.id)`,
    rule: sql`(select name from followup_rule where id = g.id)`,
  }[by]
  return scope.query<Share & { id: string | null; name: string | null; open: number }>(sql`
    select g.id, ${name} as name, coalesce(sum(g.n), 0)::int as n, coalesce(sum(g.kept), 0)::int as kept, sum(g.open)::int as open
    from (
      select ${which} as id, ${share}, 0 as open from followup_promise p join followup f on f.id = p.followup_id
        where ${due} group by 1
      union all
      select ${now} as id, 0, 0, count(*) from followup f where ${mine} and f.state <> 'closed' group by 1
    ) g group by g.id order by n desc, open desc, g.id`)
}
