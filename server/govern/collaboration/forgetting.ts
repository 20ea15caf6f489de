import { sql } from "../../platform/postgres.ts"
import type { Tx } from "../../platform/scope.ts"

/**
 * When a person is forgotten: what was said on her own record and on her follow-ups goes, and elsewhere her full name,
 * addresses and numbers. A first name alone is many people's and stays. Called while they are still known.
 */
export async function forgetInComments(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.query(sql`
    update comment set text = '…', mentions = '{}', edited_at = ${tx.now()} where organization_id = ${tx.organizationId}
      and (record = any(${ids.map((id) => `person:${id}`)}) or record in (
        select 'followup:' || f.id from followup f where f.organization_id = ${tx.organizationId} and f.person_id = any(${ids}::uuid[])))`)
  const known = await tx.query<{ text: string }>(sql`
    select name as text from person where id = any(${ids}::uuid[]) and name is not null
    union select value from person_identity where person_id = any(${ids}::uuid[]) and kind <> 'anonymous'`)
  for (const text of known.map((row) => row.text.trim()).filter(isTelling))
    await tx.query(sql`
      update comment set text = regexp_replace(text, ${escaped(text)}, '…', 'gi'), edited_at = ${tx.now()}
      where organization_id = ${tx.organizationId} and text ilike ${`%${text.replace(/[\\%_]/g, "\\$&")}%`}`)
}

/** "Ana Silva", "王小明", an address, a number of six digits: not "Ana". */
const isTelling = (text: string) => /\S\s+\S/.test(text) || /\p{Script=Han}{2}/u.test(text) || /@|\d{6}/.test(text)

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
