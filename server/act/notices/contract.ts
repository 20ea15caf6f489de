import { Fault, Id, listOf, Moment, z } from "../../platform/schema.ts"
import { mergeFields } from "./merging.ts"
import {
  channels,
  exclusionReasons,
  inConversations,
  noticeKinds,
  noticeStates,
  reaches,
  recipientStates,
} from "./notice.ts"

const Language = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, "A language is written like en or zh-CN")
const Subject = z
  .string()
  .max(300)
  .refine((text) => !/[\r\n]/.test(text), "A subject is one line")
export const NoticeText = z
  .strictObject({ language: Language, subject: Subject, body: z.string().max(20_000) })
  .openapi("NoticeText", {
    description: `Merge fields are written {{name}} or {{name|customer}}: ${mergeFields.join(", ")}. [[…]] marks what is still to be written.`,
  })
const Texts = z
  .array(NoticeText)
  .min(1)
  .max(40)
  .refine((texts) => new Set(texts.map((text) => text.language)).size === texts.length, "One text for each language")

const Title = z.string().trim().min(1).max(200)
export const NoticeInput = z
  .strictObject({
    kind: z.enum(noticeKinds),
    title: Title.optional(),
    previousId: Id.optional().openapi({ description: "The notice of this plan that it follows" }),
    reach: z.enum(reaches).optional(),
    channel: z.enum(channels).optional(),
    language: Language.optional(),
  })
  .openapi("NoticeInput")
export const NoticeChange = z
  .strictObject({
    version: z.number().int().openapi({ description: "As you saw it; 409 if it was changed since" }),
    kind: z.enum(noticeKinds).optional(),
    title: Title.optional(),
    reach: z.enum(reaches).optional(),
    channel: z.enum(channels).optional(),
    language: Language.optional(),
    inConversation: z.enum(inConversations).optional().openapi({
      description: "Customers with an open follow-up: left out (as said where it is not about safety), or written to",
    }),
    texts: Texts.optional(),
  })
  .openapi("NoticeChange")

export const NoticeTally = z
  .object({
    total: z.number().int(),
    waiting: z.number().int(),
    claimed: z.number().int(),
    sent: z.number().int(),
    kept: z.number().int(),
    later: z.number().int(),
    refused: z.number().int(),
    uncertain: z.number().int(),
    dropped: z.number().int(),
    bounced: z.number().int(),
    delivered: z.number().int().openapi({ description: "By SMS or push: said to have arrived" }),
    unsubscribed: z.number().int(),
  })
  .openapi("NoticeTally", {
    description:
      "kept: there is no mail server. uncertain: the program or the line ended before the mail server answered; not sent again.",
  })

export const NoticeStep = z
  .object({
    state: z.enum(noticeStates),
    people: z.number().int().nullable(),
    reason: z.string().nullable(),
    by: z.string(),
    at: Moment,
  })
  .openapi("NoticeStep")

export const Notice = z
  .object({
    id: Id,
    number: z.number().int(),
    plan: z.object({ id: Id, number: z.number().int(), title: z.string(), state: z.enum(["open", "closed"]) }),
    kind: z.enum(noticeKinds),
    title: z.string(),
    reach: z.enum(reaches),
    previousId: Id.nullable(),
    channel: z.enum(channels),
    language: z.string(),
    inConversation: z
      .enum(inConversations)
      .openapi({ description: "What happens to customers with an open follow-up" }),
    texts: z.array(NoticeText),
    state: z.enum(noticeStates),
    steps: z.array(NoticeStep).openapi({ description: "Newest first" }),
    version: z.number().int(),
    tally: NoticeTally.nullable(),
    mayApprove: z.boolean().openapi({ description: "Whether you may be the second person" }),
    createdBy: z.string(),
    createdAt: Moment,
    changedBy: z.string(),
    changedAt: Moment,
  })
  .openapi("Notice")
export const NoticeList = listOf(Notice)

export const LetterBlock = z
  .object({ kind: z.enum(["p", "h", "ul", "q"]), lines: z.array(z.string()) })
  .openapi("LetterBlock", { description: "p: words, h: a heading, ul: a list, q: customers' words" })

const Changes = z.object({ added: z.number().int(), removed: z.number().int() })
export const NoticeReach = z
  .object({
    people: z.number().int().openapi({ description: "Whom it is for, before anybody is left out" }),
    recipients: z.number().int(),
    excluded: z.array(z.object({ reason: z.enum(exclusionReasons), people: z.number().int() })),
    unsubscribedButSafety: z.number().int(),
    alsoWrittenToday: z.number().int(),
    inConversation: z
      .object({
        people: z.number().int(),
        leftOut: z.boolean(),
        followups: z.array(
          z.object({
            id: Id,
            number: z.number().int(),
            personId: Id,
            reason: z.string(),
            owner: z.string().nullable(),
            department: z.string().nullable(),
            promisedAt: Moment,
          }),
        ),
      })
      .openapi({ description: "Whom somebody speaks with right now, and the most urgent of these follow-ups" }),
    languages: z.array(z.object({ language: z.string().nullable(), text: z.string(), people: z.number().int() })),
    faults: z.array(Fault).openapi({ description: "What must be put right before it can be sent" }),
    approvalAbove: z.number().int(),
    needsApproval: z.boolean(),
    changes: Changes.nullable().openapi({
      description: "Of an approved notice: how its list differs from who is affected now",
    }),
    version: z.number().int(),
    fingerprint: z.string().openapi({ description: "Send it back to confirm exactly this list" }),
    masked: z.boolean(),
    sample: z.array(
      z.object({
        personId: Id,
        name: z.string().nullable(),
        address: z.string(),
        language: z.string(),
        subject: z.string(),
        text: z.string(),
        html: z.string(),
        blocks: z.array(LetterBlock),
      }),
    ),
  })
  .openapi("NoticeReach")

export const Seen = z
  .strictObject({ version: z.number().int(), fingerprint: z.string().max(64) })
  .openapi("NoticeSeen", { description: "The text and the list of people as you saw them" })

export const NoticeRecipient = z
  .object({
    personId: Id,
    name: z.string().nullable(),
    address: z.string().nullable(),
    masked: z.boolean(),
    language: z.string(),
    state: z.enum(recipientStates),
    reason: z.enum(exclusionReasons).nullable(),
    tries: z.number().int(),
    response: z.string().nullable(),
    doneAt: Moment.nullable(),
    nextTryAt: Moment.nullable(),
    bouncedAt: Moment.nullable(),
    deliveredAt: Moment.nullable(),
    unsubscribedAt: Moment.nullable(),
  })
  .openapi("NoticeRecipient")
export const NoticeRecipientList = listOf(NoticeRecipient)

export const NoticeSettings = z
  .object({
    approvalAbove: z.number().int(),
    perHour: z.number().int().nullable(),
    perDomainHour: z.number().int().nullable(),
    replyTo: z.string().nullable(),
    webhookUrl: z.string().nullable(),
    hasWebhookSecret: z.boolean(),
    version: z.number().int(),
    repliesComeIn: z.boolean().openapi({ description: "Whether answers by mail come in as feedback" }),
    mailIsSent: z.boolean().openapi({ description: "Whether there is a mail server" }),
  })
  .openapi("NoticeSettings")
export const NoticeSettingsChange = z
  .strictObject({
    version: z.number().int(),
    approvalAbove: z.number().int().min(0).max(1_000_000).optional(),
    perHour: z.number().int().min(1).max(1_000_000).nullable().optional(),
    perDomainHour: z.number().int().min(1).max(1_000_000).nullable().optional(),
    replyTo: z.email().max(254).nullable().optional(),
    webhookUrl: z.url().max(2_000).nullable().optional(),
  })
  .openapi("NoticeSettingsChange")

export const WrittenNotice = z
  .object({
    at: Moment,
    language: z.string(),
    subject: z.string(),
    blocks: z.array(LetterBlock),
  })
  .openapi("WrittenNotice")

/** What a provider of SMS or push says became of a message. */
export const DeliveryReport = z
  .object({
    id: z.string().max(100).openapi({ description: "The id of the message, as it was sent" }),
    state: z.enum(["delivered", "failed", "opted_out"]),
    reason: z.string().max(500).optional(),
  })
  .openapi("NoticeDeliveryReport")

export type NoticeAnswer = z.output<typeof Notice>
export type ReachAnswer = z.output<typeof NoticeReach>
export type RecipientAnswer = z.output<typeof NoticeRecipient>
