import { Id, listOf, Moment, plainList, z } from "../../platform/schema.ts"
import { Reason } from "../policy/public.ts"

const Count = z.object({ code: z.string(), n: z.number().int() })
const Person = z.object({ id: Id, name: z.string().nullable(), masked: z.boolean() })

export const SurveyAsking = z
  .object({
    running: z
      .object({ at: Moment, by: z.string() })
      .nullable()
      .openapi({ description: "Since when it asks by itself" }),
    notReady: z
      .enum(["no_rule", "no_event", "not_open", "no_audience"])
      .nullable()
      .openapi({ description: "What keeps it from asking by itself" }),
    waiting: z.number().int(),
    nextAt: Moment.nullable(),
    asked: z.number().int().openapi({ description: "In the last 30 days" }),
    notAsked: z.array(Count).openapi({ description: "In the last 30 days, by what held them back" }),
    seen: z
      .object({ n: z.number().int(), days: z.number().int() })
      .nullable()
      .openapi({ description: "How often what it waits for happened lately, to people whom one knows" }),
  })
  .openapi("SurveyAsking")

export const causeStates = ["waiting", "asked", "held_back", "too_late", "stopped"] as const
export type CauseState = (typeof causeStates)[number]

export const Cause = z
  .object({
    id: Id,
    person: Person,
    cause: z.string().openapi({ description: '"feedback:…", "event:…" or "round:…"' }),
    causedAt: Moment,
    dueAt: Moment,
    until: Moment,
    state: z.enum(causeStates),
    endedAt: Moment.nullable(),
    reason: Reason.nullable().openapi({ description: "Why she was not asked when it was last looked at" }),
  })
  .openapi("SurveyCause")
export type Cause = z.output<typeof Cause>
export const CauseList = listOf(Cause)
export const CauseFilters = z.object({ state: z.enum(causeStates).optional(), person: Id.optional() })
export type CauseFilters = z.output<typeof CauseFilters>

export const Askable = z
  .object({
    id: Id,
    title: z.string(),
    afterContact: z.boolean().openapi({ description: "It is meant for the moment after a contact" }),
    mail: z.boolean().openapi({ description: "She may be asked by mail" }),
    whyNotMail: Reason.nullable(),
    whyNot: Reason.nullable().openapi({ description: "Why she may not be asked now, by whichever way" }),
  })
  .openapi("AskableSurvey")
export const AskableList = plainList(Askable)

export const AskInput = z
  .strictObject({
    way: z.enum(["mail", "link", "read"]).openapi({ description: "read: a member reads it out and fills it in" }),
    personId: Id.optional().openapi({ description: "Without it: somebody nobody knows, by a link of one use" }),
    contactId: Id.optional().openapi({ description: "The contact it follows" }),
  })
  .refine((given) => given.way !== "mail" || given.personId, { error: "A mail needs a person", path: ["personId"] })
  .openapi("SurveyAskInput")
export type AskInput = z.output<typeof AskInput>

export const AskMade = z
  .object({
    url: z.string().nullable().openapi({ description: "Of a link, or of what is read out; a mail has its own" }),
    expiresAt: Moment.nullable(),
  })
  .openapi("SurveyAskMade")

export const Site = z.object({ key: z.string().nullable(), snippet: z.string().nullable() }).openapi("SurveySite")

const WebRule = z
  .object({
    key: z.string().openapi({ description: "Of the link it is answered by" }),
    pages: z.array(z.string()).optional(),
    event: z.string().optional(),
    seconds: z.number().optional(),
    scroll: z.number().optional(),
    leaving: z.boolean().optional(),
    share: z.number().optional(),
    days: z.number().optional().openapi({ description: "Closed without an answer, it stays away so long" }),
  })
  .openapi("SurveyWebRule")
export type WebRule = z.output<typeof WebRule>
export const SiteRules = z
  .object({
    surveys: z.array(WebRule).openapi({ description: "The one that goes first first" }),
    quietDays: z.number().int().openapi({ description: "After one was shown, no other for so long" }),
  })
  .openapi("SurveySiteRules")
export type SiteRules = z.output<typeof SiteRules>
export const Shown = z.strictObject({ survey: z.string().max(100), visitor: z.string().min(8).max(200) })
