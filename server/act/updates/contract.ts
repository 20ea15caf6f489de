import { Id, listOf, Moment, z } from "../../platform/schema.ts"
import { languages } from "./update.ts"

const words = (most: number) => z.string().trim().min(1).max(most)
const texts = (most: number) =>
  z
    .strictObject({ en: words(most).optional(), "zh-CN": words(most).optional() })
    .openapi({ description: "By language; a reader without her own is shown the other one" })

export const UpdateInput = z
  .strictObject({
    audience: z.enum(["internal", "public"]).default("internal"),
    kind: z.enum(["news", "no_news"]).default("news"),
    texts: texts(5_000).default({}),
  })
  .refine(({ kind, texts: given }) => kind === "no_news" || given.en || given["zh-CN"], {
    message: "News need words",
    path: ["texts"],
  })
  .openapi("PlanUpdateInput")
export const Update = z
  .object({
    id: Id,
    planId: Id,
    audience: z.enum(["internal", "public"]),
    kind: z.enum(["news", "no_news"]),
    texts: texts(5_000),
    author: z.string(),
    at: Moment,
    withdrawn: z.object({ by: z.string(), at: Moment }).nullable(),
  })
  .openapi("PlanUpdate")
export const UpdateList = listOf(Update)

export const Subscribers = z
  .object({
    me: z.boolean(),
    members: z.array(z.object({ id: Id, name: z.string() })),
    others: z.array(z.object({ id: Id, email: z.string(), confirmed: z.boolean(), addedBy: z.string().nullable() })),
  })
  .openapi("PlanSubscribers", { description: "Addresses are masked without the right to see personal data" })
export const Email = z.email().max(254)
export const SubscriberInput = z
  .strictObject({ email: Email, language: z.enum(languages).default("en") })
  .openapi("SubscriberInput")

export const StatusPageInput = z.strictObject({ titles: texts(200) }).openapi("StatusPageInput")
export const StatusPage = z
  .object({ link: z.string(), titles: texts(200), openedBy: z.string(), openedAt: Moment })
  .openapi("StatusPage")
export const StatusPageKept = z.object({ page: StatusPage.nullable() }).openapi("StatusPageKept")

/** An update as customers see it: nobody's name. */
export const PublicUpdate = z
  .object({ id: Id, kind: z.enum(["news", "no_news"]), texts: texts(5_000), at: Moment })
  .openapi("PublicUpdate")

/** All that anybody who has the address may see: nobody's name, nothing internal. */
export const PublicStatus = z
  .object({
    organization: z.string(),
    titles: texts(200),
    stage: z.enum(["received", "looking", "fixing", "fixed"]),
    stageTexts: z
      .record(z.string(), z.string())
      .openapi({ description: "The company's own words for it, by language" }),
    since: Moment,
    steps: z.array(z.object({ step: z.enum(["opened", "first_notice", "fix_shipped", "verified"]), at: Moment })),
    updates: z.array(PublicUpdate),
    nextUpdateAt: Moment.nullable(),
    ended: z.boolean(),
  })
  .openapi("PublicStatus")
export const Subscription = z
  .object({ organization: z.string(), titles: texts(200), confirmed: z.boolean(), statusLink: z.string().nullable() })
  .openapi("StatusSubscription")
