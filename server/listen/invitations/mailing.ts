import type { Survey } from "../../../survey/definition.ts"
import type { AudienceDefinition } from "../audiences/public.ts"
import { textIn } from "../surveys/public.ts"
import type { invitationStates, MailingText, mailingStates } from "./contract.ts"

export type MailingState = (typeof mailingStates)[number]
export type InvitationState = (typeof invitationStates)[number]

export type Step = {
  state: Exclude<MailingState, "draft">
  people: number | null
  reason: string | null
  at: Date
  actor: { kind: string; id: string | null; name: string }
}

export type MailingRow = {
  id: string
  survey_id: string
  audience_id: string | null
  audience: AudienceDefinition | null
  audience_name: string
  texts: MailingText[]
  spread_hours: number
  per_domain_hour: number | null
  remind_after_days: number
  reminders: number
  version: number
  created_by: string
  created_at: Date
  updated_by: string
  updated_at: Date
  /** Newest first. */
  steps: Step[]
  survey_title: string
  survey_state: string
}

export const stateOf = (mailing: Pick<MailingRow, "steps">): MailingState => mailing.steps[0]?.state ?? "draft"

/** What a mailing leads on to, from which states. */
export const leads = {
  send: ["draft"],
  pause: ["sending"],
  resume: ["paused"],
  stop: ["sending", "paused"],
} as const satisfies Record<string, readonly MailingState[]>

export const recordOf = (mailing: Pick<MailingRow, "id">) => `mailing:${mailing.id}`

/** A letter to begin with, in each language of the survey for which we have words; in English for the others. */
export const firstTexts = (survey: Survey, organization: string): MailingText[] =>
  survey.languages.map((language) => ({
    language,
    ...(language.toLowerCase().startsWith("zh") ? chinese : english)(
      textIn(survey.title, survey, language),
      organization,
    ),
  }))

const english = (title: string, organization: string) => ({
  subject: `${title}: a short question from ${organization}`,
  intro: `Hello {{person.firstName|there}},\n\nplease tell us how it was for you. The first question is right here; your answer goes to the people at ${organization} who can change something.`,
})
const chinese = (title: string, organization: string) => ({
  subject: `${title}：${organization} 想请教您一个小问题`,
  intro: `{{person.firstName|您}}好，\n\n想了解您的感受。第一个问题就在下面，您的回答会交给 ${organization} 中能够改进的人。`,
})
