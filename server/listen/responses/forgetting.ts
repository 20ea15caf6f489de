import type { Answers, Survey } from "../../../survey/definition.ts"
import type { FileFolder } from "../../platform/files/folder.ts"
import { sql } from "../../platform/postgres.ts"
import type { Tx } from "../../platform/scope.ts"
import { forgetFiles } from "./files.ts"
import { forgotten } from "./response.ts"

/**
 * When a person is forgotten: her words, contact details and files in responses go, also of those she has only begun;
 * her links lead nowhere from now on. Scores and choices stay, of nobody, so that counts do not move. Called while her
 * addresses are still known, which is how responses are found that only name her.
 */
export const forgetResponses = (ask: { responseFiles: FileFolder }) => async (tx: Tx, ids: readonly string[]) => {
  await tx.query(sql`
    update survey_link set revoked_at = coalesce(revoked_at, ${tx.now()}), revoked_by = coalesce(revoked_by, ${tx.actor.name}),
      variables = '{}', label = null
    where organization_id = ${tx.organizationId} and person_id = any(${ids}::uuid[])`)
  const rows = await tx.query<{ id: string; answers: Answers; definition: Survey }>(sql`
    select r.id, r.answers, v.definition from response r
    join survey_version v on v.survey_id = r.survey_id and v.number = r.version
    where r.organization_id = ${tx.organizationId} and r.erased_at is null and (r.person_id = any(${ids}::uuid[])
      or (r.person_given is not null and exists (
        select 1 from person_identity i where i.person_id = any(${ids}::uuid[]) and i.value = case i.kind
          when 'email' then lower(trim(r.person_given->>'email'))
          when 'phone' then regexp_replace(r.person_given->>'phone', '(?!^\\+)\\D', '', 'g') end))
      or exists (select 1 from feedback f where f.organization_id = r.organization_id and f.source = 'survey'
        and f.external_id = r.id::text and f.person_id = any(${ids}::uuid[])))
    for update of r`)
  const left = rows.map((row) => ({ id: row.id, answers: forgotten(row.definition, row.answers) }))
  await tx.query(sql`
    update response r set answers = x.answers, variables = '{}', person_given = null, erased_at = ${tx.now()}
    from json_to_recordset(${JSON.stringify(left)}::json) as x(id uuid, answers jsonb) where r.id = x.id`)
  await forgetFiles(
    tx,
    ask.responseFiles,
    rows.map((row) => row.id),
  )
}
