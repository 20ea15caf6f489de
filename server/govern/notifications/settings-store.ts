import { loadSettings } from "../../act/plans/public.ts"
import type { Role } from "../../platform/permissions.ts"
import { sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import { always, type Channels, type Kind, kinds } from "./contract.ts"
import type { Hours } from "./hours.ts"
import { type Belonging, usual, usuallyWeekly } from "./usual.ts"

/** Where a kind reaches each of the members: what they chose, and the usual for the rest. Who has left is left out. */
export async function channelsOf(
  scope: Scope,
  kind: Kind,
  memberIds: readonly string[],
): Promise<({ memberId: string } & Channels)[]> {
  const rows = await scope.query<Belonged & Partial<Nullable<Channels>>>(sql`
    select ${belonging}, s.app, s.mail, s.chat
    from member m left join notification_setting s on s.member_id = m.id and s.kind = ${kind}
    where m.organization_id = ${scope.organizationId} and m.id = any(${memberIds}::uuid[]) order by m.id`)
  return rows.map((row) => ({ memberId: row.id, ...chosenOr(row, usual(kind, asBelonging(row)), kind) }))
}

/** What a member is told, where, kind by kind. */
export async function listSettings(scope: Scope, memberId: string) {
  const [member, rows] = await Promise.all([
    belongingOf(scope, memberId),
    scope.query<{ kind: Kind } & Nullable<Channels>>(sql`
      select kind, app, mail, chat from notification_setting where member_id = ${memberId}`),
  ])
  return kinds.map((kind) => {
    const byDefault = usual(kind, member)
    const chosen = rows.find((row) => row.kind === kind)
    return { kind, ...chosenOr(chosen, byDefault, kind), usual: byDefault, always: always.includes(kind) }
  })
}

export const saveSetting = (tx: Tx, memberId: string, kind: Kind, chosen: Partial<Channels>) =>
  tx.query(sql`
    insert into notification_setting (member_id, kind, app, mail, chat)
    values (${memberId}, ${kind}, ${chosen.app ?? null}, ${chosen.mail ?? null}, ${chosen.chat ?? null})
    on conflict (member_id, kind) do update set app = coalesce(excluded.app, notification_setting.app),
      mail = coalesce(excluded.mail, notification_setting.mail), chat = coalesce(excluded.chat, notification_setting.chat)`)

/** Back to the usual. */
export const deleteSettings = (tx: Tx, memberId: string) =>
  tx.query(sql`delete from notification_setting where member_id = ${memberId}`)

export type HoursRow = {
  time_zone: string | null
  daily_hour: number | null
  quiet_from: number | null
  quiet_to: number | null
  quiet_days: number[] | null
  break_through: boolean | null
  weekly: boolean | null
}
export const hoursColumns = sql`h.time_zone, h.daily_hour, h.quiet_from, h.quiet_to, h.quiet_days, h.break_through, h.weekly`

/** The hour of the daily mail where none was chosen. */
const usualHour = 8

/** The hours that count, in the organization's time zone where a member has named none. */
export function hoursFrom(row: HoursRow | undefined, organizationZone: string): Hours {
  const [from, to] = [row?.quiet_from ?? null, row?.quiet_to ?? null]
  return {
    timeZone: row?.time_zone ?? organizationZone,
    dailyHour: row?.daily_hour ?? usualHour,
    quiet: from === null || to === null ? null : { from, to },
    quietDays: row?.quiet_days ?? [],
    breakThrough: row?.break_through ?? false,
  }
}

export const zoneOfOrganization = async (scope: Scope): Promise<string> => (await loadSettings(scope)).settings.timeZone

export async function hoursOf(scope: Scope, memberId: string) {
  const [[row], member, zone] = await Promise.all([
    scope.query<HoursRow>(sql`select ${hoursColumns} from member_hours h where h.member_id = ${memberId}`),
    belongingOf(scope, memberId),
    zoneOfOrganization(scope),
  ])
  const { timeZone: inEffect, ...hours } = hoursFrom(row, zone)
  return {
    ...hours,
    quietDays: [...hours.quietDays],
    timeZone: row?.time_zone ?? null,
    inEffect,
    weekly: row?.weekly ?? usuallyWeekly(member),
  }
}

export const saveHours = (
  tx: Tx,
  memberId: string,
  {
    timeZone,
    dailyHour,
    quiet,
    quietDays,
    breakThrough,
    weekly,
  }: Omit<Hours, "timeZone"> & {
    timeZone: string | null
    weekly: boolean | null
  },
) =>
  tx.query(sql`
    insert into member_hours (member_id, time_zone, daily_hour, quiet_from, quiet_to, quiet_days, break_through, weekly)
    values (${memberId}, ${timeZone}, ${dailyHour}, ${quiet?.from ?? null}, ${quiet?.to ?? null}, ${quietDays}::int[],
      ${breakThrough}, ${weekly})
    on conflict (member_id) do update set time_zone = excluded.time_zone, daily_hour = excluded.daily_hour,
      quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, quiet_days = excluded.quiet_days,
      break_through = excluded.break_through, weekly = coalesce(excluded.weekly, member_hours.weekly)`)

export type Belonged = { id: string; role: Role; kinds: string[] }
export const belonging = sql`m.id, m.role, array(
  select d.kind from department_member dm join department d on d.id = dm.department_id where dm.member_id = m.id) as kinds`
export const asBelonging = ({ role, kinds }: Belonged): Belonging => ({ role, departmentKinds: kinds })

async function belongingOf(scope: Scope, memberId: string): Promise<Belonging> {
  const [row] = await scope.query<Belonged>(sql`
    select ${belonging} from member m where m.organization_id = ${scope.organizationId} and m.id = ${memberId}`)
  return row ? asBelonging(row) : { role: "viewer", departmentKinds: [] }
}

type Nullable<Some> = { [Name in keyof Some]: Some[Name] | null }

function chosenOr(chosen: Partial<Nullable<Channels>> | undefined, byDefault: Channels, kind: Kind): Channels {
  return {
    app: always.includes(kind) || (chosen?.app ?? byDefault.app),
    mail: chosen?.mail ?? byDefault.mail,
    chat: chosen?.chat ?? byDefault.chat,
  }
}
