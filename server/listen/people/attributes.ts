import { coded, type Fault, fault } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import { mustBeAllowed, type Scope } from "../../platform/scope.ts"

export const attributeTypes = ["text", "number", "date", "boolean", "choice"] as const
export type AttributeType = (typeof attributeTypes)[number]
/** What an organization notes of people besides the fixed fields: its name in data, its label on pages, its type. */
export type Attribute = { id: string; name: string; label: string; type: AttributeType; choices: string[] }
export type AttributeValue = string | number | boolean

export const listAttributes = (scope: Scope) =>
  scope.query<Attribute>(sql`
    select id, name, label, type, choices from person_attribute where organization_id = ${scope.organizationId} order by label, name`)

/**
 * Makes or changes an attribute. Its type stays as it is once people have values of it. Throws
 * `person.attribute_in_use`, `request.field`.
 */
export async function defineAttribute(scope: Scope, given: Omit<Attribute, "id">): Promise<Attribute> {
  mustBeAllowed(scope, "people.edit")
  if (given.type === "choice" && given.choices.length === 0)
    throw coded("request.field", { detail: "A choice needs at least one value to choose." }, "choices")
  return scope.transaction(async (tx) => {
    const before = (await listAttributes(tx)).find((one) => one.name === given.name)
    if (before && before.type !== given.type && (await isUsed(tx, given.name)))
      throw coded("person.attribute_in_use", { name: given.name, type: before.type })
    const choices = given.type === "choice" ? [...new Set(given.choices)] : []
    const [row] = await tx.query<Attribute>(sql`
      insert into person_attribute (id, organization_id, name, label, type, choices, created_at, created_by)
      values (${newId()}, ${tx.organizationId}, ${given.name}, ${given.label}, ${given.type}, ${choices}, ${tx.now()}, ${tx.actor.name})
      on conflict (organization_id, name) do update set label = excluded.label, type = excluded.type, choices = excluded.choices
      returning id, name, label, type, choices`)
    await record(tx, "person.attribute_defined", null, { name: given.name, type: given.type })
    return row!
  })
}

/** Takes an attribute away from the list. The values people have of it stay, unseen, and come back with it. */
export async function dropAttribute(scope: Scope, name: string): Promise<boolean> {
  mustBeAllowed(scope, "people.edit")
  return scope.transaction(async (tx) => {
    const gone = await tx.query(sql`
      delete from person_attribute where organization_id = ${tx.organizationId} and name = ${name} returning id`)
    if (gone.length > 0) await record(tx, "person.attribute_dropped", null, { name })
    return gone.length > 0
  })
}

/** The values as they are stored, or what is wrong with them. "" and null take a value away. */
export function checkAttributes(
  definitions: readonly Attribute[],
  given: Record<string, unknown>,
): { values: Record<string, AttributeValue | null>; faults: Fault[] } {
  const values: Record<string, AttributeValue | null> = {}
  const faults: Fault[] = []
  for (const [name, value] of Object.entries(given)) {
    const field = `attributes.${name}`
    const definition = definitions.find((one) => one.name === name)
    if (!definition) faults.push(fault("person.attribute_unknown", { name }, field))
    else if (value === null || value === "") values[name] = null
    else {
      const read = readers[definition.type](value, definition)
      if (read === undefined)
        faults.push(fault("person.attribute_wrong", { name, type: definition.type, value: String(value) }, field))
      else values[name] = read
    }
  }
  return { values, faults }
}

const readers: Record<AttributeType, (value: unknown, of: Attribute) => AttributeValue | undefined> = {
  text: (value) => (typeof value === "object" ? undefined : String(value).slice(0, 1000).replaceAll("\u0000", "")),
  number: (value) => {
    const number = typeof value === "number" ? value : typeof value === "string" ? Number(value.trim()) : Number.NaN
    return Number.isFinite(number) ? number : undefined
  },
  date: (value) => {
    const text = String(value).trim()
    const at = new Date(`${text}T00:00:00Z`)
    return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
      ? text
      : undefined
  },
  boolean: (value) => {
    const text = String(value).trim().toLowerCase()
    if (["true", "yes", "1", "是"].includes(text)) return true
    return ["false", "no", "0", "否"].includes(text) ? false : undefined
  },
  choice: (value, { choices }) => choices.find((one) => one === String(value).trim()),
}

const isUsed = async (scope: Scope, name: string) =>
  (
    await scope.query(
      sql`select 1 from person where organization_id = ${scope.organizationId} and attributes ? ${name} limit 1`,
    )
  ).length > 0
