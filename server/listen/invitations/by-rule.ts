import { languageOf } from "../../../survey/languages.ts"
import { newId } from "../../platform/ids.ts"
import type { Jobs } from "../../platform/jobs.ts"
import { record } from "../../platform/outbox.ts"
import { json, sql } from "../../platform/postgres.ts"
import type { Tx } from "../../platform/scope.ts"
import { contactsOf } from "../people/public.ts"
import type { MailingText } from "./contract.ts"
import { planInviting } from "./jobs.ts"
import { firstTexts } from "./mailing.ts"
import { insertInvitees } from "./recipients.ts"
import { insertStep, organizationName } from "./store.ts"
import { publishedSurvey } from "./verbs.ts"

/**
 * Puts letters on their way that nobody drafted: with the words of the survey's newest mailing, or the standard ones. They
 * are sent like all others (once, within the policy, with bounces and unsubscribing). What it returns is called once
 * that is durable; if it never is, the next start sends them.
 */
export const invitingByRule =
  (jobs: Jobs) =>
  async (tx: Tx, letters: { surveyId: string; personIds: readonly string[]; because: "trigger" | "contact" }) => {
    const { surveyId, personIds, because } = letters
    const { title, definition } = await publishedSurvey(tx, surveyId)
    const id = newId()
    const [known] = await tx.query<{ texts: MailingText[] }>(sql`
      select texts from survey_mailing where organization_id = ${tx.organizationId} and survey_id = ${surveyId} and because is null
      order by created_at desc limit 1`)
    const texts = known?.texts ?? firstTexts(definition, await organizationName(tx))
    await tx.query(sql`
      insert into survey_mailing (id, organization_id, survey_id, audience_name, texts, because, created_by, created_at, updated_by, updated_at)
      values (${id}, ${tx.organizationId}, ${surveyId}, ${title}, ${json(texts)}, ${because}, ${tx.actor.name}, ${tx.now()},
        ${tx.actor.name}, ${tx.now()})`)
    const languages = new Map((await contactsOf(tx, personIds)).map((one) => [one.personId, one.language]))
    await insertInvitees(
      tx,
      id,
      personIds.map((personId) => ({
        personId,
        language: languageOf(definition, [languages.get(personId)]),
        dueAt: tx.now(),
        state: "waiting",
      })),
    )
    await insertStep(tx, id, { state: "sending", people: personIds.length })
    await record(tx, "mailing.started", `mailing:${id}`, { surveyId, people: personIds.length, leftOut: 0, because })
    return () => planInviting(jobs, tx.organizationId, id)
  }
