import { languageOf } from "../../../survey/languages.ts"
import { coded } from "../../platform/http/errors.ts"
import type { MailOutcome } from "../../platform/mail.ts"
import { record } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import { mustBeAllowed, type Scope } from "../../platform/scope.ts"
import { type Contact, contactsOf } from "../people/public.ts"
import { linksOf } from "../surveys/public.ts"
import { stateOf } from "./mailing.ts"
import { reachOf } from "./reach.ts"
import { listInvitees } from "./recipients.ts"
import { letterFor, type Sending } from "./sending.ts"
import { organizationName } from "./store.ts"
import { existing, publishedSurvey } from "./verbs.ts"

const shown = 3

/** The letter as three of the people get it, in as many languages as there are; without names where they may not be seen. */
export async function previewsOf(scope: Scope, publicUrl: string, id: string) {
  const mailing = await existing(scope, id)
  const { definition: survey } = await publishedSurvey(scope, mailing.survey_id)
  const organization = await organizationName(scope)
  const masked = !scope.permissions.has("personal_data")
  const ids =
    stateOf(mailing) === "draft"
      ? (await reachOf(scope, mailing)).people
      : (await listInvitees(scope, id, {}, { limit: 200 })).map((one) => one.personId)
  const people = different(await contactsOf(scope, ids.slice(0, 200)), (one) => languageOf(survey, [one.language]))
  const readers: (Contact | null)[] = people.length > 0 ? people : [null]
  if (!masked)
    await scope.transaction(async (tx) => {
      for (const one of people) await record(tx, "person.read", `person:${one.personId}`, { mailingId: id })
    })
  return Promise.all(
    readers.map(async (one) => {
      const language = languageOf(survey, [one?.language])
      const letter = await letterFor(scope, { mailing, survey, organization }, masked ? null : one, {
        ...{ language, publicUrl, token: "example", key: "example", reminder: false },
      })
      return { person: one && { id: one.personId, name: masked ? null : one.name, masked }, language, ...letter }
    }),
  )
}

/** A few of them, of different languages first. */
function different(people: readonly Contact[], languageOfOne: (one: Contact) => string): Contact[] {
  const seen = new Set<string>()
  const first = people.filter((one) => {
    const language = languageOfOne(one)
    return !seen.has(language) && seen.add(language)
  })
  return [...first, ...people.filter((one) => !first.includes(one))].slice(0, shown)
}

/** Sends the letter to whoever asks, with her own name in it; its answers lead to the survey's page for anybody. */
export async function sendTest(
  { mailer, publicUrl }: Pick<Sending, "mailer" | "publicUrl">,
  scope: Scope,
  id: string,
  wanted: string | undefined,
): Promise<MailOutcome> {
  mustBeAllowed(scope, "surveys.publish")
  if (scope.actor.kind !== "member") throw coded("member.only")
  const mailing = await existing(scope, id)
  const { definition: survey } = await publishedSurvey(scope, mailing.survey_id)
  const [user] = await scope.query<{ email: string }>(sql`select email from "user" where id = ${scope.actor.userId}`)
  const [link] = await linksOf(scope, mailing.survey_id)
  const [row] = link ? await scope.query<{ key: string }>(sql`select key from survey_link where id = ${link}`) : []
  const language = languageOf(survey, [wanted])
  const about = { mailing, survey, organization: await organizationName(scope) }
  const me = { personId: "00000000-0000-0000-0000-000000000000", name: scope.actor.name }
  const to = { language, publicUrl, token: "example", key: row?.key ?? "example", reminder: false }
  const letter = await letterFor(scope, about, me, to)
  const outcome = await mailer.send(scope, { ...letter, to: user!.email, subject: `[Test] ${letter.subject}` })
  await scope.transaction((tx) =>
    record(tx, "mailing.tested", `mailing:${id}`, { surveyId: mailing.survey_id, language }),
  )
  return outcome
}
