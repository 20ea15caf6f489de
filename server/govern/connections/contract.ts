import { Id, Moment, plainList, z } from "../../platform/schema.ts"
import { patternForm } from "../webhooks/public.ts"
import { kinds, refusals } from "./connection.ts"

const Name = z.string().trim().min(1).max(100)
const Site = z.url({ protocol: /^https?$/ }).max(500)
const Secret = z.string().trim().min(1).max(2_000)
const Events = z.array(z.string().regex(patternForm, 'An event is named like "signal.found" or "plan.*".')).max(100)

const Language = z.enum(["en", "zh-CN"]).default("en")

const of = <Kind extends string, Settings extends z.ZodRawShape>(kind: Kind, settings: Settings) =>
  z.strictObject({ kind: z.literal(kind), name: Name, settings: z.strictObject(settings), secret: Secret })

export const ConnectionInput = z
  .discriminatedUnion("kind", [
    of("jira", {
      site: Site.openapi({ example: "https://example.atlassian.net" }),
      email: z.email(),
      project: z.string().regex(/^[A-Z][A-Z0-9_]*$/, "A project key is like NORTH."),
      issueType: z.string().trim().min(1).max(100).default("Task"),
    }),
    of("github", {
      repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/, "A repository is like owner/name."),
      api: Site.optional().openapi({ description: "For GitHub Enterprise: https://host/api/v3" }),
    }),
    of("gitlab", {
      project: z.string().regex(/^[\w.-]+(\/[\w.-]+)+$/, "A project is like group/name."),
      site: Site.optional(),
    }),
    of("linear", { team: z.string().trim().min(1).max(100), api: Site.optional() }),
    of("slack", { channel: z.string().trim().min(1).max(100), language: Language, api: Site.optional() }).extend({
      events: Events.min(1),
    }),
    of("teams", { language: Language }).extend({
      events: Events.min(1),
      secret: Site.openapi({ description: "The address that the workflow gave" }),
    }),
  ])
  .openapi("ConnectionInput")
export type ConnectionInput = z.output<typeof ConnectionInput>

export const ConnectionChange = z.strictObject({
  name: Name.optional(),
  events: Events.min(1).optional(),
  secret: Secret.optional().openapi({ description: "A new token in place of the one that is kept" }),
})

export const Connection = z
  .object({
    id: Id,
    kind: z.enum(kinds),
    name: z.string(),
    settings: z.record(z.string(), z.string()),
    events: z.array(z.string()),
    lastSuccess: Moment.nullable(),
    lastFailure: z.object({ at: Moment, reason: z.enum(refusals), detail: z.string() }).nullable(),
    hook: z.object({ url: z.string(), secret: z.string() }).nullable().openapi({
      description: "Where a tracker tells us of changes, and what it signs with; shown to those who manage",
    }),
    createdBy: z.string(),
    createdAt: Moment,
  })
  .openapi("Connection")
export const ConnectionList = plainList(Connection)

export const ConnectionName = z
  .object({ id: Id, kind: z.enum(kinds), name: z.string() })
  .openapi("ConnectionName", { description: "What members who use it see" })
