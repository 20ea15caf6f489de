import { type ExportFormat, writeTable } from "../../../tables/write.ts"
import { notFound } from "../../platform/http/errors.ts"
import { record } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import { mustBeAllowed, type Scope } from "../../platform/scope.ts"
import { eventsOfPerson } from "../interactions/public.ts"
import { listAttributes } from "./attributes.ts"
import { consentHistory, consentTopics } from "./consent.ts"
import { linksOf } from "./links.ts"
import { countPeople, findPeople, findPerson, type PeopleQuery, type Person } from "./store.ts"

/** What other slices hold of a person, by name, for her export: they know `people`, not the other way round. */
export type AlsoHeld = Record<string, (scope: Scope, ids: readonly string[]) => Promise<unknown>>

/** All people of a query as a file, made while it is read; masked as the list is. Leaves a trace before the first byte. */
export async function exportPeople(scope: Scope, query: PeopleQuery, format: ExportFormat) {
  const attributes = await listAttributes(scope)
  const rows = await countPeople(scope, query)
  await scope.transaction((tx) =>
    record(tx, "person.list_exported", null, {
      format,
      rows,
      personalData: scope.permissions.has("personal_data"),
      filters: (query.where ?? []).map((one) => one.field),
      searched: Boolean(query.q),
    }),
  )
  const columns = [
    "id",
    ...["externalId", "email", "phone", "name", "role", "account", "firstSeenAt"],
    ...consentTopics.map((topic) => (topic === "language" ? "language" : `consent.${topic}`)),
    ...attributes.map((one) => `attributes.${one.name}`),
  ]
  const cells = async function* () {
    for await (const person of everybody(scope, query)) {
      const all = (kind: string) => person.identities.filter((one) => one.kind === kind).map((one) => one.value)
      yield [
        person.id,
        all("external").join(" | "),
        all("email").join(" | "),
        all("phone").join(" | "),
        person.name,
        person.role,
        person.accounts.map((one) => one.name).join(" | "),
        new Date(person.firstSeenAt),
        ...consentTopics.map((topic) => person.consent[topic]),
        ...attributes.map((one) => person.attributes[one.name]),
      ]
    }
  }
  return writeTable(format, columns, cells(), { sheet: "People" })
}

async function* everybody(scope: Scope, query: PeopleQuery): AsyncGenerator<Person> {
  for (let after: string | undefined; ; ) {
    const page = await findPeople(scope, { ...query, limit: 500, ...(after ? { after } : {}) })
    yield* page
    if (page.length < 500) return
    after = page.at(-1)!.id
  }
}

/**
 * Everything that is held of one person, for her to have (GDPR article 15): her record, what she allowed, what she said
 * and did, and who looked. Throws `record.not_found`.
 */
export async function exportPerson(scope: Scope, id: string, also: AlsoHeld) {
  mustBeAllowed(scope, "personal_data")
  const person = await findPerson(scope, id)
  if (!person) throw notFound("person", id)
  const { ids } = person
  await scope.transaction((tx) => record(tx, "person.exported", `person:${person.id}`))
  const [feedback, events, consent, links, readings, ...held] = await Promise.all([
    scope.query(sql`
      select id, source, external_id as "externalId", kind, occurred_at as "occurredAt", received_at as "receivedAt", channel,
        touchpoint, product, component, version, batch, region, business_unit as "businessUnit", journey_step as "journeyStep",
        account, person_given as "personGiven", text, language, scores, attributes, reading
      from feedback where organization_id = ${scope.organizationId} and person_id = any(${ids}::uuid[]) order by occurred_at`),
    eventsOfPerson(scope, ids, 100_000),
    consentHistory(scope, ids),
    linksOf(scope, ids),
    scope.query(sql`
      select name as what, actor_name as who, at from outbox where organization_id = ${scope.organizationId}
        and record = any(${ids.map((one) => `person:${one}`)}) order by id`),
    ...Object.values(also).map((read) => read(scope, ids)),
  ])
  const others = Object.fromEntries(Object.keys(also).map((name, index) => [name, held[index]]))
  return { person, feedback, events, consent, links, readings, ...others }
}
