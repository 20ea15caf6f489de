/** What a workstream ends with. Some of them move the plan's clock. */
export const deliverables = [
  "cause_found",
  "fix_released",
  "guidance_live",
  "notice_sent",
  "offer_decided",
  "research_done",
  "measured",
  "other",
] as const
export type Deliverable = (typeof deliverables)[number]

export const departmentKinds = ["product", "cx", "contact_centre", "marketing", "executive", "other"] as const
export type DepartmentKind = (typeof departmentKinds)[number]

/** The promised step by which it is due, or the part of that time; or a time of its own, from opening. */
export type Due =
  | { promise: "guidance_live" | "first_notice" | "fix_shipped" | "verified"; share: number }
  | { hours: number }

export type PlaybookStep = {
  department: DepartmentKind
  /** Who should own it: "engineering lead". */
  role: string
  title: string
  deliverable: Deliverable
  due: Due
  instructions: string
  tasks: readonly string[]
}

export type Playbook = {
  /** The key of one that ships, or the id of one's own. */
  id: string
  name: string
  description: string
  shipped: boolean
  copiedFrom: string | null
  steps: readonly PlaybookStep[]
  version: number
  changedBy: string | null
  changedAt: string | null
}

export const languages = ["en", "zh-CN"] as const
export type Language = (typeof languages)[number]

/** A text in each language that ships. */
export type Words = Readonly<Record<Language, string>>
export const say = (en: string, zh: string): Words => ({ en, "zh-CN": zh })

export type ShippedStep = {
  department: DepartmentKind
  role: Words
  title: Words
  deliverable: Deliverable
  due: Due
  instructions: Words
  tasks: readonly Words[]
}
export type Shipped = { key: string; name: Words; description: Words; steps: readonly ShippedStep[] }

export const shippedIn = (one: Shipped, language: Language): Playbook => ({
  id: one.key,
  name: one.name[language],
  description: one.description[language],
  shipped: true,
  copiedFrom: null,
  steps: one.steps.map((step) => ({
    department: step.department,
    role: step.role[language],
    title: step.title[language],
    deliverable: step.deliverable,
    due: step.due,
    instructions: step.instructions[language],
    tasks: step.tasks.map((task) => task[language]),
  })),
  version: 1,
  changedBy: null,
  changedAt: null,
})
