import type { Rule, Survey, Text } from "../definition.ts"

/** A whole set-up: what is asked, of whom, when, how often, and what follows an unhappy answer. */
export type Template = {
  id: string
  group: "moment" | "relationship" | "product" | "discovery"
  name: Text
  /** What one learns by it, in a sentence. */
  why: Text
  definition: Survey
  touchpoint?: string
  setup: TemplateSetup
  /** Where wording and scoring come from. */
  source?: string
}

export type TemplateSetup = {
  audience?: string
  trigger?: { kind: "event" | "schedule" | "always"; event?: string; afterHours?: number; withinHours?: number }
  contactRule?: {
    purpose: "relationship" | "transactional" | "research"
    everyDays: number
    mostPerYear?: number
    notWhileFollowUpIsOpen: boolean
  }
  followUp?: { when: Rule; withinHours: number; why: string }
}
