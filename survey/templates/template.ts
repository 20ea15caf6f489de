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
  trigger?: {
    kind: "event" | "schedule" | "always"
    event?: string
    /** Only contacts by these. */
    channels?: string[]
    afterHours?: number
    withinHours?: number
    /** Of those whom it concerns, how many are asked: 0.25 is every fourth. */
    share?: number
    /** A schedule asks its sample once in so many days, some each day. */
    everyDays?: number
  }
  web?: { pages?: string[]; event?: string; seconds?: number; share?: number; againAfterDays?: number }
  contactRule?: {
    purpose: "relationship" | "transactional" | "research"
    everyDays: number
    mostPerYear?: number
    notWhileFollowUpIsOpen: boolean
  }
  followUp?: { when: Rule; withinHours: number; why: string }
}
