import { Day, Id, Moment, plainList, z } from "../../platform/schema.ts"
import { CoverageSchema, GuidanceTextSchema, outcomes } from "../guidance/public.ts"

const matchKinds = ["phone", "email", "external", "serial", "order", "name"] as const

export const DeskMatch = z
  .object({
    personId: Id,
    name: z.string().nullable(),
    by: z.enum(matchKinds),
    exact: z.boolean().openapi({ description: "The key names exactly her; a name never does" }),
    owns: z.array(z.string()).openapi({ description: "Her products, to tell one from another" }),
  })
  .openapi("DeskMatch")

export const DeskGuidance = z
  .object({
    id: Id,
    number: z.number().int(),
    versionId: Id,
    version: z.number().int(),
    title: z.string(),
    language: z.string(),
    languageMissing: z.boolean().openapi({ description: "It is not written in her language" }),
    languages: z.array(z.string()),
    texts: z.record(z.string(), GuidanceTextSchema),
    coverage: CoverageSchema,
    liveFrom: Moment,
  })
  .openapi("DeskGuidance")

export const severities = ["safety", "unusable", "hindered", "annoyed"] as const
export type Severity = (typeof severities)[number]
export const KnownProblem = z
  .object({
    id: Id,
    number: z.number().int(),
    statement: z.string(),
    severity: z.enum(severities).nullable(),
    affects: z.enum(["yes", "perhaps", "no"]).openapi({
      description:
        "Whether it affects this person; perhaps: it is her product, and its batch or version is not on record",
    }),
    planId: Id.nullable(),
    guidance: z.array(DeskGuidance),
  })
  .openapi("KnownProblem")
export type KnownProblem = z.output<typeof KnownProblem>

export const DeskContactEntry = z
  .object({
    id: Id,
    kind: z.string(),
    channel: z.string().nullable(),
    occurredAt: Moment,
    product: z.string().nullable(),
    text: z.string().nullable(),
    language: z.string().nullable(),
    sentiment: z.number().nullable(),
    scores: z.array(
      z.object({ metric: z.string(), value: z.number(), scale: z.object({ min: z.number(), max: z.number() }) }),
    ),
    outcome: z.enum(outcomes).nullable(),
    loggedBy: z.string().nullable(),
  })
  .openapi("DeskContactEntry")

export const Caller = z
  .object({
    person: z.object({
      id: Id,
      name: z.string().nullable(),
      masked: z.boolean(),
      role: z.string().nullable(),
      language: z.string().nullable(),
      since: Moment,
      reach: z.array(z.string()).openapi({ description: "Addresses, masked without the right to personal data" }),
      accounts: z.array(z.string()),
    }),
    owns: z.array(
      z.object({
        id: Id,
        product: z.string(),
        version: z.string().nullable(),
        batch: z.string().nullable(),
        serial: z.string().nullable(),
        orderNumber: z.string().nullable(),
        purchasedAt: Day.nullable(),
        relation: z.string(),
      }),
    ),
    contacts: z.object({
      lately: z.number().int().openapi({ description: "How often she contacted us in the last 30 days" }),
      items: z.array(DeskContactEntry),
    }),
    problems: z.array(KnownProblem).openapi({ description: "Those that affect her, the worst first" }),
    otherProblems: z
      .array(KnownProblem)
      .openapi({ description: "Where none is known to affect her: the worst ones now, of her products if any" }),
  })
  .openapi("DeskCaller")
export type Caller = z.output<typeof Caller>

export const Lookup = z
  .object({
    found: z.enum(["one", "choose", "nobody", "withheld"]),
    matches: z.array(DeskMatch),
    caller: z.union([Caller, z.null()]).openapi({ description: "Only where the key names exactly one person" }),
    otherProblems: z.array(KnownProblem).openapi({ description: "Where nobody is found: the worst problems now" }),
  })
  .openapi("DeskLookup")
export type Lookup = z.output<typeof Lookup>

export const contactKinds = ["call", "chat", "email", "social", "ticket", "other"] as const
const Given = z.strictObject({
  phone: z.string().trim().min(3).max(40).optional(),
  email: z.email().max(254).optional(),
  externalId: z.string().trim().min(1).max(300).optional(),
  name: z.string().trim().min(1).max(300).optional(),
})

const Label = z.string().trim().min(1).max(300)

export const ContactInput = z
  .strictObject({
    clientId: Id.openapi({ description: "Made by the sender: the same one logs once" }),
    personId: Id.optional(),
    caller: Given.optional().openapi({ description: "Somebody who is not known yet" }),
    kind: z.enum(contactKinds).default("call"),
    channel: z.string().trim().min(1).max(300).optional(),
    outcome: z.enum(outcomes),
    problemId: Id.optional(),
    guidanceVersionId: Id.optional(),
    ownershipId: Id.optional().openapi({ description: "Which product of hers it was about" }),
    words: z.string().trim().max(20_000).optional().openapi({ description: "What she said, in her words" }),
    offered: z.string().trim().max(500).optional(),
    about: Label.optional().openapi({ description: "What it was about, in a few words" }),
    product: Label.optional(),
    component: Label.optional(),
    touchpoint: Label.optional().openapi({ description: "Default: contact centre" }),
    felt: z.number().int().min(1).max(5).optional().openapi({
      description: "How the customer seemed to feel, 1 (very bad) to 5 (very good): kept as the score felt",
    }),
  })
  .openapi("DeskContactInput")
export type ContactInput = z.output<typeof ContactInput>
export const ContactLogged = z.object({ id: Id, status: z.enum(["logged", "duplicate"]) }).openapi("DeskContactLogged")

const Origin = z
  .string()
  .trim()
  .max(300)
  .transform((text, context) => {
    const ok = /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : undefined
    // Only what a browser sends as an origin: a scheme, a host, a port. Plain http is for one's own machine.
    const plainHost = ok && /^[a-z0-9.[\]:-]+$/i.test(ok.host)
    if (
      ok &&
      plainHost &&
      ok.pathname === "/" &&
      !ok.search &&
      !ok.username &&
      (ok.protocol === "https:" || isLocal(ok.hostname))
    )
      return ok.origin
    context.addIssue({ code: "custom", message: "An origin is written as https://help.example.com." })
    return z.NEVER
  })
  .openapi({ type: "string", example: "https://help.example.com" })
const isLocal = (host: string) => host === "localhost" || host === "127.0.0.1" || host === "[::1]"

export const PanelKey = z
  .object({ id: Id, start: z.string(), createdBy: z.string(), createdAt: Moment })
  .openapi("PanelKey")
export const NewPanelKey = PanelKey.extend({ key: z.string().openapi({ description: "Shown once" }) }).openapi(
  "NewPanelKey",
)
export const PanelOrigin = z.object({ origin: z.string(), addedBy: z.string(), addedAt: Moment }).openapi("PanelOrigin")
export const PanelOriginInput = z.strictObject({ origin: Origin })
export const PanelSettings = z
  .object({ keys: z.array(PanelKey), origins: plainList(PanelOrigin).shape.items })
  .openapi("PanelSettings")

export const PanelEntry = z.strictObject({
  organization: z.string().min(1).max(80),
  link: z.string().min(1).max(4_000).openapi({ description: "The query of the signed link, as it came" }),
})
export const PanelSession = z
  .object({
    token: z.string(),
    expiresAt: Moment,
    key: z.string().nullable().openapi({ description: "The caller the link names" }),
    origin: z.string().openapi({ description: "The page that may speak with the panel" }),
    organization: z.object({ id: Id, slug: z.string(), name: z.string() }),
    member: z.object({ id: Id, name: z.string() }),
    permissions: z.array(z.string()),
    locale: z.string(),
  })
  .openapi("PanelSession")
