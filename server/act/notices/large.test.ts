import { afterAll, beforeAll, expect, test } from "vitest"
import { sql } from "../../platform/postgres.ts"
import { aMailServer, type MailServer } from "../../platform/testing/mail-server.ts"
import { aNotice, noticeOf, reachOf, seen } from "../../platform/testing/notice.ts"
import { aPlan } from "../../platform/testing/plan.ts"
import { aWorld, type World } from "../../platform/testing/world.ts"
import type { NoticeAnswer, RecipientAnswer } from "./contract.ts"

const people = 20_000
let world: World
let smtp: MailServer
beforeAll(async () => {
  smtp = await aMailServer()
  world = await aWorld({ mail: { smtpUrl: smtp.url, from: "Acme <care@acme.example>" } })
})
afterAll(async () => {
  await world.end()
  await smtp.close()
})

/** The highest use of memory while something is done, above what it was before, in MB. */
async function memoryOf(work: () => Promise<unknown>): Promise<number> {
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  let most = before
  const looking = setInterval(() => {
    most = Math.max(most, process.memoryUsage().heapUsed)
  }, 20)
  await work()
  clearInterval(looking)
  return (most - before) / 1024 / 1024
}

test("twenty thousand people: counted, confirmed, listed page by page and written to a file, in little memory", async () => {
  const organization = await world.anOrganization()
  const [editor, other] = [await organization.as("editor"), await organization.as("editor", { name: "Second" })]
  const { scope, id: organizationId } = organization
  await scope.query(sql`
    with made as (
      insert into person (id, organization_id, root_id, first_seen_at)
      select x.id, ${organizationId}, x.id, now() from (select gen_random_uuid() as id from generate_series(1, ${people}::int)) x
      returning id)
    select 1 from made limit 1`)
  await scope.query(sql`
    insert into person_identity (organization_id, kind, value, person_id, learned_at)
    select organization_id, 'email', 'p' || row_number() over (order by id) || '@example.com', id, now() from person
    where organization_id = ${organizationId}`)
  await scope.query(sql`
    insert into ownership (id, organization_id, person_id, product, batch, source, external_id)
    select gen_random_uuid(), organization_id, id, 'Aria 2', '7', 'test', id::text from person where organization_id = ${organizationId}`)
  // As it would be after an import: the database knows how large its tables are.
  await scope.query(sql`analyze person, person_identity, ownership`)
  const { planId } = await aPlan(organization)
  const notice = await aNotice(editor, planId)

  let reach = await reachOf(editor, notice.id)
  const looked = await memoryOf(async () => {
    reach = await reachOf(editor, notice.id)
  })
  expect(reach).toMatchObject({ people, recipients: people, needsApproval: true, excluded: [] })
  expect(reach.sample.length).toBe(3)
  expect(looked).toBeLessThan(150)

  expect((await editor.post(`/notices/${notice.id}/approval-request`, seen(reach))).status).toBe(200)
  expect((await other.post<NoticeAnswer>(`/notices/${notice.id}/approval`, seen(reach))).status).toBe(201)
  expect((await noticeOf(editor, notice.id)).tally).toMatchObject({ total: people, waiting: people })

  type Page = { items: RecipientAnswer[]; next: string | null }
  const met = new Set<string>()
  for (let [pages, cursor] = [0, ""]; pages < 10; pages++) {
    const page = (await editor.get<Page>(`/notices/${notice.id}/recipients?limit=200${cursor}`)).body
    for (const one of page.items) met.add(one.personId)
    cursor = `&cursor=${page.next}`
  }
  expect(met.size).toBe(2_000)

  let rows = 0
  const exported = await memoryOf(async () => {
    const file = await editor.raw(`/notices/${notice.id}/recipients/export?format=ndjson`)
    for await (const piece of file.body!) rows += Buffer.from(piece).toString("latin1").split("\n").length - 1
  })
  expect(rows).toBe(people)
  expect(exported).toBeLessThan(150)
  console.log(
    `${people} people: ${looked.toFixed(0)} MB to count them, ${exported.toFixed(0)} MB to write them to a file`,
  )
}, 300_000)
