import { type Runner, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { Issue } from "../connections/public.ts"
import { askAgainAfter, type ExternalIssue } from "./issue.ts"

type Filter = { id?: string; workstreamId?: string; planId?: string; connectionId?: string; key?: string }

export const listIssues = (scope: Scope, filter: Filter) =>
  scope.query<ExternalIssue>(sql`
    select i.id, i.workstream_id as "workstreamId", w.plan_id as "planId", i.key, i.url, i.title, i.state,
      i.state_label as "stateLabel", i.added_by as "addedBy", i.added_at as "addedAt", i.synced_at as "syncedAt",
      json_build_object('id', c.id, 'kind', c.kind, 'name', c.name) as connection,
      (select json_build_object('reason', l.reason, 'at', l.at) from external_issue_loss l where l.issue_id = i.id) as lost
    from external_issue i join connection c on c.id = i.connection_id join workstream w on w.id = i.workstream_id
    where i.organization_id = ${scope.organizationId}
      ${filter.id ? sql`and i.id = ${filter.id}` : sql``}
      ${filter.workstreamId ? sql`and i.workstream_id = ${filter.workstreamId}` : sql``}
      ${filter.planId ? sql`and w.plan_id = ${filter.planId}` : sql``}
      ${filter.connectionId ? sql`and i.connection_id = ${filter.connectionId}` : sql``}
      ${filter.key ? sql`and i.key = ${filter.key}` : sql``}
    order by i.added_at`)

/** Links an issue; false where the workstream has it already. */
export const insertIssue = async (
  tx: Tx,
  { id, workstreamId, connectionId, issue }: { id: string; workstreamId: string; connectionId: string; issue: Issue },
): Promise<boolean> =>
  (
    await tx.query(sql`
      insert into external_issue (id, organization_id, workstream_id, connection_id, key, url, title, state, state_label,
        added_by, added_at, synced_at)
      values (${id}, ${tx.organizationId}, ${workstreamId}, ${connectionId}, ${issue.key}, ${issue.url}, ${issue.title},
        ${issue.state}, ${issue.stateLabel}, ${tx.actor.name}, ${tx.now()}, ${tx.now()})
      on conflict do nothing returning 1`)
  ).length > 0

export const updateIssue = (tx: Tx, id: string, issue: Issue) =>
  tx.query(sql`
    update external_issue set url = ${issue.url}, title = ${issue.title}, state = ${issue.state},
      state_label = ${issue.stateLabel}, synced_at = ${tx.now()} where id = ${id}`)

export const touchIssue = (scope: Scope, id: string) =>
  scope.query(sql`update external_issue set synced_at = ${scope.now()} where id = ${id}`)

export const deleteIssue = (tx: Tx, id: string) =>
  tx.query(sql`delete from external_issue where organization_id = ${tx.organizationId} and id = ${id}`)

/** Notes that it can no longer be read; true the first time. */
export const insertLoss = async (tx: Tx, id: string, reason: string): Promise<boolean> =>
  (
    await tx.query(sql`
      insert into external_issue_loss (issue_id, reason, at) values (${id}, ${reason}, ${tx.now()})
      on conflict do nothing returning 1`)
  ).length > 0

export const deleteLoss = async (tx: Tx, id: string): Promise<boolean> =>
  (await tx.query(sql`delete from external_issue_loss where issue_id = ${id} returning 1`)).length > 0

/** Issues nobody has asked for in a while, those that waited longest first. */
export const issuesToAsk = (runner: Runner, now: Date, limit: number) =>
  runner.query<{ id: string; organizationId: string; connectionId: string }>(sql`
    select i.id, i.organization_id as "organizationId", i.connection_id as "connectionId" from external_issue i
      left join external_issue_loss l on l.issue_id = i.id
    where i.synced_at < ${now}::timestamptz - make_interval(mins =>
      case when i.state = 'done' or l.issue_id is not null then ${askAgainAfter("done")}::int else ${askAgainAfter("open")}::int end)
    order by i.synced_at limit ${limit}`)
