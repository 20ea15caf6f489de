import { Estimate, Id, listOf, Moment, plainList, z } from "../../platform/schema.ts"
import { Reason } from "../policy/public.ts"

export const mailingStates = ["draft", "sending", "paused", "sent", "stopped"] as const
export const invitationStates = [
  "waiting",
  "claimed",
  "sent",
  "kept",
  "later",
  "refused",
  "uncertain",
  "dropped",
] as const
/** What a list of invitations is filtered by. */
export const shownStates = [...invitationStates, "answered", "bounced", "unsubscribed"] as const

const Language = z.string().regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/, "A language is a tag such as en or zh-CN")
export const MailingText = z
  .strictObject({
    language: Language,
    subject: z.string().trim().min(1).max(200),
    intro: z
      .string()
      .max(5_000)
      .openapi({ description: "What stands above the question; may name {{person.firstName|there}}" }),
  })
  .openapi("MailingText")
export type MailingText = z.output<typeof MailingText>
const Texts = z
  .array(MailingText)
  .min(1)
  .max(40)
  .refine((all) => new Set(all.map((one) => one.language)).size === all.length, "Each language has one text")

const settings = {
  audienceId: Id,
  texts: Texts,
  spreadHours: z.number().int().min(0).max(720).openapi({ description: "0: all at once" }),
  perDomainHour: z
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .nullable()
    .openapi({ description: "At most so many an hour to one mail domain" }),
  reminders: z.number().int().min(0).max(5),
  remindAfterDays: z.number().int().min(1).max(90),
}
export const MailingInput = z
  .strictObject({
    ...settings,
    texts: Texts.optional(),
    spreadHours: settings.spreadHours.default(0),
    perDomainHour: settings.perDomainHour.default(null),
    reminders: settings.reminders.default(0),
    remindAfterDays: settings.remindAfterDays.default(7),
  })
  .openapi("MailingInput")
export type MailingInput = z.output<typeof MailingInput>
export const MailingChange = z
  .strictObject({
    ...z.object(settings).partial().shape,
    version: z.number().int().openapi({ description: "The one that was read; if it is no longer the newest: 409" }),
  })
  .openapi("MailingChange")
export type MailingChange = z.output<typeof MailingChange>

export const Seen = z
  .strictObject({
    version: z.number().int(),
    people: z.number().int(),
    fingerprint: z
      .string()
      .openapi({ description: "Of the list as it was shown; another one: 409 with what it is now" }),
  })
  .openapi("MailingSeen")
export type Seen = z.output<typeof Seen>

const reasonCounts = z.array(z.object({ code: z.string(), n: z.number().int() }))
export const MailingReach = z
  .object({
    audience: z.number().int(),
    people: z.number().int().openapi({ description: "Who will be asked" }),
    leftOut: reasonCounts,
    fingerprint: z.string(),
    version: z.number().int(),
    quietUntil: Moment.nullable(),
  })
  .openapi("MailingReach")

const Tally = z
  .object({
    total: z.number().int(),
    ...(Object.fromEntries(invitationStates.map((state) => [state, z.number().int()])) as Record<
      (typeof invitationStates)[number],
      z.ZodNumber
    >),
    bounced: z.number().int(),
    unsubscribed: z.number().int(),
    answered: z.number().int(),
    reminded: z.number().int(),
    remindersWaiting: z.number().int(),
    nextAt: Moment.nullable(),
    leftOut: reasonCounts,
    rate: Estimate.openapi({ description: "Answered of those who got the letter; Wilson interval" }),
  })
  .openapi("MailingTally")

const who = z.object({ at: Moment, by: z.string() })
export const Mailing = z
  .object({
    id: Id,
    survey: z.object({ id: Id, title: z.string(), state: z.string() }),
    audience: z.object({ id: Id.nullable(), name: z.string() }),
    state: z.enum(mailingStates),
    steps: z.array(
      who.extend({ state: z.string(), people: z.number().int().nullable(), reason: z.string().nullable() }),
    ),
    texts: z.array(MailingText),
    spreadHours: z.number().int(),
    perDomainHour: z.number().int().nullable(),
    reminders: z.number().int(),
    remindAfterDays: z.number().int(),
    version: z.number().int(),
    tally: Tally.nullable(),
    mailIsSent: z.boolean().openapi({ description: "Whether a mail server is set up" }),
    created: who,
    updated: who,
  })
  .openapi("Mailing")
export type Mailing = z.output<typeof Mailing>
export const MailingList = plainList(Mailing)

const Person = z.object({ id: Id, name: z.string().nullable(), masked: z.boolean() })
export const Invitation = z
  .object({
    id: Id.openapi({ description: "As whom she was asked; `person` is who she is now" }),
    person: Person,
    email: z.string().nullable(),
    language: z.string(),
    state: z.enum(invitationStates),
    reason: z.string().nullable(),
    // What the contact policy said.
    why: Reason.nullable(),
    dueAt: Moment.nullable(),
    doneAt: Moment.nullable(),
    answeredAt: Moment.nullable(),
    bouncedAt: Moment.nullable(),
    unsubscribedAt: Moment.nullable(),
    reminders: z.number().int(),
    response: z.string().nullable(),
  })
  .openapi("MailingInvitation")
export type Invitation = z.output<typeof Invitation>
export const InvitationList = listOf(Invitation)

export const Preview = z
  .object({
    items: z.array(
      z.object({
        person: Person.nullable(),
        language: z.string(),
        subject: z.string(),
        html: z.string(),
        text: z.string(),
      }),
    ),
  })
  .openapi("MailingPreview")

export const TestAnswer = z
  .object({ state: z.enum(["sent", "kept", "refused", "unreachable", "uncertain"]), detail: z.string().nullable() })
  .openapi("MailingTest")
