import { createHash } from "node:crypto"
import { textAmong } from "../../../survey/languages.ts"
import { affectedOf, findProblem } from "../../decide/problems/public.ts"
import { AudienceDefinition, peopleIn } from "../../listen/audiences/public.ts"
import { type Owned, ownedBy } from "../../listen/ownership/public.ts"
import { type Contact, contactsOf, rootsOf } from "../../listen/people/public.ts"
import type { Scope } from "../../platform/scope.ts"
import { personIdsInFollowups } from "../followups/public.ts"
import { findPlan } from "../plans/public.ts"
import { type MergeField, type MergeValues, neededFields, usesField } from "./merging.ts"
import { type ExclusionReason, isForSafety, leavesOutConversations, type NoticeRow } from "./notice.ts"
import { recipientIds, writtenSince } from "./recipients.ts"
import { listNotices } from "./store.ts"

export type Included = { personId: string; language: string; address: string }
export type Reach = {
  /** Whom the notice is for, before anybody is left out. */
  people: number
  included: Included[]
  excluded: Map<ExclusionReason, string[]>
  /** Of the included, who said she wants no marketing: she gets it because of her safety. */
  unsubscribedButSafety: number
  /** Of the included, who was already written to today: said, not held back, where it is about safety. */
  alsoWrittenToday: number
  /** Whom somebody speaks with right now and nothing else speaks against: left out, or written to, as the notice says. */
  inConversation: string[]
  /** For each language people have: how many, and the language of the text they get. */
  languages: { language: string | null; text: string; people: number }[]
  /** Fields used without words for where nothing is known, and for how many nothing is known. */
  missing: { field: MergeField; people: number }[]
  /** The same list of people has the same one. */
  fingerprint: string
}

/** Who gets a notice if it is sent now, who does not and why. */
export async function reachOf(scope: Scope, notice: NoticeRow): Promise<Reach> {
  const seen = new Set<string>()
  const reach: Omit<Reach, "fingerprint" | "languages" | "missing"> = {
    people: 0,
    included: [],
    excluded: new Map(),
    unsubscribedButSafety: 0,
    alsoWrittenToday: 0,
    inConversation: [],
  }
  const languages = new Map<string, { language: string | null; text: string; people: number }>()
  const missing = new Map<MergeField, number>()
  const leaveOut = (personId: string, reason: ExclusionReason) => {
    const already = reach.excluded.get(reason)
    if (already) already.push(personId)
    else reach.excluded.set(reason, [personId])
  }
  const fingerprint = createHash("sha256")
  const needed = neededOf(notice)
  const today = new Date(scope.now().getTime() - dayMs)

  for await (const ids of candidates(scope, notice)) {
    reach.people += ids.length
    const contacts = new Map((await contactsOf(scope, ids)).map((one) => [one.personId, one]))
    const spokenWith = await personIdsInFollowups(scope, ids)
    const written = await writtenSince(scope, notice.id, ids, today)
    const owned = needed.some((field) => ownedFields.includes(field)) ? await ownedOf(scope, ids) : undefined
    const about = owned && (await subjectOf(scope, notice))
    for (const id of ids) {
      const contact = contacts.get(id)
      const reason = contact ? whyNot(notice, contact, seen) : "erased"
      if (reason) {
        leaveOut(id, reason)
        continue
      }
      const { language, marketing } = contact!
      const address = addressOf(notice, contact!)!
      if (written.has(id) && !isForSafety(notice)) {
        leaveOut(id, "written_today")
        continue
      }
      if (spokenWith.has(id)) {
        reach.inConversation.push(id)
        if (leavesOutConversations(notice)) {
          leaveOut(id, "in_conversation")
          continue
        }
      }
      seen.add(address)
      if (written.has(id)) reach.alsoWrittenToday++
      if (marketing === "denied") reach.unsubscribedButSafety++
      const text = textAmong(notice.texts, [language, notice.language])?.language ?? notice.language
      reach.included.push({ personId: id, language: text, address })
      fingerprint.update(id)
      const key = `${language ?? ""} ${text}`
      const group = languages.get(key) ?? { language, text, people: 0 }
      languages.set(key, { ...group, people: group.people + 1 })
      const values = valuesOf(contact!, owned?.get(id) ?? [], about)
      for (const field of needed) if (!values[field]) missing.set(field, (missing.get(field) ?? 0) + 1)
    }
  }
  return {
    ...reach,
    languages: [...languages.values()].sort((a, b) => b.people - a.people),
    missing: [...missing].map(([field, people]) => ({ field, people })),
    fingerprint: fingerprint.digest("hex").slice(0, 32),
  }
}

const dayMs = 24 * 3_600_000
const pageSize = 2_000

/** Why this person is not written to; undefined where nothing speaks against it. Asked again at the moment of sending. */
export function whyNot(
  notice: Pick<NoticeRow, "kind" | "channel">,
  contact: Contact,
  seen?: ReadonlySet<string>,
): ExclusionReason | undefined {
  const address = addressOf(notice, contact)
  if (!address) return notice.channel === "email" ? "no_address" : "no_phone"
  if (notice.channel === "email" && contact.bounced) return "bounced"
  if (contact.marketing === "denied" && !isForSafety(notice)) return "unsubscribed"
  if (seen?.has(address)) return "same_address"
  return undefined
}

/** What a notice reaches somebody by: her e-mail address, or her telephone number for SMS and push. */
export const addressOf = ({ channel }: Pick<NoticeRow, "channel">, { email, phone }: Contact) =>
  channel === "email" ? email : phone

/** Roots of the people a notice is for, in order, page by page. */
async function* candidates(scope: Scope, notice: NoticeRow): AsyncGenerator<string[]> {
  const before = notice.previous_id ? await reachedBy(scope, notice) : new Set<string>()
  const plan = await findPlan(scope, notice.plan_id)
  if (plan) {
    const audience = AudienceDefinition.safeParse(await affectedOf(scope, plan.problemId))
    // A problem that says nothing of whom it affects affects nobody yet.
    for (let after: string | undefined; audience.success; ) {
      const page = await peopleIn(scope, audience.data, { limit: pageSize, ...(after === undefined ? {} : { after }) })
      const ids = notice.reach === "added" ? page.filter((id) => !before.has(id)) : page
      if (ids.length > 0) yield ids
      for (const id of page) before.delete(id)
      if (page.length < pageSize) break
      after = page.at(-1)
    }
  }
  // Whoever was told before hears how it goes on, also when she is no longer counted as affected.
  const rest = notice.reach === "same" ? [...before].sort() : []
  for (let at = 0; at < rest.length; at += pageSize) yield rest.slice(at, at + pageSize)
}

/** Whom the notices before this one reached: the one it follows, and those added to that one. */
async function reachedBy(scope: Scope, notice: NoticeRow): Promise<Set<string>> {
  const family = await listNotices(scope, { planId: notice.plan_id })
  const previous = family.find((one) => one.id === notice.previous_id)
  const roots = [previous?.id, previous?.reach === "added" ? previous.previous_id : null]
  const told = family.filter(
    (one) =>
      one.id !== notice.id && (roots.includes(one.id) || (one.reach === "added" && roots.includes(one.previous_id))),
  )
  const ids = (
    await Promise.all(
      told.map((one) => recipientIds(scope, one.id, ["sent", "kept", "uncertain", "claimed", "waiting", "later"])),
    )
  ).flat()
  const reached = new Set<string>()
  for (let at = 0; at < ids.length; at += 10_000)
    for (const root of (await rootsOf(scope, ids.slice(at, at + 10_000))).values()) reached.add(root)
  return reached
}

const ownedFields: readonly MergeField[] = [
  "product",
  "component",
  "version",
  "batch",
  "serial",
  "order_number",
  "purchased",
]

const neededOf = (notice: NoticeRow): MergeField[] =>
  [...new Set(notice.texts.flatMap((text) => neededFields(`${text.subject}\n${text.body}`)))].filter(
    (field) => field !== "status_link" && field !== "organization",
  )

export const usesOwned = (notice: NoticeRow) =>
  notice.texts.some((text) => usesField(`${text.subject}\n${text.body}`, ownedFields))

/** What each of these people has, by her root. */
export async function ownedOf(scope: Scope, ids: readonly string[]): Promise<Map<string, Owned[]>> {
  const owned = await ownedBy(scope, ids)
  const roots = await rootsOf(
    scope,
    owned.flatMap((one) => one.personId ?? []),
  )
  const all = new Map<string, Owned[]>()
  for (const one of owned) {
    const root = one.personId && (roots.get(one.personId) ?? one.personId)
    if (root) all.set(root, [...(all.get(root) ?? []), one])
  }
  return all
}

/** What a plan is about: product, component, batch … of its problem. */
export type Subject = Readonly<Record<string, string>>
export async function subjectOf(scope: Scope, notice: Pick<NoticeRow, "plan_id">): Promise<Subject> {
  const plan = await findPlan(scope, notice.plan_id)
  return (plan && (await findProblem(scope, plan.problemId))?.slice) ?? {}
}

/** What a text can say of somebody. Of several things she has, those the problem is about; all their serial numbers. */
export function valuesOf(contact: Contact, owned: readonly Owned[], about: Subject = {}): MergeValues {
  const concerned = owned.filter(
    (one) =>
      (!about.product || one.product === about.product) &&
      (!about.batch || one.batch === about.batch) &&
      (!about.version || one.version === about.version) &&
      (!about.component || one.component.length === 0 || one.component.includes(about.component)),
  )
  const all = (of: (one: Owned) => string | null | undefined) =>
    [...new Set(concerned.flatMap((one) => of(one) ?? []))].slice(0, 5).join(", ")
  const values: MergeValues = {
    name: contact.name ?? "",
    product: all((one) => one.product) || (about.product ?? ""),
    component: about.component ?? "",
    // Only what is on record of her: that she has the faulty batch is not to be claimed of somebody who once wrote about it.
    version: all((one) => one.version),
    batch: all((one) => one.batch),
    serial: all((one) => one.serial),
    order_number: all((one) => one.orderNumber),
    purchased: all((one) => one.purchasedAt),
  }
  return values
}
