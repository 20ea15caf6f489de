import { Condition } from "../../listen/interactions/public.ts"
import { Day, Estimate, Id, listOf, Moment, plainList, z } from "../../platform/schema.ts"
import { isZone } from "../plans/public.ts"
import { channels, feelings, outcomes, priorities, reopenings, states, steps } from "./followup.ts"

const Named = z.object({ id: Id, name: z.string() })
const Words = z.string().trim().max(4_000)

export const RuleDefinition = z
  .strictObject({
    where: z.array(Condition).max(40).default([]),
    q: z.string().trim().max(300).optional().openapi({ description: "Words that its text must hold" }),
    scale: z
      .strictObject({ min: z.number(), max: z.number() })
      .optional()
      .openapi({ description: "The scale on which the scores named in `where` must have been given" }),
  })
  .refine((one) => one.where.length > 0 || Boolean(one.q), "A rule needs a condition or a word")
  .openapi("FollowupRuleDefinition")
export type RuleDefinition = z.output<typeof RuleDefinition>

const rule = {
  name: z.string().trim().min(1).max(120),
  definition: RuleDefinition,
  audienceId: Id.nullable().openapi({ description: "Only people of this audience" }),
  departmentId: Id,
  assigning: z.enum(["nobody", "round_robin", "least_loaded", "fixed"]),
  ownerId: Id.nullable().openapi({ description: "Whom `fixed` means" }),
  promisedHours: z.number().positive().max(2_000),
  businessHours: z.boolean().openapi({ description: "Counts hours of opening; otherwise hours by the clock" }),
  priority: z.enum(priorities),
}
export const RuleInput = z
  .strictObject({
    ...rule,
    audienceId: rule.audienceId.default(null),
    assigning: rule.assigning.default("round_robin"),
    ownerId: rule.ownerId.default(null),
    businessHours: z.boolean().default(true),
    priority: z.enum(priorities).default("normal"),
  })
  .openapi("FollowupRuleInput")
export type RuleInput = z.output<typeof RuleInput>
export const RuleChange = z
  .strictObject({ ...rule, version: z.number().int() })
  .partial()
  .required({ version: true })
  .openapi("FollowupRuleChange")
export type RuleChange = z.output<typeof RuleChange>

export const Rule = z
  .object({
    id: Id,
    ...rule,
    department: Named.nullable().openapi({ description: "null once the department is gone" }),
    departmentId: Id.nullable(),
    owner: Named.nullable(),
    members: z.number().int().openapi({ description: "How many of the department can take a follow-up" }),
    position: z.number().int(),
    paused: z.object({ by: z.string(), at: Moment }).nullable(),
    made: z.number().int().openapi({ description: "Pieces of feedback it has taken" }),
    version: z.number().int(),
    updatedBy: z.string(),
    updatedAt: Moment,
  })
  .openapi("FollowupRule")
export type Rule = z.output<typeof Rule>
export const RuleList = plainList(Rule)

export const RuleTry = z
  .strictObject({ definition: RuleDefinition, audienceId: Id.nullable().default(null) })
  .openapi("FollowupRuleTry")
export const RuleTrial = z
  .object({
    days: z.number().int(),
    feedback: z.number().int().openapi({ description: "Pieces of feedback of known people that fit" }),
    unknown: z.number().int().openapi({ description: "Fitting feedback of nobody known: no one to call" }),
    people: z.number().int(),
    perWeek: z.number().openapi({ description: "People ÷ weeks: what the department would have got" }),
    samples: z.array(z.object({ id: Id, text: z.string().nullable(), occurredAt: Moment })),
  })
  .openapi("FollowupRuleTrial", { description: "The audience is not counted: it holds for now, not for then" })

export const RuleOrder = z.strictObject({ ids: z.array(Id).min(1).max(200) })

const Hour = z.number().min(0).max(24)
export const Settings = z
  .object({
    timeZone: z.string().max(60).refine(isZone, "There is no such time zone"),
    week: z
      .array(z.union([z.tuple([Hour, Hour]).refine(([from, to]) => from < to, "It ends before it begins"), z.null()]))
      .length(7)
      .openapi({ description: "From and to for each weekday, Sunday first; null: closed" }),
    holidays: z.array(Day).max(400),
    matching: z.enum(["first", "all"]),
    notOlderThanDays: z.number().min(0).max(365),
    reopenWithinDays: z.number().min(0).max(365),
    version: z.number().int(),
  })
  .openapi("FollowupSettings")

export const Closing = z
  .strictObject({
    outcome: z.enum(outcomes),
    said: Words.optional().openapi({ description: "What was said" }),
    feeling: z.enum(feelings).optional().openapi({ description: "How she felt afterwards" }),
  })
  .openapi("FollowupClosing")
export type Closing = z.output<typeof Closing>

export const ContactInput = z
  .strictObject({
    id: Id.optional().openapi({ description: "Made by the caller: sent twice, it is logged once" }),
    channel: z.enum(channels),
    reached: z.boolean(),
    said: Words.optional(),
  })
  .openapi("FollowupContactInput")
export type ContactInput = z.output<typeof ContactInput>

export const FollowupInput = z
  .strictObject({
    personId: Id,
    feedbackId: Id.optional(),
    reason: z.string().trim().min(1).max(200),
    departmentId: Id.optional(),
    ownerId: Id.optional(),
    priority: z.enum(priorities).default("normal"),
    promisedAt: Moment.optional().openapi({ description: "Default: eight hours of opening from now" }),
  })
  .openapi("FollowupInput")
export type FollowupInput = z.output<typeof FollowupInput>

export const HandOver = z
  .strictObject({ memberId: Id.optional(), departmentId: Id.optional() })
  .refine((one) => one.memberId || one.departmentId, "Say to whom: memberId or departmentId")
export const Snooze = z.strictObject({ until: Moment })
export const Several = z.strictObject({ ids: z.array(Id).min(1).max(200) })
export const Claims = z
  .object({ taken: z.array(Id), held: z.array(z.object({ id: Id, by: z.string() })) })
  .openapi("FollowupClaims")

export const Followup = z
  .object({
    id: Id,
    number: z.number().int(),
    person: z.object({ id: Id, name: z.string().nullable(), masked: z.boolean() }),
    reason: z.string(),
    rule: Named.nullable(),
    priority: z.enum(priorities),
    state: z.enum(states),
    since: Moment.openapi({ description: "Since when it is in this state" }),
    owner: Named.nullable(),
    department: Named.nullable(),
    openedAt: Moment,
    openedBy: z.string(),
    promisedAt: Moment,
    overdue: z.boolean(),
    snoozedUntil: Moment.nullable(),
    attempts: z.number().int(),
    reachedAt: Moment.nullable().openapi({ description: "When somebody first spoke with her" }),
    reopened: z.number().int(),
    reopenedWhy: z.enum(reopenings).nullable(),
    also: z.number().int().openapi({ description: "What she said besides, that is answered with it" }),
    voice: z
      .object({
        id: Id,
        text: z.string().nullable(),
        language: z.string().nullable(),
        occurredAt: Moment,
        scores: z.array(
          z.object({ metric: z.string(), value: z.number(), scale: z.object({ min: z.number(), max: z.number() }) }),
        ),
      })
      .nullable(),
    closing: z
      .object({
        outcome: z.enum(outcomes),
        said: z.string().nullable(),
        feeling: z.enum(feelings).nullable(),
        by: z.string(),
        at: Moment,
        inTime: z.boolean(),
      })
      .nullable(),
    version: z.number().int(),
  })
  .openapi("Followup")
export type Followup = z.output<typeof Followup>
export const FollowupList = listOf(Followup).extend({
  counts: z.object({ open: z.number().int(), overdue: z.number().int(), mine: z.number().int() }),
})

export const FollowupPage = Followup.extend({
  steps: z.array(
    z.object({
      what: z.enum(steps),
      by: z.string(),
      at: Moment,
      to: z.string().nullable(),
      reason: z.string().nullable(),
      outcome: z.enum(outcomes).nullable(),
    }),
  ),
  contacts: z.array(
    z.object({
      id: Id,
      channel: z.enum(channels),
      reached: z.boolean(),
      said: z.string().nullable(),
      by: z.string(),
      at: Moment,
    }),
  ),
  items: z.array(
    z.object({
      id: Id,
      text: z.string().nullable(),
      language: z.string().nullable(),
      occurredAt: Moment,
      reason: z.string(),
    }),
  ),
  reach: z
    .object({ email: z.string().nullable(), phone: z.string().nullable(), language: z.string().nullable() })
    .nullable()
    .openapi({ description: "null without the right to personal data" }),
  problems: z
    .array(z.object({ id: Id, number: z.number().int(), statement: z.string() }))
    .openapi({ description: "Known problems that affect her" }),
}).openapi("FollowupPage")
export type FollowupPage = z.output<typeof FollowupPage>

const Hours = Estimate.openapi({ description: "Median in hours with the exact interval between order statistics" })
const figures = {
  inTime: Estimate.openapi({
    description: "Promises closed by their time ÷ promises that fell due in the period; Wilson's interval, 95 %",
  }),
  hoursToContact: Hours,
  notContacted: z.number().int().openapi({ description: "Opened in the period, and nobody tried to reach her yet" }),
  hoursToClose: Hours,
  reopened: Estimate.openapi({
    description: "Follow-ups closed in the period that the customer opened again ÷ all closed in the period",
  }),
}
export const FollowupFigures = z
  .object({
    from: Moment,
    to: Moment,
    ...figures,
    by: z.array(z.object({ id: Id.nullable(), name: z.string().nullable(), inTime: Estimate, open: z.number().int() })),
    weeks: z.array(z.object({ week: Day, inTime: Estimate })),
  })
  .openapi("FollowupFigures")
export type FollowupFigures = z.output<typeof FollowupFigures>

/** Events: followup.opened, .joined, .taken, .released, .handed_over, .contacted, .waiting, .resumed, .snoozed, .woken, .closed, .reopened, .owner_left, .reminded, .overdue, .escalated, .exported, .settings_changed; followup_rule.made, .changed, .paused, .resumed, .removed, .ordered. */
