/** The steps every plan is measured by, in their order. */
export const steps = ["opened", "guidance_live", "first_notice", "fix_shipped", "verified"] as const
export type Step = (typeof steps)[number]
/** The steps for which a time is promised. */
export const promisedSteps = ["guidance_live", "first_notice", "fix_shipped", "verified"] as const
export type PromisedStep = (typeof promisedSteps)[number]
/** Hours from opening to each step. */
export type PlanPromise = Record<PromisedStep, number>

/** How bad it is for the customer, worst first: in her words, not in ours. */
export const severities = ["safety", "unusable", "hindered", "annoyed"] as const
export type Severity = (typeof severities)[number]

const day = 24
/** What is promised until an organization says otherwise. */
export const shippedPromise: Record<Severity, PlanPromise> = {
  safety: { guidance_live: 4, first_notice: day, fix_shipped: 14 * day, verified: 42 * day },
  unusable: { guidance_live: day, first_notice: 3 * day, fix_shipped: 21 * day, verified: 49 * day },
  hindered: { guidance_live: 2 * day, first_notice: 5 * day, fix_shipped: 42 * day, verified: 84 * day },
  annoyed: { guidance_live: 5 * day, first_notice: 14 * day, fix_shipped: 90 * day, verified: 150 * day },
}

export type ClockStep = {
  step: Step
  at: string | null
  /** Hours it took from opening; null while it has not happened. */
  hours: number | null
  promisedAt: string | null
  /** kept: in time. late: after the promise, or not yet and the promise is over. open: there is still time. */
  state: "kept" | "late" | "open"
}

/** Each step of a plan with what was promised and what became of it. A clock ends when the plan is closed. */
export function clockOf(
  openedAt: Date,
  promise: PlanPromise,
  marks: ReadonlyMap<Step, Date>,
  now: Date,
): readonly ClockStep[] {
  return steps.map((step) => {
    const at = step === "opened" ? openedAt : marks.get(step)
    const promisedAt = step === "opened" ? null : new Date(openedAt.getTime() + promise[step] * hourMs)
    const until = at ?? now
    return {
      step,
      at: at?.toISOString() ?? null,
      hours: at ? (at.getTime() - openedAt.getTime()) / hourMs : null,
      promisedAt: promisedAt?.toISOString() ?? null,
      state: promisedAt && until > promisedAt ? "late" : at ? "kept" : "open",
    }
  })
}

const hourMs = 3_600_000
