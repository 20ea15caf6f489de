import { isZone } from "../../act/plans/public.ts"
import { Id, Moment, z } from "../../platform/schema.ts"
import { RecordName } from "../collaboration/public.ts"

export const kinds = [
  "mention",
  "assignment",
  "approval",
  "due",
  "comment",
  "signal",
  "problem",
  "plan",
  "outcome",
  "invitation",
  "system",
] as const
export const Kind = z.enum(kinds).openapi("NotificationKind")
export type Kind = z.output<typeof Kind>

/** What names somebody reaches her in the app, whatever she chose or muted. */
export const always: readonly Kind[] = ["mention", "assignment"]

export const mailTimes = ["now", "daily", "none"] as const
export type MailTime = (typeof mailTimes)[number]
/** Where a kind reaches a member. */
export type Channels = { app: boolean; mail: MailTime; chat: boolean }

/** What stands in a notification's sentence. */
export type Params = Readonly<Record<string, string | number>>

export const languages = ["en", "zh-CN"] as const
export type Language = (typeof languages)[number]

export const Notification = z
  .object({
    id: Id,
    kind: Kind,
    record: RecordName,
    key: z
      .string()
      .openapi({ description: "Which sentence it is, mostly the event's name", example: "plan.update_due" }),
    params: z.record(z.string(), z.union([z.string(), z.number()])).openapi({ description: "What stands in it" }),
    sentence: z.string().openapi({ description: "What happened, in the reader's language" }),
    headline: z.string().openapi({ description: "The record's title or what was said, as it was then" }),
    actor: z.object({ name: z.string() }).nullable(),
    count: z.number().int().openapi({ description: "How many things of this kind on this record it stands for" }),
    createdAt: Moment,
    readAt: Moment.nullable(),
  })
  .openapi("Notification")
export type Notification = z.output<typeof Notification>

export const NotificationList = z.object({
  items: z.array(Notification),
  next: z.string().nullable(),
  unread: z.number().int(),
})
export const Reading = z.union([
  z.strictObject({ ids: z.array(Id).min(1).max(500) }),
  z.strictObject({ all: z.literal(true) }),
])

const channels = { app: z.boolean(), mail: z.enum(mailTimes), chat: z.boolean() }
export const Setting = z
  .object({
    kind: Kind,
    ...channels,
    usual: z.object(channels).openapi({ description: "What it is for somebody of this role and department" }),
    always: z.boolean().openapi({ description: "Shows in the app whatever is chosen" }),
  })
  .openapi("NotificationSetting")
export const SettingChange = z.strictObject({
  kind: Kind,
  app: z.boolean().optional(),
  mail: z.enum(mailTimes).optional(),
  chat: z.boolean().optional(),
})

const Hour = z.number().int().min(0).max(23)
const hours = {
  timeZone: z
    .string()
    .max(60)
    .refine(isZone, "There is no such time zone; name one like Europe/Berlin")
    .nullable()
    .openapi({ description: "null: the organization's", example: "Asia/Shanghai" }),
  dailyHour: Hour.openapi({ description: "The hour of the daily mail by the member's clock" }),
  quiet: z
    .strictObject({ from: Hour, to: Hour })
    .refine((one) => one.from !== one.to, "Quiet hours end at another hour than they begin")
    .nullable()
    .openapi({ description: "Mail and chat wait from this hour until that one" }),
  quietDays: z.array(z.number().int().min(0).max(6)).max(7).openapi({ description: "Whole days; 0 is Sunday" }),
  breakThrough: z.boolean().openapi({ description: "What may hurt people is sent in quiet hours too" }),
  weekly: z.boolean().openapi({ description: "The summary on Monday" }),
}
export const Hours = z
  .object({ ...hours, inEffect: z.string().openapi({ description: "The time zone that counts" }) })
  .openapi("NotificationHours")
export const HoursChange = z.strictObject(hours).partial()

export const Settings = z
  .object({
    items: z.array(Setting),
    hours: Hours,
    chat: z
      .object({ name: z.string() })
      .nullable()
      .openapi({ description: "The chat that can write to members; null: none is connected" }),
  })
  .openapi("NotificationSettings")

export const followingStates = ["following", "muted"] as const
export type FollowingState = (typeof followingStates)[number]
export const Following = z
  .object({ record: RecordName, state: z.enum(followingStates).nullable(), title: z.string().nullable() })
  .openapi("Following")
export const FollowingChange = z.strictObject({
  record: RecordName,
  state: z.enum(followingStates).nullable().openapi({ description: "null: as the other settings say" }),
})

/** What a link in a mail leads to. */
export const Muting = z
  .object({ organization: z.string(), title: z.string().nullable(), muted: z.boolean() })
  .openapi("Muting")

export const KeptMail = z
  .object({
    id: Id,
    to: z.string(),
    subject: z.string(),
    text: z.string(),
    state: z.enum(["sent", "kept", "failed"]),
    error: z.string().nullable(),
    createdAt: Moment,
  })
  .openapi("KeptMail")
