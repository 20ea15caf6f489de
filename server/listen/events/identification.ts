import type { OutboxEvent } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import { mintSystemScope, type Scope, type Stores } from "../../platform/scope.ts"
import { nameAccounts } from "../accounts/public.ts"
import {
  listAttributes,
  mergePeople,
  type PersonRow,
  resolvePeople,
  resolveVisitors,
  savePeople,
} from "../people/public.ts"

/** What one identify, group or alias said. */
export type Identification = {
  kind: "identify" | "group" | "alias"
  personId: string
  userId: string
  anonymousId: string
  groupId: string
  traits: Record<string, unknown>
  previousId?: string
}

/** Works what was said of people into their records, in the order in which it came; seen twice, it leaves the same. */
export function createIdentifying(stores: Stores, ending: () => boolean) {
  return {
    async handle(events: readonly OutboxEvent[]) {
      const ids = events.flatMap((one) => (one.name === "identification.received" ? (one.payload.ids as string[]) : []))
      for (let from = 0; from < ids.length; from += 20) {
        // The reader stays where it was; what is worked in already is gone from the table.
        if (ending()) throw new Error("the process ends")
        const some = ids.slice(from, from + 20)
        const rows = await stores.database.query<{ organization_id: string; entries: Identification[] }>(
          sql`select organization_id, entries from identification where id = any(${some}::uuid[]) order by id`,
        )
        for (const [organizationId, mine] of Map.groupBy(rows, (row) => row.organization_id))
          await workIn(
            mintSystemScope(stores, organizationId, "Events"),
            mine.flatMap((row) => row.entries),
          )
        await stores.database.query(sql`delete from identification where id = any(${some}::uuid[])`)
      }
    },
  }
}

async function workIn(scope: Scope, entries: readonly Identification[]) {
  const names = new Set((await listAttributes(scope)).map((one) => one.name))
  const about = entries.filter((one) => one.kind === "identify" && (one.userId !== "" || emailOf(one.traits)))
  for (const { userId, anonymousId, personId, traits } of about) {
    if (userId !== "") continue
    // Who says her address without signing in keeps what she did before: her visitor's id becomes her person's.
    const given = { anonymousId, email: emailOf(traits) }
    await scope.transaction((tx) => resolvePeople(tx, [{ organizationId: tx.organizationId, given }], personId))
  }
  const rows = about.map((one) => personOf(one, names))
  const saved = await savePeople(scope, rows, "events")
  // One value that does not fit must not lose the rest of what is known.
  const again = saved.flatMap((one, index) => ("errors" in one ? [index] : []))
  if (again.length > 0)
    await savePeople(
      scope,
      again.map((index) => onlyIds(rows[index]!)),
      "events",
    )
  const groups = entries.filter((one) => one.kind === "group")
  if (groups.length > 0) {
    await nameAccounts(
      scope,
      groups.map((one) => ({
        personId: one.userId === "" ? null : one.personId,
        externalId: one.groupId,
        name: text(one.traits.name) || one.groupId,
        attributes: plain(one.traits),
      })),
    )
  }
  for (const one of entries) if (one.kind === "alias") await alias(scope, one)
}

// The two ids are one person's from now on; where they were two records, these are linked, which can be taken back.
async function alias(scope: Scope, { userId, anonymousId, previousId = "" }: Identification) {
  const now = userId || anonymousId
  const [known] = await scope.query(sql`
    select 1 from person_identity where organization_id = ${scope.organizationId} and kind = 'external' and value = ${previousId}`)
  const [after] = await resolveVisitors(scope, [{ userId: now, anonymousId: known ? "" : previousId }])
  if (!known || !after) return
  const [before] = await resolveVisitors(scope, [{ userId: previousId, anonymousId: "" }])
  const roots = await scope.query<{ root_id: string }>(
    sql`select distinct root_id from person where id = any(${[before!, after]}::uuid[])`,
  )
  if (roots.length === 2) await mergePeople(scope, before!, after, "alias")
}

function personOf({ userId, anonymousId, traits }: Identification, defined: ReadonlySet<string>): PersonRow {
  const name = text(traits.name) || [text(traits.firstName), text(traits.lastName)].filter(Boolean).join(" ")
  const company =
    typeof traits.company === "object" && traits.company !== null ? (traits.company as { name?: unknown }) : {}
  const account = text(company.name) || text(traits.company)
  const language = text(traits.locale ?? traits.language).replace("_", "-")
  const phone = text(traits.phone)
  const email = emailOf(traits)
  return {
    ...(userId ? { externalId: userId } : {}),
    ...(anonymousId ? { anonymousId } : {}),
    ...(email ? { email } : {}),
    ...(phone.length > 2 ? { phone: phone.slice(0, 40) } : {}),
    ...(name ? { name: name.slice(0, 300) } : {}),
    ...(account ? { account: account.slice(0, 300) } : {}),
    ...(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(language) ? { language } : {}),
    attributes: Object.fromEntries(
      Object.entries(plain(traits)).filter(([key]) => defined.has(key)),
    ) as PersonRow["attributes"],
  }
}

const onlyIds = ({ externalId, anonymousId, email, name }: PersonRow): PersonRow => ({
  ...(externalId ? { externalId } : {}),
  ...(anonymousId ? { anonymousId } : {}),
  ...(email ? { email } : {}),
  ...(name ? { name } : {}),
})

const emailOf = (traits: Record<string, unknown>) => {
  const email = text(traits.email).toLowerCase()
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) && email.length <= 254 ? email : ""
}

const text = (value: unknown) => (typeof value === "string" ? value.replaceAll("\u0000", "").trim() : "")

const plain = (traits: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(traits).filter(([, value]) => ["string", "number", "boolean"].includes(typeof value)),
  ) as Record<string, string | number | boolean>
