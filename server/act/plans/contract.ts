import { MemberRef } from "../../platform/organizations/contract.ts"
import { Day, Id, listOf, Moment, z } from "../../platform/schema.ts"
import { deliverables, LanguageQuery } from "../playbooks/public.ts"
import { severities, steps } from "./clock.ts"
import { levels } from "./escalation.ts"
import { isZone } from "./local-time.ts"
import { verdicts } from "./plan.ts"
import { workstreamStates } from "./workstream.ts"

const Severity = z.enum(severities).openapi("Severity", {
  description: "For the customer: in danger, cannot use it, hindered, annoyed",
})
const Hours = z.number().int().min(1).max(17_520)
const Promised = z
  .strictObject({ guidance_live: Hours, first_notice: Hours, fix_shipped: Hours, verified: Hours })
  .openapi("PlanPromise", { description: "Hours from opening to each step" })

const Title = z.string().trim().min(3).max(300)
const Reason = z.string().trim().min(1).max(1_000)
const Holder = z
  .object({ id: Id, name: z.string(), left: z.boolean() })
  .openapi("Holder", { description: "left: no longer a member, and nobody has taken it up yet" })

export const Cadence = z
  .strictObject({ everyDays: z.number().int().min(1).max(90), hour: z.number().int().min(0).max(23) })
  .openapi("Cadence", { description: "How often the lead says where it stands; weeks fall on a Friday" })

export const Success = z
  .strictObject({
    metric: z.string().min(1).max(120),
    where: z
      .array(z.record(z.string(), z.unknown()))
      .max(20)
      .default([])
      .openapi({ description: "The slice, as filters" }),
    expected: z.strictObject({ direction: z.enum(["up", "down"]), size: z.number().positive() }),
    by: Day,
  })
  .openapi("PlanSuccess")
export const SuccessInput = z
  .union([Success, z.strictObject({ postponed: Reason })])
  .openapi("PlanSuccessInput", { description: "What is to change, or why that is not said yet" })

export const PlanInput = z
  .strictObject({
    playbook: z.string().min(1).max(60).default("product_defect"),
    severity: Severity,
    language: LanguageQuery,
    title: Title.optional().openapi({ description: "What customers are to get; the problem's statement unless given" }),
    leadId: Id.optional().openapi({ description: "You unless given" }),
    sponsorId: Id.nullable().optional(),
    promise: Promised.partial().optional(),
    steps: z
      .array(
        z.strictObject({
          step: z.number().int().min(0).max(29),
          skip: z.boolean().optional(),
          departmentId: Id.optional(),
          ownerId: Id.nullable().optional(),
          dueAt: Moment.optional(),
        }),
      )
      .max(30)
      .optional()
      .openapi({ description: "What to do differently from the playbook, by the place of the step in it" }),
  })
  .openapi("PlanInput")

export const PlanChange = z
  .strictObject({
    version: z.number().int().openapi({ description: "What was read; 409 when somebody changed it since" }),
    title: Title.optional(),
    severity: Severity.optional(),
    promise: Promised.partial().optional(),
    cadence: Cadence.nullable().optional(),
  })
  .openapi("PlanChange")

export const HandOverInput = z
  .strictObject({
    to: Id,
    role: z.enum(["lead", "sponsor"]).default("lead"),
    note: z.string().trim().min(1).max(1_000).openapi({ description: "What the new one must know" }),
  })
  .openapi("HandOverInput")
export const HandOverAnswer = z
  .strictObject({
    role: z.enum(["lead", "sponsor"]).default("lead"),
    answer: z.enum(["accepted", "declined", "withdrawn"]),
    note: z.string().trim().max(1_000).optional(),
  })
  .openapi("HandOverAnswer")
export const ClosureInput = z.strictObject({ reason: Reason }).openapi("PlanClosureInput")
export const ReasonInput = z.strictObject({ reason: Reason })
export const MarkInput = z
  .strictObject({ step: z.enum(["guidance_live", "first_notice", "fix_shipped"]), at: Moment.optional() })
  .openapi("ClockMark", { description: "For what was done outside of Rapport" })

const ClockStep = z
  .object({
    step: z.enum(steps),
    at: Moment.nullable(),
    hours: z.number().nullable(),
    promisedAt: Moment.nullable(),
    state: z.enum(["kept", "late", "open"]),
  })
  .openapi("ClockStep", { description: "late: after the promise, or not yet and the promise is over" })

export const WorkstreamState = z.enum(workstreamStates)
export const Workstream = z
  .object({
    id: Id,
    planId: Id,
    department: z.object({ id: Id.nullable(), name: z.string(), members: z.number().int() }),
    owner: Holder.nullable(),
    role: z.string().nullable(),
    title: z.string(),
    deliverable: z.enum(deliverables),
    instructions: z.string(),
    note: z.string().nullable(),
    dueAt: Moment,
    state: WorkstreamState,
    stateReason: z.string().nullable(),
    stateBy: z.string().nullable(),
    stateAt: Moment.nullable(),
    late: z.boolean(),
    tasks: z.array(z.object({ id: Id, text: z.string(), done: z.object({ by: z.string(), at: Moment }).nullable() })),
    blockers: z.array(
      z.object({
        id: Id,
        workstream: z.object({ id: Id, title: z.string(), state: WorkstreamState }).nullable(),
        words: z.string().nullable(),
        by: z.string(),
        at: Moment,
      }),
    ),
    links: z.array(z.object({ id: Id, url: z.string(), title: z.string(), by: z.string(), at: Moment })),
    ladder: z
      .array(z.object({ level: z.enum(levels), at: Moment, told: Moment.nullable() }))
      .openapi({ description: "Who is told when, unless it is done before" }),
    version: z.number().int(),
    createdAt: Moment,
  })
  .openapi("Workstream")

const planShape = {
  id: Id,
  number: z.number().int(),
  problem: z.object({ id: Id, number: z.number().int(), statement: z.string() }),
  title: z.string(),
  severity: Severity,
  playbook: z.object({ id: z.string(), name: z.string() }),
  lead: Holder,
  sponsor: Holder.nullable(),
  promise: Promised,
  clock: z.array(ClockStep),
  success: Success.nullable(),
  successPostponed: z.object({ reason: z.string(), by: z.string(), at: Moment }).nullable(),
  state: z.enum(["open", "closed"]),
  closure: z
    .object({
      verdict: z.enum(verdicts),
      outcomeId: Id.nullable(),
      reason: z.string().nullable(),
      by: z.string(),
      at: Moment,
    })
    .nullable(),
  reopened: z.object({ reason: z.string(), at: Moment }).nullable(),
  cadence: Cadence.nullable(),
  nextUpdateAt: Moment.nullable(),
  late: z.boolean().openapi({ description: "A promised step or a workstream is late now" }),
  workstreamCounts: z.object({
    all: z.number().int(),
    done: z.number().int(),
    late: z.number().int(),
    nobody: z.number().int().openapi({ description: "In a department without members, and without an owner" }),
  }),
  lateWorkstreams: z.array(z.object({ id: Id, department: z.string(), title: z.string(), dueAt: Moment })),
  openedAt: Moment,
  openedBy: z.string(),
  version: z.number().int(),
}
export const Plan = z.object(planShape).openapi("Plan")
export const PlanDetail = z
  .object({
    ...planShape,
    handOvers: z
      .array(
        z.object({
          id: Id,
          role: z.enum(["lead", "sponsor"]),
          to: MemberRef,
          note: z.string(),
          by: z.string(),
          at: Moment,
        }),
      )
      .openapi({ description: "Offered and not answered yet" }),
    workstreams: z.array(Workstream),
    duplicateOf: z
      .object({ problemId: Id, statement: z.string(), planId: Id.nullable() })
      .nullable()
      .openapi({ description: "The problem was found to be the same as another one while this plan is open" }),
    mayHandOver: z.boolean(),
  })
  .openapi("PlanDetail")
export const PlanList = listOf(Plan)

export const PlanQuery = z.object({
  state: z.enum(["open", "closed", "all"]).default("open"),
  severity: Severity.optional(),
  problem: Id.optional(),
  member: Id.optional().openapi({ description: "Who leads it, sponsors it or owns a part of it" }),
  department: Id.optional(),
  playbook: z.string().max(60).optional(),
  late: z
    .enum(["true", "false"])
    .transform((text) => text === "true")
    .optional(),
  q: z.string().trim().max(200).optional(),
})

const Due = Moment.openapi({ description: "Until when" })
export const WorkstreamInput = z
  .strictObject({
    departmentId: Id,
    ownerId: Id.nullable().default(null),
    role: z.string().trim().max(120).nullable().default(null),
    title: Title,
    deliverable: z.enum(deliverables).default("other"),
    instructions: z.string().trim().max(2_000).default(""),
    dueAt: Due,
    tasks: z.array(z.string().trim().min(1).max(200)).max(30).default([]),
  })
  .openapi("WorkstreamInput")
export const WorkstreamChange = z
  .strictObject({
    version: z.number().int().openapi({ description: "What was read; 409 when somebody changed it since" }),
    departmentId: Id.optional(),
    ownerId: Id.nullable().optional(),
    role: z.string().trim().max(120).nullable().optional(),
    title: Title.optional(),
    deliverable: z.enum(deliverables).optional(),
    instructions: z.string().trim().max(2_000).optional(),
    note: z.string().trim().max(500).nullable().optional().openapi({ description: "Where it stands, in a sentence" }),
    dueAt: Due.optional(),
    reason: Reason.optional().openapi({ description: "Why it is due later; needed then" }),
  })
  .openapi("WorkstreamChange")
export const StateInput = z
  .strictObject({ state: WorkstreamState, reason: Reason.optional() })
  .openapi("WorkstreamStateInput", { description: "Dropping needs a reason" })
export const TaskInput = z.strictObject({ text: z.string().trim().min(1).max(200) })
export const TaskChange = z.strictObject({
  text: z.string().trim().min(1).max(200).optional(),
  done: z.boolean().optional(),
})
export const BlockerInput = z
  .union([z.strictObject({ workstreamId: Id }), z.strictObject({ words: z.string().trim().min(1).max(300) })])
  .openapi("BlockerInput")
export const LinkInput = z
  .strictObject({
    url: z.url({ protocol: /^https?$/ }).max(2_000),
    title: z.string().trim().max(200).default(""),
  })
  .openapi("WorkstreamLinkInput")

export const DraftQuery = z.object({ playbook: z.string().max(60), severity: Severity, language: LanguageQuery })
export const PlanDraft = z
  .object({
    promise: Promised,
    nextUpdateAt: Moment.nullable(),
    workstreams: z.array(
      z.object({
        department: z.object({ id: Id.nullable(), name: z.string(), members: z.number().int() }),
        owner: MemberRef.nullable(),
        role: z.string().nullable(),
        title: z.string(),
        deliverable: z.enum(deliverables),
        instructions: z.string(),
        dueAt: Moment,
        tasks: z.array(z.string()),
      }),
    ),
  })
  .openapi("PlanDraft")

const perSeverity = <Schema extends z.ZodType>(schema: Schema) =>
  z.strictObject({ safety: schema, unusable: schema, hindered: schema, annoyed: schema })
const DaysAfter = z.number().int().min(0).max(90)
const Ladder = z
  .strictObject({ lead: DaysAfter, sponsor: DaysAfter, committee: DaysAfter })
  .refine(
    ({ lead, sponsor, committee }) => lead <= sponsor && sponsor <= committee,
    "Each one is told after the one before",
  )
export const PlanSettings = z
  .strictObject({
    timeZone: z.string().max(60).refine(isZone, "There is no such time zone; name one like Europe/Berlin"),
    promise: perSeverity(Promised),
    escalation: z.strictObject({ hour: z.number().int().min(0).max(23), days: perSeverity(Ladder) }),
    updates: perSeverity(
      z.strictObject({ everyDays: z.number().int().min(0).max(90), hour: z.number().int().min(0).max(23) }),
    ),
  })
  .openapi("PlanSettings")
export const PlanSettingsKept = z
  .object({ version: z.number().int(), settings: PlanSettings })
  .openapi("PlanSettingsKept")
