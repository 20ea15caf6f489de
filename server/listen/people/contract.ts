import { Id, listOf, Moment, plainList, z } from "../../platform/schema.ts"
import { attributeTypes } from "./attributes.ts"
import { consentTopics } from "./consent.ts"
import { identityKinds, personRoles } from "./person.ts"

const Words = z.string().trim().min(1).max(300)
export const AttributeValue = z.union([z.string(), z.number(), z.boolean()])

export const PersonSchema = z
  .object({
    id: Id,
    name: z.string().nullable(),
    role: z.enum(personRoles).nullable(),
    firstSeenAt: Moment,
    masked: z.boolean(),
    erased: z.boolean(),
    identities: z.array(z.object({ kind: z.enum(identityKinds), value: z.string() })),
    ids: z.array(Id).openapi({ description: "All her ids: her own, and those of the records merged into her" }),
    accounts: z.array(z.object({ id: Id, name: z.string() })),
    attributes: z.record(z.string(), AttributeValue),
    consent: z.record(z.string(), z.string()).openapi({
      description: "What holds now, by topic: marketing, research, email, sms, phone, post (granted, denied); language",
    }),
  })
  .openapi("Person")
export const PersonList = listOf(PersonSchema)

export const Consent = z.enum(["granted", "denied"])
export const Language = z
  .string()
  .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, "A language is written as en, de or zh-CN")
  .max(35)

/** One person as a file or another system names her. */
export const PersonRow = z
  .strictObject({
    externalId: Words.optional(),
    email: z.email().max(254).optional(),
    phone: z.string().trim().min(3).max(40).optional(),
    anonymousId: Words.optional(),
    name: Words.optional(),
    role: z.enum(personRoles).optional(),
    account: Words.optional(),
    language: Language.optional(),
    consent: z.partialRecord(z.enum(consentTopics).exclude(["language"]), Consent).optional(),
    attributes: z.record(z.string().max(60), z.union([AttributeValue, z.null()])).optional(),
  })
  .openapi("PersonRow")
export type PersonRow = z.output<typeof PersonRow>

export const ConsentEntrySchema = z
  .object({
    id: Id,
    topic: z.enum(consentTopics),
    value: z.string(),
    source: z.string(),
    note: z.string().nullable(),
    at: Moment,
    by: z.string(),
  })
  .openapi("ConsentEntry")
export const ConsentList = plainList(ConsentEntrySchema)

export const AttributeSchema = z
  .object({
    id: Id,
    name: z.string(),
    label: z.string(),
    type: z.enum(attributeTypes),
    choices: z.array(z.string()),
  })
  .openapi("PersonAttribute")
