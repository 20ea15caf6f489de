import { Id, listOf, Moment, plainList, z } from "../../platform/schema.ts"

const TimeZone = z.string().refine((zone) => {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: zone }))
  } catch {
    return false
  }
}, "This is no time zone; one is Europe/Berlin")

const Hour = z.number().int().min(0).max(24)

export const Rules = z
  .strictObject({
    everyDays: z
      .number()
      .int()
      .min(1)
      .max(1_000)
      .nullable()
      .openapi({ description: "At most one survey in so many days" }),
    perYear: z
      .array(
        z.strictObject({ metric: z.string().regex(/^[a-z][a-z0-9_]{0,59}$/), most: z.number().int().min(1).max(365) }),
      )
      .max(30)
      .refine((all) => new Set(all.map((one) => one.metric)).size === all.length, "Each metric has one limit")
      .openapi({ description: "A metric at most so many times in 365 days" }),
    withinHours: z
      .number()
      .int()
      .min(1)
      .max(8_760)
      .nullable()
      .openapi({ description: "Transactional surveys at most so many hours after what they are about" }),
    notInFollowUp: z.boolean().openapi({ description: "Never while a follow-up with the person is open" }),
    quiet: z
      .strictObject({
        from: Hour,
        to: Hour,
        days: z.array(z.number().int().min(1).max(7)).max(6).openapi({ description: "1 is Monday, 7 Sunday" }),
        timeZone: TimeZone,
      })
      .nullable()
      .openapi({ description: "No mail in these hours and on these days; from equal to to: only the days" }),
    priority: z
      .array(Id)
      .max(500)
      .openapi({ description: "Surveys, the one that goes first first; the others come after, alike" }),
  })
  .openapi("ContactRules")
export type Rules = z.output<typeof Rules>

export const PolicyChange = z
  .strictObject({
    version: z.number().int().openapi({ description: "The one that was read; if it is no longer the newest: 409" }),
    rules: Rules.partial(),
  })
  .openapi("ContactPolicyChange")

const SurveyRef = z.object({ id: Id, title: z.string() })

export const Policy = z
  .object({
    rules: Rules,
    version: z.number().int(),
    updated: z.object({ at: Moment, by: z.string() }).nullable(),
    surveys: z
      .array(SurveyRef.extend({ state: z.string(), metrics: z.array(z.string()) }))
      .openapi({ description: "All that are not closed, in order of priority" }),
    holdsBack: z
      .object({
        everyDays: z.number().int(),
        perYear: z.record(z.string(), z.number().int()),
        inFollowUp: z.number().int(),
        unsubscribed: z.number().int(),
        bounced: z.number().int(),
        quietUntil: Moment.nullable(),
      })
      .openapi({ description: "How many people each sentence holds back at this moment" }),
    people: z.number().int(),
  })
  .openapi("ContactPolicy")

export const reasons = [
  "erased",
  "not_in_audience",
  "unsubscribed",
  "no_address",
  "bounced",
  "in_follow_up",
  "asked_before",
  "metric_limit",
  "event_too_old",
  "higher_priority",
  "quiet_hours",
] as const
export type ReasonCode = (typeof reasons)[number]

export const Reason = z
  .object({
    code: z.enum(reasons),
    at: Moment.optional().openapi({ description: "When she was asked, unsubscribed, or the event was" }),
    until: Moment.optional().openapi({ description: "From when it no longer holds" }),
    survey: SurveyRef.optional(),
    record: z.string().optional().openapi({ description: '"followup:…": what it rests on' }),
    metric: z.string().optional(),
    most: z.number().int().optional(),
    days: z.number().int().optional(),
    hours: z.number().int().optional(),
    topic: z.string().optional(),
  })
  .openapi("WhyNotAsked")
export type Reason = z.output<typeof Reason>

export const ends = ["answered", "bounced", "unsubscribed", "not_sent"] as const
const Person = z.object({ id: Id, name: z.string().nullable(), masked: z.boolean() })

export const Ask = z
  .object({
    id: Id,
    survey: SurveyRef,
    person: Person,
    channel: z.string(),
    at: Moment,
    by: z.string(),
    cause: z.record(z.string(), z.unknown()),
    ended: z.enum(ends).nullable(),
    endedAt: Moment.nullable(),
  })
  .openapi("SurveyAsk")
export type Ask = z.output<typeof Ask>
export const AskList = listOf(Ask)

export const AskFilters = z.object({
  person: Id.optional(),
  survey: Id.optional(),
  channel: z.string().max(40).optional(),
  state: z.enum([...ends, "open"]).optional(),
  from: Moment.optional(),
  to: Moment.optional(),
})
export type AskFilters = z.output<typeof AskFilters>

export const Why = plainList(
  z.object({
    survey: SurveyRef.extend({ state: z.string() }),
    // Why she would not be asked at this moment; null: she may be.
    now: Reason.nullable(),
    aimed: z
      .boolean()
      .nullable()
      .openapi({ description: "Whether what sends the survey is aimed at her; null: nothing sends it" }),
    asked: z.array(Ask).openapi({ description: "The newest five" }),
    dueAt: Moment.nullable(),
    held: z
      .object({ at: Moment, channel: z.string(), reason: Reason })
      .nullable()
      .openapi({ description: "When a channel last was about to ask her and did not" }),
  }),
).openapi("WhyNotAskedList")

export const WhoInput = z.object({
  audience: Id.optional().openapi({ description: "Without it: everybody" }),
  channel: z.string().max(40).optional(),
})

export const Who = z
  .object({
    people: z.number().int(),
    allowed: z.number().int(),
    reasons: z.array(z.object({ code: z.enum(reasons), n: z.number().int() })),
    sample: z.array(Person),
    quietUntil: Moment.nullable(),
  })
  .openapi("WhoWouldBeAsked")
export type Who = z.output<typeof Who>
