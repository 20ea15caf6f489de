import { feedbackByIds } from "../../listen/feedback/public.ts"
import { sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import { listSignals, presented as presentedSignal, sliceLabel } from "../../understand/signals/public.ts"
import type { EvidenceRow } from "./evidence.ts"
import { currentFormula } from "./formula.ts"
import { ruleOf } from "./joining.ts"
import { affectedOf } from "./people.ts"
import { type ProblemRow, type SizeRow, stageOf } from "./problem.ts"
import { type NoteRow, notesOf } from "./research.ts"
import { partsOf, revenueOf, shippedFormula } from "./score.ts"
import { listProblems } from "./store.ts"

/** Problems as a list shows them. */
export async function items(scope: Scope, rows: readonly ProblemRow[]) {
  const { formula } = await currentFormula(scope)
  return rows.map((row) => item(row, formula))
}

/** One problem, with everything its page needs at once. */
export async function page(scope: Scope, row: ProblemRow) {
  const group = [row.id, ...row.duplicates]
  const others = [...row.duplicates, ...(row.duplicate ? [row.duplicate.of_id] : [])]
  const [[shown], related, links, notes, states, affected] = await Promise.all([
    items(scope, [row]),
    others.length > 0 ? listProblems(scope, { ids: others }) : [],
    signalsOf(scope, group),
    notesOf(scope, group),
    statesOf(scope, row.id),
    affectedOf(scope, row.id),
  ])
  const signals = links.length > 0 ? await listSignals(scope, { ids: links.map((one) => one.signal_id) }) : []
  const refs = related.map(({ id, number, statement, state }) => ({ id, number, statement, state }))
  return {
    ...shown!,
    signals: links.flatMap((link) => {
      const signal = signals.find((one) => one.id === link.signal_id)
      return signal ? [{ ...presentedSignal(scope, signal), how: link.how, problem: link.problem_id }] : []
    }),
    notes: notes.map(asNote),
    joining: { rule: ruleOf(row), chosenBy: row.joining ? ("you" as const) : ("rapport" as const) },
    affected: {
      definition: affected.anyOf.length > 0 ? affected : null,
      chosenBy: row.affected ? ("you" as const) : ("rapport" as const),
    },
    duplicateOfRef: refs.find((one) => one.id === row.duplicate?.of_id) ?? null,
    duplicates: refs.filter((one) => one.id !== row.duplicate?.of_id),
    states: states.map(({ actor_name, at, ...change }) => ({ ...change, by: actor_name, at: at.toISOString() })),
  }
}

export const asNote = ({ noted_on, author_name, created_at, problem_id: _, ...note }: NoteRow) => ({
  ...note,
  notedOn: noted_on,
  author: { name: author_name },
  createdAt: created_at.toISOString(),
})

/** Evidence with the words it consists of; whoever said it is masked without the right to personal data. */
export async function voices(scope: Scope, rows: readonly EvidenceRow[]) {
  const found = await feedbackByIds(
    scope,
    rows.map((row) => row.feedback_id),
  )
  const byId = new Map(found.map((one) => [one.id, one]))
  return rows.flatMap((row) => {
    const said = byId.get(row.feedback_id)
    if (!said) return []
    return [
      {
        feedbackId: row.feedback_id,
        how: row.how,
        at: row.at.toISOString(),
        by: row.actor_name,
        problem: row.problem_id,
        text: said.text,
        who: said.person?.name ?? null,
        masked: said.person?.masked ?? false,
        language: said.reading?.language ?? null,
        sentiment: said.reading?.sentiment ?? null,
        kind: said.kind,
        channel: said.channel,
        occurredAt: said.occurredAt,
      },
    ]
  })
}

function item(row: ProblemRow, formula: string | null) {
  const { size } = row
  const stage = stageOf(row)
  return {
    id: row.id,
    number: row.number,
    version: row.version,
    statement: row.statement,
    story: row.story,
    who: row.who,
    slice: row.slice,
    sliceLabel: sliceLabel(row.slice),
    jobsHurt: row.jobs_hurt,
    severity: row.severity,
    customerValue: row.customer_value,
    businessValue: row.business_value,
    effort: row.effort,
    revenue: row.revenue,
    revenueAtStake: row.revenue ? revenueOf(row, size?.people ?? 0) : null,
    state: row.state,
    stateSince: moment(row.change?.at),
    stateBy: row.change?.actor_name ?? null,
    stateReason: row.change?.reason ?? null,
    dismissedReason: row.state === "dismissed" ? (row.change?.reason ?? null) : null,
    publicStage: {
      stage,
      follows: row.stage ? ("hand" as const) : ("state" as const),
      since: moment(row.stage_since),
      texts: row.public_texts,
    },
    ownerId: row.owner?.id ?? null,
    owner: row.owner,
    size: size && asSize(size),
    score: {
      value: size?.score ?? 0,
      formula: formula ?? shippedFormula,
      shipped: formula === null,
      parts: partsOf(row, size ?? { reports: 0, told: 0, negative: 0, people: 0, severity: 1, certainty: 0 }),
    },
    signalCount: row.signal_ids.length,
    duplicateOf: row.duplicate?.of_id ?? null,
    duplicateCount: row.duplicates.length,
    createdAt: row.created_at.toISOString(),
    createdBy: { name: row.created_by },
  }
}

const asSize = (size: SizeRow) => ({
  reports: size.reports,
  joined: size.joined,
  told: size.told,
  negative: size.negative,
  lastReportAt: moment(size.last_report_at),
  owners: size.owners,
  method: size.method,
  people: size.people,
  low: size.people_low,
  high: size.people_high,
  share: size.tell_share,
  countedAt: new Date(size.counted_at).toISOString(),
})

const moment = (text: string | null | undefined) => (text ? new Date(text).toISOString() : null)

type SignalLink = { problem_id: string; signal_id: string; how: "signal" | "linked" | "joined" }
const signalsOf = (scope: Scope, problemIds: readonly string[]) =>
  scope.query<SignalLink>(sql`
    select s.problem_id, s.signal_id, s.how from problem_signal s where s.problem_id = any(${problemIds}::uuid[]) order by s.at`)

type Change = {
  before: ProblemRow["state"]
  state: ProblemRow["state"]
  reason: string | null
  actor_name: string
  at: Date
}
const statesOf = (scope: Scope, problemId: string) =>
  scope.query<Change>(sql`
    select before, state, reason, actor_name, at from problem_state_change where problem_id = ${problemId} order by id desc limit 50`)
