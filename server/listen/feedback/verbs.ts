import type { z } from "@hono/zod-openapi"
import { createGroupCommit } from "../../platform/group-commit.ts"
import { type CodedError, type Fault, fault, invalid, notFound } from "../../platform/http/errors.ts"
import { badInput } from "../../platform/http/kit.ts"
import { newId } from "../../platform/ids.ts"
import { newsTeller, outboxChannel, record } from "../../platform/outbox.ts"
import { type Database, isDatabaseAway, isDiskFull, sql } from "../../platform/postgres.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import { setThemes } from "../interactions/public.ts"
import { type FeedbackBatch, type FeedbackChange, FeedbackInput } from "./contract.ts"
import {
  deleteFeedbackRows,
  existingIds,
  findFeedback,
  insertFeedback,
  type NewFeedback,
  saveThemes,
  updateFeedback,
} from "./store.ts"

export type Outcome = { id: string; status: "accepted" | "duplicate" }
export type Intake = ReturnType<typeof createIntake>

/**
 * Where all feedback comes in. Items that arrive at the same moment, from any number of requests, are stored in one
 * commit; a request is answered when its items are durable. Two lanes: while one commit waits for the disk, the next gathers.
 */
export function createIntake(database: Database) {
  const tellNews = newsTeller(database)
  return createGroupCommit<NewFeedback, Outcome>({
    lanes: 2,
    maxItems: 1_000,
    async write(rows) {
      const stored = await insertFeedback(database, rows)
      tellNews()
      const known =
        stored.size === rows.length
          ? new Map<string, string>()
          : await existingIds(
              database,
              rows.filter((row) => !stored.has(row.id)),
            )
      return rows.map(({ id }) =>
        stored.has(id) ? { id, status: "accepted" } : { id: known.get(id) ?? id, status: "duplicate" },
      )
    },
    mayBeOfOneItem: (error) => !(error instanceof Error && (isDatabaseAway(error) || isDiskFull(error))),
  })
}

/**
 * Stores items, each once by its source and external id. Resolves when they are durable, with an outcome per item.
 * `personId` says whose an item is where Rapport knows that already, and nothing in it names her.
 */
export async function receiveFeedback(
  scope: Scope,
  intake: Intake,
  items: readonly (FeedbackInput & { personId?: string })[],
  importId: string | null = null,
): Promise<Outcome[]> {
  mustBeAllowed(scope, "feedback.write")
  const received = scope.now().toISOString()
  return intake.add(items.map((item) => asRow(scope, item, received, importId)))
}

/** The same within a transaction of the caller's, for what must be kept together with it. */
export async function receiveFeedbackWithin(tx: Tx, items: readonly FeedbackInput[]): Promise<Outcome[]> {
  mustBeAllowed(tx, "feedback.write")
  const received = tx.now().toISOString()
  const rows = items.map((item) => asRow(tx, item, received, null))
  const stored = await insertFeedback(tx, rows)
  await tx.query(sql`select pg_notify(${outboxChannel}, '')`)
  const known = await existingIds(
    tx,
    rows.filter((row) => !stored.has(row.id)),
  )
  return rows.map(({ id }) =>
    stored.has(id) ? { id, status: "accepted" } : { id: known.get(id) ?? id, status: "duplicate" },
  )
}

/**
 * Stores a batch. atomic: one bad item refuses all, and nothing is stored; partial: the good ones are stored.
 * Throws `feedback.batch_refused` with every fault of every item.
 */
export async function receiveBatch(scope: Scope, intake: Intake, { items, mode }: z.output<typeof FeedbackBatch>) {
  const checked = checkItems(items)
  const bad = checked.filter((one) => "errors" in one)
  if (bad.length > 0 && mode === "atomic") {
    const faults = bad.flatMap(({ errors, index }) =>
      errors.map((one) => ({ ...one, field: `items[${index}]${one.field ? `.${one.field}` : ""}` })),
    )
    throw invalid("feedback.batch_refused", faults, { count: bad.length, total: items.length })
  }
  const good = checked.flatMap((one) => ("item" in one ? one : []))
  const outcomes =
    good.length > 0
      ? await receiveFeedback(
          scope,
          intake,
          good.map((one) => one.item),
        )
      : []
  const results = [
    ...good.map(({ index }, at) => ({ index, ...outcomes[at]! })),
    ...bad.map(({ index, errors }) => ({ index, status: "refused" as const, errors: [...errors] })),
  ].sort((a, b) => a.index - b.index)
  const count = (status: string) => results.filter((one) => one.status === status).length
  return { accepted: count("accepted"), duplicates: count("duplicate"), refused: count("refused"), items: results }
}

export async function changeFeedback(scope: Scope, id: string, change: z.output<typeof FeedbackChange>) {
  mustBeAllowed(scope, "feedback.write")
  return scope.transaction(async (tx) => {
    const before = await findFeedback(tx, id)
    if (!before) throw notFound("feedback", id)
    const { occurredAt, businessUnit, journeyStep, person, component, ...same } = change
    await updateFeedback(tx, id, {
      ...same,
      ...(occurredAt === undefined ? {} : { occurred_at: occurredAt }),
      ...(businessUnit === undefined ? {} : { business_unit: businessUnit }),
      ...(journeyStep === undefined ? {} : { journey_step: journeyStep }),
      ...(person === undefined ? {} : { person_given: person }),
      ...(component === undefined ? {} : { component: asList(component) }),
    })
    await record(tx, "feedback.changed", `feedback:${id}`, { ids: [id], fields: Object.keys(change) })
    return (await findFeedback(tx, id))!
  })
}

export async function deleteFeedback(scope: Scope, id: string) {
  mustBeAllowed(scope, "feedback.write")
  await scope.transaction(async (tx) => {
    const gone = await deleteFeedbackRows(tx, [id])
    if (gone.length === 0) throw notFound("feedback", id)
    await record(tx, "feedback.deleted", `feedback:${id}`, { ids: gone })
  })
}

/** Says anew what comments are about, by their ids. Where it is counted comes first: cut off in between, it is done again. */
export async function rethemeFeedback(scope: Scope, themes: ReadonlyMap<string, readonly string[]>) {
  if (themes.size === 0) return
  await setThemes(scope, themes)
  await scope.transaction(async (tx) => {
    await saveThemes(tx, themes)
    await record(tx, "feedback.rethemed", null, { ids: [...themes.keys()] })
  })
}

type Checked = { index: number; item: FeedbackInput } | { index: number; errors: readonly Fault[] }

function checkItems(items: readonly unknown[]): Checked[] {
  const seen = new Map<string, number>()
  return items.map((given, index) => {
    const result = FeedbackInput.safeParse(given)
    if (!result.success) return { index, errors: (badInput(result.error.issues) as CodedError).details }
    const { source = "api", externalId } = result.data
    if (externalId !== undefined) {
      const name = JSON.stringify([source, externalId])
      const other = seen.get(name)
      if (other !== undefined) return { index, errors: [fault("feedback.duplicate_in_batch", { other }, "externalId")] }
      seen.set(name, index)
    }
    return { index, item: result.data }
  })
}

function asRow(
  scope: Scope,
  item: FeedbackInput & { personId?: string },
  received: string,
  importId: string | null,
): NewFeedback {
  return {
    id: newId(),
    organization_id: scope.organizationId,
    source: item.source ?? "api",
    external_id: item.externalId ?? null,
    kind: item.kind ?? "other",
    occurred_at: item.occurredAt ?? received,
    received_at: received,
    channel: item.channel ?? null,
    touchpoint: item.touchpoint ?? null,
    product: item.product ?? null,
    component: asList(item.component),
    version: item.version ?? null,
    batch: item.batch ?? null,
    region: item.region ?? null,
    business_unit: item.businessUnit ?? null,
    journey_step: item.journeyStep ?? null,
    account: item.account ?? null,
    person_given: item.person ?? null,
    person_id: item.personId ?? null,
    // PostgreSQL cannot hold NUL in text.
    text: item.text?.replaceAll("\u0000", "") || null,
    language: item.language ?? null,
    scores: item.scores ?? [],
    attributes: item.attributes ?? {},
    import_id: importId,
    actor_kind: scope.actor.kind,
    actor_id: scope.actor.id,
    actor_name: scope.actor.name,
  }
}

const asList = (component: string | string[] | undefined): string[] =>
  component === undefined ? [] : [...new Set(typeof component === "string" ? [component] : component)]
