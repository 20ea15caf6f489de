import { textAmong } from "../../../survey/languages.ts"
import { allIdsOf, contactsOf } from "../../listen/people/public.ts"
import type { Platform } from "../../platform/platform.ts"
import { sql } from "../../platform/postgres.ts"
import { entered } from "../standing/public.ts"
import { letterOf } from "./letter.ts"
import { isForSafety } from "./notice.ts"
import { ownedOf, subjectOf, valuesOf } from "./reach.ts"
import { organizationName } from "./sending.ts"
import { listNotices } from "./store.ts"

/** What the company wrote to the holder of a link about its plan, newest first: what stands in her mails. */
export async function writtenTo(platform: Pick<Platform, "stores" | "vault" | "publicUrl">, token: string) {
  const { scope, link } = await entered(platform, token)
  if (!link) return []
  const [contact] = await contactsOf(scope, [link.personId])
  if (!contact) return []
  const ids = await allIdsOf(scope, [link.personId])
  const rows = await scope.query<{ notice_id: string; language: string; done_at: Date }>(sql`
    select r.notice_id, r.language, r.done_at from notice_recipient r join notice n on n.id = r.notice_id
    where n.plan_id = ${link.planId} and r.organization_id = ${scope.organizationId} and r.person_id = any(${ids}::uuid[])
      and r.state in ('sent', 'uncertain', 'kept') order by r.done_at desc limit 50`)
  if (rows.length === 0) return []
  const notices = await listNotices(scope, { ids: rows.map((row) => row.notice_id) })
  const [owned, about, organization] = await Promise.all([
    ownedOf(scope, [contact.personId]),
    subjectOf(scope, { plan_id: link.planId }),
    organizationName(scope),
  ])
  return rows.flatMap((row) => {
    const notice = notices.find((one) => one.id === row.notice_id)
    const text = notice && textAmong(notice.texts, [row.language, notice.language])
    if (!text) return []
    const letter = letterOf(text, valuesOf(contact, owned.get(contact.personId) ?? [], about), {
      organization,
      safety: isForSafety(notice),
      statusLink: `${platform.publicUrl}/s/${token}`,
      unsubscribeLink: null,
    })
    return [{ at: row.done_at.toISOString(), language: text.language, subject: letter.subject, blocks: letter.blocks }]
  })
}
