import { brief, json, prepared, type Runner, sql } from "../../platform/postgres.ts"
import type { Actor, Scope } from "../../platform/scope.ts"
import type { Feedback } from "./contract.ts"

/** A row as it is stored before it has been digested. */
export type NewFeedback = {
  id: string
  organization_id: string
  source: string
  external_id: string | null
  kind: string
  occurred_at: string
  received_at: string
  channel: string | null
  touchpoint: string | null
  product: string | null
  component: readonly string[]
  version: string | null
  batch: string | null
  region: string | null
  business_unit: string | null
  journey_step: string | null
  account: string | null
  person_given: object | null
  /** Whose it is, where that is known already. */
  person_id: string | null
  text: string | null
  language: string | null
  scores: readonly object[]
  attributes: object
  import_id: string | null
  actor_kind: Actor["kind"]
  actor_id: string | null
  actor_name: string
}

/**
 * Stores many rows and their events in one statement, so in one commit: organizations and senders may be mixed.
 * Who calls it says that there is news (`newsTeller`).
 * A row whose id or (source, external id) is there already changes nothing. Returns the ids that are new.
 */
export async function insertFeedback(runner: Runner, rows: readonly NewFeedback[]): Promise<Set<string>> {
  const [result] = await runner.query<{ ids: string[] | null }>(
    prepared(
      "insert feedback",
      sql`
    with given as (
      select * from json_to_recordset(${JSON.stringify(rows)}::json) as x(
        id uuid, organization_id uuid, source text, external_id text, kind text, occurred_at timestamptz, received_at timestamptz,
        channel text, touchpoint text, product text, component text[], version text, batch text, region text,
        business_unit text, journey_step text, account text, person_given jsonb, person_id uuid, text text, language text, scores jsonb,
        attributes jsonb, import_id uuid, actor_kind text, actor_id text, actor_name text)
    ), stored as (
      insert into feedback (id, organization_id, source, external_id, kind, occurred_at, received_at, channel, touchpoint,
        product, component, version, batch, region, business_unit, journey_step, account, person_given, person_id, text, language,
        scores, attributes, import_id)
      select id, organization_id, source, external_id, kind, occurred_at, received_at, channel, touchpoint,
        product, component, version, batch, region, business_unit, journey_step, account, person_given, person_id, text, language,
        scores, attributes, import_id from given
      on conflict do nothing returning id
    ), told as (
      insert into outbox (organization_id, name, actor_kind, actor_id, actor_name, payload)
      select organization_id, 'feedback.received', actor_kind, actor_id, actor_name, jsonb_build_object('ids', jsonb_agg(id))
      from given join stored using (id) group by organization_id, actor_kind, actor_id, actor_name
    )
    select (select array_agg(id) from stored) as ids`,
    ),
  )
  return new Set(result!.ids ?? [])
}

/** The ids under which rows that were not new are stored already. */
export async function existingIds(runner: Runner, rows: readonly NewFeedback[]): Promise<Map<string, string>> {
  const found = await runner.query<{ given: string; id: string }>(sql`
    select x.id as given, f.id from json_to_recordset(${JSON.stringify(rows)}::json) as x(id uuid, organization_id uuid, source text, external_id text)
    join feedback f on f.organization_id = x.organization_id and (f.id = x.id or (f.source = x.source and f.external_id = x.external_id))`)
  return new Map(found.map((row) => [row.given, row.id]))
}

export type KnownItem = {
  id: string
  externalId: string
  text: string | null
  scores: { metric: string; value: number; scale: { min: number; max: number } }[]
  attributes: Record<string, string | number | boolean>
  person: object | null
  /** Its words were erased, or whoever said it was forgotten: nothing of it may come back. */
  forgotten: boolean
}

/** What a source has sent already, by the ids it has there. */
export async function knownItems(scope: Scope, source: string, externalIds: readonly string[]) {
  const rows = await scope.query<KnownItem>(sql`
    select f.id, f.external_id as "externalId", f.text, f.scores, f.attributes, f.person_given as person,
      f.words_erased_at is not null or exists (select 1 from person_erasure e where e.person_id = f.person_id) as forgotten
    from feedback f
    where f.organization_id = ${scope.organizationId} and f.source = ${source} and f.external_id = any(${externalIds}::text[])`)
  return new Map(rows.map((row) => [row.externalId, row]))
}

export async function feedbackByIds(scope: Scope, ids: readonly string[]): Promise<Feedback[]> {
  const rows = await scope.query<FeedbackRow>(sql`
    select ${columns} from feedback f left join person p on p.id = f.person_id left join person r on r.id = p.root_id
    where f.organization_id = ${scope.organizationId} and f.id = any(${ids}::uuid[])`)
  const byId = new Map(rows.map((row) => [row.id, presented(row, scope)]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

/** What one person said, newest first. */
export async function feedbackOfPerson(scope: Scope, personIds: readonly string[], limit: number): Promise<Feedback[]> {
  const rows = await scope.query<FeedbackRow>(
    brief(
      "feedback of a person",
      sql`
    select ${columns} from feedback f left join person p on p.id = f.person_id left join person r on r.id = p.root_id
    where f.organization_id = ${scope.organizationId} and f.person_id = any(${personIds}::uuid[]) order by f.occurred_at desc limit ${limit}`,
    ),
  )
  return rows.map((row) => presented(row, scope))
}

export const findFeedback = async (scope: Scope, id: string): Promise<Feedback | undefined> =>
  (await feedbackByIds(scope, [id]))[0]

/** Says who an item is of where that is known before it is digested, so that it stands on her page at once. */
export const nameSpeaker = (tx: Scope, id: string, personId: string) =>
  tx.query(sql`
    update feedback set person_id = ${personId}
    where organization_id = ${tx.organizationId} and id = ${id} and person_id is null`)

/** Changes columns of one item; it is digested anew. Returns false if there is no such item. */
export async function updateFeedback(scope: Scope, id: string, change: Partial<NewFeedback>): Promise<boolean> {
  const { scores, attributes, person_given, ...plain } = change
  const rows = await scope.query(sql`
    update feedback f set (kind, occurred_at, channel, touchpoint, product, component, version, batch, region, business_unit,
      journey_step, account, text, language, scores, attributes, person_given, reading) =
      (select x.kind, x.occurred_at, x.channel, x.touchpoint, x.product, x.component, x.version, x.batch, x.region, x.business_unit,
        x.journey_step, x.account, x.text, x.language,
        coalesce(${json(scores)}::jsonb, f.scores), coalesce(${json(attributes)}::jsonb, f.attributes),
        coalesce(${json(person_given)}::jsonb, f.person_given), null::jsonb
       from jsonb_populate_record(f, ${json(plain)}::jsonb) x)
    where f.id = ${id} and f.organization_id = ${scope.organizationId} returning f.id`)
  return rows.length > 0
}

export const saveThemes = (scope: Scope, themes: ReadonlyMap<string, readonly string[]>) =>
  scope.query(sql`
    update feedback f set themes = x.themes
    from json_to_recordset(${JSON.stringify([...themes].map(([id, its]) => ({ id, themes: its })))}::json) as x(id uuid, themes text[])
    where f.id = x.id and f.organization_id = ${scope.organizationId}`)

export const deleteFeedbackRows = async (scope: Scope, ids: readonly string[]) =>
  (
    await scope.query<{ id: string }>(sql`
      delete from feedback where organization_id = ${scope.organizationId} and id = any(${ids}::uuid[]) returning id`)
  ).map((row) => row.id)

const columns = sql`
  f.id, f.source, f.external_id, f.kind, f.occurred_at, f.received_at, f.channel, f.touchpoint, f.product, f.component,
  f.version, f.batch, f.region, f.business_unit, f.journey_step, f.account, p.root_id as person_id, coalesce(r.name, p.name) as person_name, f.text,
  f.scores, f.attributes, f.import_id, f.reading, f.themes`

type FeedbackRow = Omit<
  Feedback,
  "externalId" | "occurredAt" | "receivedAt" | "businessUnit" | "journeyStep" | "person" | "importId"
> & {
  external_id: string | null
  occurred_at: Date
  received_at: Date
  business_unit: string | null
  journey_step: string | null
  person_id: string | null
  person_name: string | null
  import_id: string | null
}

function presented(row: FeedbackRow, scope: Scope): Feedback {
  const masked = !scope.permissions.has("personal_data")
  const {
    external_id,
    occurred_at,
    received_at,
    business_unit,
    journey_step,
    person_id,
    person_name,
    import_id,
    ...same
  } = row
  return {
    ...same,
    externalId: external_id,
    occurredAt: occurred_at.toISOString(),
    receivedAt: received_at.toISOString(),
    businessUnit: business_unit,
    journeyStep: journey_step,
    importId: import_id,
    person: person_id === null ? null : { id: person_id, name: masked ? null : person_name, masked },
  }
}
