import { SurveyDefinition as Definition, SurveyRule as Rule } from "../../../survey/schema.ts"
import { Id, listOf, Moment, plainList, z } from "../../platform/schema.ts"

export const states = ["draft", "open", "paused", "closed"] as const
export const linkKinds = ["anonymous", "single", "personal", "kiosk", "widget"] as const
export type LinkKind = (typeof linkKinds)[number]

const Name = z.string().trim().min(1).max(200)
const Dimension = z.string().trim().min(1).max(300)
export const Language = z
  .string()
  .regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/, "A language is a tag such as en or zh-CN")

export const Quota = z
  .strictObject({
    id: z.string().min(1).max(60),
    label: z.string().trim().max(200).optional(),
    most: z.number().int().min(1).max(10_000_000),
    when: Rule.optional().openapi({ description: "Counts only responses for which it holds; without it: all" }),
  })
  .openapi("SurveyQuota")
export type Quota = z.output<typeof Quota>
const Quotas = z
  .array(Quota)
  .max(50)
  .refine((all) => new Set(all.map((one) => one.id)).size === all.length, "Each quota has an id of its own")

/** Whom to ask, when, how often, and what follows: data that a template brings and members change. */
export const Setup = z
  .strictObject({
    audience: z.string().max(500).optional().openapi({ description: "In words: who is asked" }),
    audienceId: Id.nullable()
      .optional()
      .openapi({ description: "Only people of this audience; without it: everybody" }),
    trigger: z
      .strictObject({
        kind: z.enum(["event", "schedule", "always"]).openapi({
          description: "By mail: after an event; a sample, spread over time; only when somebody sends it",
        }),
        event: z
          .string()
          .max(200)
          .optional()
          .openapi({ description: "contact.closed, or the name of a product event in any spelling" }),
        channels: z.array(Dimension).max(20).optional().openapi({ description: "Only contacts by these channels" }),
        afterHours: z.number().min(0).max(8_760).optional(),
        withinHours: z.number().min(0).max(8_760).optional(),
        share: z
          .number()
          .gt(0)
          .max(1)
          .optional()
          .openapi({ description: "Of those whom it concerns; without it: all" }),
        everyDays: z
          .number()
          .int()
          .min(7)
          .max(1_000)
          .optional()
          .openapi({ description: "A schedule asks its sample once in so many days (90), some each day" }),
      })
      .optional(),
    web: z
      .strictObject({
        pages: z
          .array(z.string().trim().min(1).max(200))
          .max(20)
          .optional()
          .openapi({ description: "Paths such as /pricing*; without them: every page" }),
        event: z.string().trim().min(1).max(200).optional().openapi({ description: "Only after the page told of it" }),
        seconds: z.number().int().min(0).max(3_600).optional(),
        scroll: z
          .number()
          .int()
          .min(1)
          .max(100)
          .optional()
          .openapi({ description: "Read so many per cent of the page" }),
        leaving: z.boolean().optional().openapi({ description: "Only when the pointer leaves for the address bar" }),
        share: z.number().gt(0).max(1).optional().openapi({ description: "Of visitors, drawn once for each" }),
        againAfterDays: z
          .number()
          .int()
          .min(1)
          .max(3_650)
          .optional()
          .openapi({ description: "Closed without an answer, it stays away so long (30); answered, for good" }),
      })
      .nullable()
      .optional()
      .openapi({ description: "When it shows by itself on the website; without it, it does not" }),
    contactRule: z
      .strictObject({
        purpose: z.enum(["relationship", "transactional", "research"]),
        everyDays: z.number().int().min(0).max(1_000),
        mostPerYear: z.number().int().min(1).max(365).optional(),
        notWhileFollowUpIsOpen: z.boolean(),
      })
      .optional(),
    followUp: z
      .strictObject({
        when: Rule,
        withinHours: z.number().int().min(1).max(8_760),
        why: z.string().max(500),
      })
      .optional(),
  })
  .openapi("SurveySetup")
export type Setup = z.output<typeof Setup>

const settings = {
  touchpoint: Dimension.nullable().optional(),
  channel: Dimension.nullable().optional(),
  product: Dimension.nullable().optional(),
  journeyStep: Dimension.nullable().optional(),
  closesAt: Moment.nullable().optional(),
  quotas: Quotas.optional(),
  setup: Setup.optional(),
}

export const SurveyInput = z
  .strictObject({
    title: Name.optional().openapi({ description: "What members call it; default: what the browser's tab says" }),
    template: z.string().max(100).optional(),
    definition: Definition.optional().openapi({ description: "Instead of a template" }),
    languages: z.array(Language).min(1).max(40).optional().openapi({ description: "Of an empty one" }),
    ...settings,
  })
  .refine((given) => !(given.template && given.definition), {
    error: "Give a template or a definition",
    path: ["template"],
  })
  .openapi("SurveyInput")
export type SurveyInput = z.output<typeof SurveyInput>

export const SurveyChange = z
  .strictObject({
    version: z.number().int().openapi({ description: "The one that was read; if it is no longer the newest: 409" }),
    title: Name.optional(),
    draft: Definition.optional(),
    ...settings,
  })
  .openapi("SurveyChange")
export type SurveyChange = z.output<typeof SurveyChange>

const who = z.object({ at: Moment, by: z.string() })

export const SurveySummary = z
  .object({
    id: Id,
    title: z.string(),
    state: z.enum(states),
    stateSince: who,
    version: z.number().int(),
    published: who.extend({ number: z.number().int(), note: z.string().nullable() }).nullable(),
    changed: z.boolean().openapi({ description: "The draft is another one than what customers are asked" }),
    questions: z.number().int(),
    languages: z.array(z.string()),
    template: z.string().nullable(),
    touchpoint: z.string().nullable(),
    channel: z.string().nullable(),
    product: z.string().nullable(),
    journeyStep: z.string().nullable(),
    closesAt: Moment.nullable(),
    quotas: z.array(Quota),
    setup: Setup,
    responses: z.object({ finished: z.number().int(), lastAt: Moment.nullable() }),
    url: z.string().nullable().openapi({ description: "Where anybody may answer it" }),
    created: who,
    updated: who,
  })
  .openapi("SurveySummary")
export type SurveySummary = z.output<typeof SurveySummary>
export const SurveyWithDraft = SurveySummary.extend({ draft: Definition }).openapi("Survey")
export type SurveyWithDraft = z.output<typeof SurveyWithDraft>
export const SurveyList = listOf(SurveySummary)

export const Version = who
  .extend({ number: z.number().int(), note: z.string().nullable(), definition: Definition.optional() })
  .openapi("SurveyVersion")
export const VersionList = plainList(Version)

export const ProblemOfSurvey = z
  .object({
    code: z.string(),
    severity: z.enum(["stops", "warns"]),
    path: z.array(z.union([z.string(), z.number()])).openapi({ description: 'Where: ["pages", 0, "questions", 1]' }),
    about: z.string().optional().openapi({ description: "What it is about: an id, a language, a ratio" }),
  })
  .openapi("SurveyProblem")
export const ProblemList = plainList(ProblemOfSurvey)

export const LinkInput = z
  .strictObject({
    kind: z.enum(linkKinds),
    label: Name.optional(),
    people: z.array(Id).min(1).max(1_000).optional().openapi({ description: "Personal links: one for each" }),
    count: z.number().int().min(1).max(10_000).optional().openapi({ description: "Single-use links: how many" }),
    expiresAt: Moment.optional(),
    language: Language.optional(),
    variables: z.record(z.string().regex(/^[A-Za-z_]\w{0,59}$/), z.union([z.string().max(500), z.number()])).optional(),
  })
  .superRefine((given, context) => {
    if ((given.kind === "personal") !== (given.people !== undefined))
      context.addIssue({ code: "custom", path: ["people"], message: "A personal link, and no other, says for whom" })
    if (given.count !== undefined && given.kind !== "single")
      context.addIssue({ code: "custom", path: ["count"], message: "Only single-use links are made by the number" })
  })
  .openapi("SurveyLinkInput")
export type LinkInput = z.output<typeof LinkInput>

export const SurveyLink = z
  .object({
    id: Id,
    kind: z.enum(linkKinds),
    label: z.string().nullable(),
    url: z.string(),
    person: z.object({ id: Id, name: z.string().nullable(), masked: z.boolean() }).nullable(),
    language: z.string().nullable(),
    variables: z.record(z.string(), z.union([z.string(), z.number()])),
    expiresAt: Moment.nullable(),
    usedAt: Moment.nullable(),
    responses: z.number().int(),
    created: who,
    revoked: who.nullable(),
  })
  .openapi("SurveyLink")
export type SurveyLink = z.output<typeof SurveyLink>
export const LinkList = listOf(SurveyLink)
export const LinksMade = plainList(SurveyLink)

export const Template = z
  .object({
    id: z.string(),
    group: z.string(),
    name: z.record(z.string(), z.string()),
    why: z.record(z.string(), z.string()),
    definition: Definition,
    touchpoint: z.string().optional(),
    setup: Setup,
    source: z.string().optional(),
  })
  .openapi("SurveyTemplate")
export const TemplateList = plainList(Template)

export const Imported = z
  .object({
    survey: SurveyWithDraft,
    format: z.enum(["rapport", "formbricks", "surveyjs", "qsf"]),
    kept: z.number().int().openapi({ description: "Questions" }),
    left: z.array(z.object({ what: z.string(), why: z.string() })),
  })
  .openapi("SurveyImported")

export const TranslationsTaken = z
  .object({
    changed: z.number().int(),
    unknown: z.array(z.string()).openapi({ description: "Names of texts that the survey does not have" }),
    languages: z.array(z.string()),
    version: z.number().int(),
  })
  .openapi("SurveyTranslationsTaken")

/** What everybody may know who has the key of a link: what is asked, and whether it is open now. */
export const Asked = z
  .object({
    survey: Definition,
    surveyId: Id,
    version: z.number().int(),
    state: z.enum(["open", "paused", "closed", "full", "used", "expired"]),
    kind: z.enum(linkKinds),
    language: z.string().optional(),
    variables: z.record(z.string(), z.union([z.string(), z.number()])),
    person: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
    components: z.array(z.string()).optional(),
    organization: z.object({ name: z.string() }),
    responseId: Id.optional().openapi({ description: "Of a single-use or personal link: the response begun with it" }),
  })
  .openapi("AskedSurvey")
export type Asked = z.output<typeof Asked>
