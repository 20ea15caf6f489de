import { problemsOfPerson } from "../../decide/problems/public.ts"
import { feedbackByIds } from "../../listen/feedback/public.ts"
import { contactsOf, findPeople } from "../../listen/people/public.ts"
import type { Scope } from "../../platform/scope.ts"
import type { Followup, FollowupPage } from "./contract.ts"
import { contactsOfFollowup, type FollowupRow, itemsOf, stepsOf } from "./store.ts"

/** Follow-ups with the person (masked without the right to personal data) and what she said. */
export async function presented(scope: Scope, rows: readonly FollowupRow[]): Promise<Followup[]> {
  if (rows.length === 0) return []
  const personIds = [...new Set(rows.map((one) => one.person_id))]
  const [people, voices] = await Promise.all([
    findPeople(scope, { ids: personIds, limit: personIds.length }),
    feedbackByIds(
      scope,
      rows.flatMap((one) => one.feedback_id ?? []),
    ),
  ])
  const person = new Map(people.flatMap((one) => one.ids.map((id) => [id, one] as const)))
  const voice = new Map(voices.map((one) => [one.id, one]))
  const now = scope.now()
  return rows.map((row) => {
    const said = voice.get(row.feedback_id ?? "")
    const who = person.get(row.person_id)
    return {
      id: row.id,
      number: row.number,
      person: { id: row.person_id, name: who?.name ?? null, masked: who?.masked ?? true },
      reason: row.reason,
      rule: row.rule_id ? { id: row.rule_id, name: row.rule_name ?? "" } : null,
      priority: row.priority,
      state: row.state,
      since: row.since.toISOString(),
      owner: row.owner_id ? { id: row.owner_id, name: row.owner_name ?? "" } : null,
      department: row.department_id ? { id: row.department_id, name: row.department_name ?? "" } : null,
      openedAt: row.opened_at.toISOString(),
      openedBy: row.opened_by,
      promisedAt: row.promised_at.toISOString(),
      overdue: row.state !== "closed" && row.promised_at < now,
      snoozedUntil: row.snoozed_until?.toISOString() ?? null,
      attempts: row.attempts,
      reachedAt: row.reached_at?.toISOString() ?? null,
      reopened: row.reopened,
      reopenedWhy: row.reopened_why,
      also: row.also,
      voice: said
        ? {
            id: said.id,
            text: said.text,
            language: said.reading?.language ?? null,
            occurredAt: said.occurredAt,
            scores: said.scores,
          }
        : null,
      closing:
        row.state === "closed" && row.closing
          ? {
              ...row.closing,
              at: new Date(row.closing.at).toISOString(),
              inTime: new Date(row.closing.at) <= row.promised_at,
            }
          : null,
      version: row.version,
    }
  })
}

/** One with its history, all she said, how to reach her, and the known problems that affect her. */
export async function presentedPage(scope: Scope, row: FollowupRow): Promise<FollowupPage> {
  const personal = scope.permissions.has("personal_data")
  const [[one], steps, contacts, items, reach, problems] = await Promise.all([
    presented(scope, [row]),
    stepsOf(scope, row.id),
    contactsOfFollowup(scope, row.id),
    itemsOf(scope, row.id),
    personal ? contactsOf(scope, [row.person_id]) : [],
    problemsOfPerson(scope, row.person_id),
  ])
  const reasons = new Map(items.map((item) => [item.feedback_id, item.reason]))
  const said = await feedbackByIds(scope, [...reasons.keys()])
  const contact = reach[0]
  return {
    ...one!,
    steps: steps.map((step) => ({ ...step, at: step.at.toISOString() })),
    contacts: contacts.map((each) => ({ ...each, at: each.at.toISOString() })),
    items: said
      .map(({ id, text, reading, occurredAt }) => ({
        id,
        text,
        language: reading?.language ?? null,
        occurredAt,
        reason: reasons.get(id) ?? "",
      }))
      .sort((a, b) => (a.occurredAt < b.occurredAt ? 1 : -1)),
    reach: contact ? { email: contact.email, phone: contact.phone, language: contact.language } : null,
    problems: problems.slice(0, 10).map(({ id, number, statement }) => ({ id, number, statement })),
  }
}
