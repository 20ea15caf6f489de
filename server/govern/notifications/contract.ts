import { Id, Moment, z } from "../../platform/schema.ts"
import { RecordName } from "../collaboration/public.ts"

export const kinds = ["mention", "assignment", "comment", "signal", "problem", "invitation"] as const
export const Kind = z.enum(kinds).openapi("NotificationKind")
export type Kind = z.output<typeof Kind>

/** What asks for somebody by name is mailed at once, the rest once a day. */
export const mailedAtOnce: readonly Kind[] = ["mention", "assignment", "problem"]

export const Notification = z
  .object({
    id: Id,
    kind: Kind,
    record: RecordName,
    headline: z.string(),
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

export const Setting = z.object({ kind: Kind, mail: z.boolean(), mailed: z.enum(["at once", "daily"]) })
export const SettingChange = z.strictObject({ kind: Kind, mail: z.boolean() })

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
