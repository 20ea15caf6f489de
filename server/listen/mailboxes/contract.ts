import { Id, listOf, Moment, plainList, z } from "../../platform/schema.ts"
import { afterwards, type MailOutcome, outcomes, securities } from "./mailbox.ts"

const Name = z.string().trim().min(1).max(100)
const Folder = z.string().trim().min(1).max(300)
const Label = z.string().trim().min(1).max(300)
const Domain = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, "A domain is written as example.com.")
  .max(253)

const access = {
  host: z
    .string()
    .trim()
    .min(1)
    .max(253)
    .regex(/^[a-z0-9.:_-]+$/i, "A host is written as imap.example.com."),
  port: z.number().int().min(1).max(65_535).default(993),
  security: z.enum(securities).default("tls").openapi({
    description: "none only for hosts in OUTBOUND_ALLOW",
  }),
  username: z.string().trim().min(1).max(300),
  signIn: z.enum(["password", "token"]).default("password").openapi({ description: "token: an OAuth access token" }),
  secret: z.string().min(1).max(4_000),
}

export const MailboxTrial = z.strictObject(access).openapi("MailboxTrial")
export const MailboxTried = z
  .object({
    folders: z.array(z.object({ path: z.string(), inbox: z.boolean(), mails: z.number().int().nullable() })),
  })
  .openapi("MailboxTried")

const settings = {
  folder: Folder,
  afterwards: z.enum(afterwards),
  moveTo: Folder.nullable(),
  ownDomains: z.array(Domain).max(50).openapi({ description: "Mails from these are ours, not a customer's" }),
  touchpoint: Label.nullable(),
  product: Label.nullable(),
  everyMinutes: z.number().int().min(1).max(1_440),
}

export const MailboxInput = z
  .strictObject({
    name: Name.openapi({ description: "Also the source of its feedback; it stays" }),
    ...access,
    folder: settings.folder.default("INBOX"),
    afterwards: settings.afterwards.default("leave"),
    moveTo: settings.moveTo.default(null),
    since: Moment.nullable().default(null).openapi({ description: "Mails received before are left out" }),
    ownDomains: settings.ownDomains.default([]),
    touchpoint: settings.touchpoint.default(null),
    product: settings.product.default(null),
    everyMinutes: settings.everyMinutes.default(5),
  })
  .refine((one) => one.afterwards !== "move" || one.moveTo !== null, {
    message: "Say into which folder mails are moved.",
    path: ["moveTo"],
  })
  .openapi("MailboxInput")
export type MailboxInput = z.output<typeof MailboxInput>

export const MailboxChange = z
  .strictObject({
    version: z.number().int(),
    host: access.host.optional(),
    port: z.number().int().min(1).max(65_535).optional(),
    security: z.enum(securities).optional(),
    username: access.username.optional(),
    signIn: z.enum(["password", "token"]).optional(),
    secret: access.secret.optional().openapi({ description: "A new one in place of the one that is kept" }),
    folder: settings.folder.optional(),
    afterwards: settings.afterwards.optional(),
    moveTo: settings.moveTo.optional(),
    ownDomains: settings.ownDomains.optional(),
    touchpoint: settings.touchpoint.optional(),
    product: settings.product.optional(),
    everyMinutes: settings.everyMinutes.optional(),
  })
  .openapi("MailboxChange")
export type MailboxChange = z.output<typeof MailboxChange>

const Count = z.number().int()
const counts = {
  taken: Count,
  added: Count,
  automatic: Count,
  bounce: Count,
  own: Count,
  empty: Count,
  early: Count,
  unreadable: Count,
} satisfies Record<MailOutcome, typeof Count>

export const Mailbox = z
  .object({
    id: Id,
    name: z.string(),
    host: z.string(),
    port: z.number().int(),
    security: z.enum(securities),
    username: z.string(),
    signIn: z.enum(["password", "token"]),
    ...settings,
    since: Moment.nullable(),
    readAt: Moment.nullable(),
    nextAt: Moment.nullable().openapi({ description: "null while it is paused" }),
    paused: z.object({ by: z.string(), at: Moment }).nullable(),
    failure: z
      .object({
        code: z.string(),
        message: z.string(),
        remedy: z.string(),
        params: z.record(z.string(), z.union([z.string(), z.number()])),
      })
      .nullable(),
    counts: z.object(counts).openapi({ description: "Mails, by what became of them" }),
    version: z.number().int(),
    createdBy: z.string(),
    createdAt: Moment,
  })
  .openapi("Mailbox")
export type Mailbox = z.output<typeof Mailbox>
export const MailboxList = plainList(Mailbox)

export const MailboxMail = z
  .object({
    uid: z.number().int(),
    outcome: z.enum(outcomes),
    feedbackId: Id.nullable(),
    at: Moment,
  })
  .openapi("MailboxMail")
export const MailboxMailList = listOf(MailboxMail)
