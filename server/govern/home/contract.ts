import { OutcomeItem } from "../../act/outcomes/public.ts"
import { Id, Moment, z } from "../../platform/schema.ts"
import { Activity } from "../activity/public.ts"

export const Ask = z
  .object({
    kind: z.enum([
      "assignment",
      "new_signal",
      "mention",
      "problem",
      "followup",
      "workstream",
      "update",
      "hand_over",
      "plan",
      "approval",
      "sent_back",
      "outcome",
      "webhook",
    ]),
    record: z.string(),
    headline: z.string(),
    since: Moment,
    due: Moment.nullable(),
  })
  .openapi("Ask")
export type Ask = z.output<typeof Ask>

export const Home = z
  .object({
    department: z
      .object({ id: Id, name: z.string() })
      .nullable()
      .openapi({ description: "null: a member of no department" }),
    departments: z.array(z.object({ id: Id, name: z.string() })).openapi({ description: "Whose homes can be shown" }),
    asked: z
      .array(Ask)
      .openapi({ description: "Everything that waits for you and for the department, what is due first" }),
    changed: z.array(Activity.extend({ isNew: z.boolean() })),
    since: Moment.nullable().openapi({ description: "Your visit before this one; what is newer is marked as new" }),
    worked: z
      .array(z.object({ id: z.string(), headline: z.string(), outcome: OutcomeItem }))
      .openapi({ description: "What measurably helped, the last first; one English sentence each" }),
  })
  .openapi("Home")
