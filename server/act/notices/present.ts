import { textAmong } from "../../../survey/languages.ts"
import { contactsOf, findPeople } from "../../listen/people/public.ts"
import { CodedError, type Fault, presented as withDocs } from "../../platform/http/errors.ts"
import { record } from "../../platform/outbox.ts"
import type { z } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"
import { openFollowupsOf } from "../followups/public.ts"
import { listPlans } from "../plans/public.ts"
import { changesSinceApproval } from "./approving.ts"
import type { Notice, NoticeReach, NoticeRecipient } from "./contract.ts"
import { letterOf, messageOf } from "./letter.ts"
import { hadAHandInIt, isForSafety, leavesOutConversations, type NoticeRow, stateOf } from "./notice.ts"
import { ownedOf, type Reach, reachOf, subjectOf, valuesOf } from "./reach.ts"
import { listRecipients, type Recipient, type RecipientFilter, talliesOf } from "./recipients.ts"
import { organizationName } from "./sending.ts"
import { settingsOf } from "./store.ts"
import { faultsOfNotice } from "./verbs.ts"

/** Notices as the API answers them. */
export async function presented(scope: Scope, notices: readonly NoticeRow[]): Promise<z.output<typeof Notice>[]> {
  const [tallies, plans] = await Promise.all([
    talliesOf(
      scope,
      notices.map((one) => one.id),
    ),
    listPlans(scope, { ids: [...new Set(notices.map((one) => one.plan_id))] }),
  ])
  return notices.map((notice) => {
    const plan = plans.find((one) => one.id === notice.plan_id)!
    const state = stateOf(notice)
    return {
      id: notice.id,
      number: notice.number,
      plan: { id: plan.id, number: plan.number, title: plan.title, state: plan.state },
      kind: notice.kind,
      title: notice.title,
      reach: notice.reach,
      previousId: notice.previous_id,
      channel: notice.channel,
      language: notice.language,
      inConversation: leavesOutConversations(notice) ? "leave_out" : "write",
      texts: notice.texts,
      state,
      steps: notice.steps.map((step) => ({
        state: step.state,
        people: step.people,
        reason: step.reason,
        by: step.actor.name,
        at: step.at.toISOString(),
      })),
      version: notice.version,
      tally: tallies.get(notice.id) ?? null,
      mayApprove:
        state === "asked" &&
        scope.actor.kind === "member" &&
        scope.permissions.has("notices.approve") &&
        !hadAHandInIt(notice, scope.actor.id),
      createdBy: notice.created_by,
      createdAt: notice.created_at.toISOString(),
      changedBy: notice.changed_by,
      changedAt: notice.changed_at.toISOString(),
    }
  })
}

export const presentedOne = async (scope: Scope, notice: NoticeRow) => (await presented(scope, [notice]))[0]!

/** Who gets a notice and what three of them read: other three with each `turn`. Reading real people leaves a trace. */
export async function presentedReach(scope: Scope, notice: NoticeRow, publicUrl: string, turn: number) {
  const reach = await reachOf(scope, notice)
  const { approvalAbove } = await settingsOf(scope)
  const masked = !scope.permissions.has("personal_data")
  const sample = await sampleOf(scope, notice, reach, publicUrl, turn)
  if (sample.length > 0 && !masked)
    await scope.transaction((tx) =>
      record(tx, "notice.people_read", `notice:${notice.id}`, { planId: notice.plan_id, people: sample.length }),
    )
  return {
    people: reach.people,
    recipients: reach.included.length,
    excluded: [...reach.excluded].map(([reason, ids]) => ({ reason, people: ids.length })),
    unsubscribedButSafety: reach.unsubscribedButSafety,
    alsoWrittenToday: reach.alsoWrittenToday,
    inConversation: {
      people: reach.inConversation.length,
      leftOut: leavesOutConversations(notice),
      followups: await mostUrgentOf(scope, reach.inConversation),
    },
    languages: reach.languages,
    faults: faultsOfNotice(notice, reach).map(asAnswered),
    approvalAbove,
    needsApproval: reach.included.length > approvalAbove,
    changes: stateOf(notice) === "approved" ? await changesSinceApproval(scope, notice, reach) : null,
    version: notice.version,
    fingerprint: reach.fingerprint,
    masked,
    sample,
  } satisfies z.output<typeof NoticeReach>
}

/** The conversations to look at first: those promised earliest. */
async function mostUrgentOf(scope: Scope, personIds: readonly string[]) {
  const open = await openFollowupsOf(scope, personIds.slice(0, 1_000))
  return open
    .sort((one, other) => (one.promisedAt < other.promisedAt ? -1 : 1))
    .slice(0, 5)
    .map(({ id, number, personId, reason, owner, department, promisedAt }) => ({
      ...{ id, number, personId, reason, promisedAt },
      owner: owner?.name ?? null,
      department: department?.name ?? null,
    }))
}

const asAnswered = (fault: Fault) => withDocs(new CodedError(fault)).error

async function sampleOf(scope: Scope, notice: NoticeRow, reach: Reach, publicUrl: string, turn: number) {
  const chosen = chosenFrom(reach.included, turn)
  const ids = chosen.map((one) => one.personId)
  const [contacts, people, owned, about, organization] = await Promise.all([
    contactsOf(scope, ids),
    findPeople(scope, { ids, limit: ids.length }),
    ownedOf(scope, ids),
    subjectOf(scope, notice),
    organizationName(scope),
  ])
  return chosen.flatMap(({ personId, language }) => {
    const contact = contacts.find((one) => one.personId === personId)
    const person = people.find((one) => one.id === personId)
    const text = textAmong(notice.texts, [language, notice.language])
    if (!contact || !person || !text) return []
    const values = valuesOf(contact, owned.get(personId) ?? [], about)
    const shown = person.masked
      ? { ...values, name: values.name && "…", serial: values.serial && "…", order_number: values.order_number && "…" }
      : values
    const letter = (notice.channel === "email" ? letterOf : messageOf)(text, shown, {
      organization,
      safety: isForSafety(notice),
      // As long as a real one, so that the length of a message is what it will be.
      statusLink: `${publicUrl}/s/${notice.channel === "email" ? "…" : "x".repeat(24)}`,
      unsubscribeLink: isForSafety(notice) ? null : `${publicUrl}/u/…`,
    })
    const address = person.identities.find((one) => one.kind === addressKind(notice))?.value ?? ""
    return [{ personId, name: person.name, address, language: text.language, ...letter }]
  })
}

/** Three: one of each language first, then from different places of the list. */
function chosenFrom(included: Reach["included"], turn: number): Reach["included"] {
  if (included.length <= 3) return [...included]
  const start = (turn * 7919) % included.length
  const turned = [...included.slice(start), ...included.slice(0, start)]
  const first = [...new Map([...turned].reverse().map((one) => [one.language, one])).values()].slice(0, 3)
  const third = Math.max(1, Math.floor(included.length / 3))
  const spread = [0, 1, 2].map((part) => turned[(part * third) % turned.length]!)
  return [...new Set([...first, ...spread])].slice(0, 3)
}

/** The list of a notice, page by page; names and addresses masked without the right to them. */
export async function presentedRecipients(
  scope: Scope,
  notice: Pick<NoticeRow, "id" | "channel">,
  filter: RecipientFilter,
): Promise<z.output<typeof NoticeRecipient>[]> {
  const rows = await listRecipients(scope, notice.id, filter)
  const ids = rows.map((row) => row.personId)
  const people = new Map(
    (await findPeople(scope, { ids, limit: ids.length || 1 })).flatMap((one) =>
      one.ids.map((id) => [id, one] as const),
    ),
  )
  return rows.map((row) => {
    const person = people.get(row.personId)
    return {
      ...answered(row),
      name: person?.name ?? null,
      address: person?.identities.find((one) => one.kind === addressKind(notice))?.value ?? null,
      masked: person?.masked ?? true,
    }
  })
}

const addressKind = ({ channel }: Pick<NoticeRow, "channel">) => (channel === "email" ? "email" : "phone")

const answered = ({ token: _token, claimedAt: _claimedAt, ...row }: Recipient) => ({
  ...row,
  doneAt: row.doneAt?.toISOString() ?? null,
  nextTryAt: row.nextTryAt?.toISOString() ?? null,
  bouncedAt: row.bouncedAt?.toISOString() ?? null,
  deliveredAt: row.deliveredAt?.toISOString() ?? null,
  unsubscribedAt: row.unsubscribedAt?.toISOString() ?? null,
})
