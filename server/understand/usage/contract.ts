import { QueryParameters } from "../../listen/interactions/public.ts"
import { Estimate, Moment, z } from "../../platform/schema.ts"

export const UsageParameters = QueryParameters.pick({ where: true, from: true, to: true }).extend({
  interval: z.enum(["day", "week", "month"]).default("day"),
})

const Figures = z
  .object({
    sessions: z.number().int().openapi({ description: "A session ends with 30 minutes in which nothing happens" }),
    people: z.number().int(),
    events: z.number().int(),
    pageViews: z.number().int(),
    pagesPerSession: Estimate,
    errorsPerSession: Estimate,
    sessionsWithErrors: Estimate,
    medianSeconds: z.number().nullable().openapi({ description: "Of sessions with more than one event" }),
  })
  .openapi("SessionFigures")

export const Usage = z
  .object({
    from: Moment,
    to: Moment,
    total: Figures,
    points: z.array(Figures.extend({ start: Moment })),
    frequency: z
      .object({
        monthly: z.number().int(),
        weekly: z.number().int(),
        daily: z.number().openapi({ description: "People a day on average over the 30 days" }),
        stickiness: Estimate,
      })
      .openapi({ description: "The 30 days to the end of the period" }),
    adoption: z.array(
      z.object({
        name: z.string(),
        kind: z.string(),
        events: z.number().int(),
        people: z.number().int(),
        adoption: Estimate,
        perPerson: z.number(),
      }),
    ),
    errors: z.array(
      z.object({
        message: z.string(),
        page: z.string(),
        events: z.number().int(),
        people: z.number().int(),
        lastAt: Moment,
      }),
    ),
  })
  .openapi("Usage")
