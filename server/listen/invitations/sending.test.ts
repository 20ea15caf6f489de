import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { sql } from "../../platform/postgres.ts"
import { aMailServer, type MailServer } from "../../platform/testing/mail-server.ts"
import { until } from "../../platform/testing/plan.ts"
import { aDefinition, aPerson, aSurvey } from "../../platform/testing/survey.ts"
import { aWorld, type Client, type TestOrganization, type World } from "../../platform/testing/world.ts"
import type { Invitation, Mailing } from "./contract.ts"
import { sendDue } from "./public.ts"

let world: World
let smtp: MailServer
let organization: TestOrganization
let editor: Client
let ahead = 0
beforeAll(async () => {
  smtp = await aMailServer()
  world = await aWorld({
    now: () => new Date(Date.now() + ahead),
    mail: { smtpUrl: smtp.url, from: "Acme <care@acme.example>" },
  })
})
afterAll(async () => {
  await world.end()
  await smtp.close()
})
beforeEach(async () => {
  ahead = 0
  smtp.mails.length = 0
  smtp.judge = () => undefined
  organization = await world.anOrganization()
  editor = await organization.as("editor")
})

const days = (n: number) => n * 86_400_000
type Reach = {
  audience: number
  people: number
  leftOut: { code: string; n: number }[]
  fingerprint: string
  version: number
}

const nps = aDefinition(
  [
    {
      id: "nps",
      kind: "scale",
      title: { en: "How likely are you to recommend us?", de: "Wie wahrscheinlich empfehlen Sie uns?" },
      measures: "nps",
      ...{ min: 0, max: 10, look: "number", required: true },
      low: { en: "Not at all", de: "Gar nicht" },
      high: { en: "Extremely", de: "Sehr" },
    },
  ],
  {
    languages: ["en", "de"],
    endings: [{ id: "end", title: { en: "Thank you", de: "Danke" } }],
    title: { en: "Us", de: "Wir" },
  },
)

async function people(...names: string[]) {
  const ids: string[] = []
  for (const name of names)
    ids.push(await aPerson(world, organization, name.toLowerCase().replaceAll(/[^a-z]/g, ""), name))
  return ids
}

/** A published survey and an audience of these people. */
async function prepared(personIds: string[], settings: object = {}, definition = nps) {
  const survey = await aSurvey(organization, { definition, settings: { title: "Relationship" } })
  const audience = await editor.post<{ id: string }>("/audiences", {
    name: `Some ${survey.id.slice(-6)}`,
    definition: { anyOf: [{ kind: "named", personIds }] },
  })
  const made = await editor.post<Mailing>(`/surveys/${survey.id}/mailings`, {
    audienceId: audience.body.id,
    ...settings,
  })
  return { survey, mailing: made.body, audience: audience.body, status: made.status }
}
const reachOf = async (id: string) => (await editor.get<Reach>(`/mailings/${id}/reach`)).body
const mailingOf = async (id: string) => (await editor.get<Mailing>(`/mailings/${id}`)).body
async function send(id: string) {
  const { people: shown, fingerprint, version } = await reachOf(id)
  return editor.post<Mailing>(`/mailings/${id}/sending`, { people: shown, fingerprint, version })
}
const whenDone = (id: string) =>
  until(
    () => mailingOf(id),
    (one) => one.state === "sent",
  )
const linksIn = (raw: string) => raw.replaceAll("=\r\n", "").replaceAll("=3D", "=")
const invited = async (id: string, query = "") =>
  (await editor.get<{ items: Invitation[] }>(`/mailings/${id}/invitations${query}`)).body.items

describe("asking by mail", () => {
  test("each person gets one letter, with the first question inside and a link of her own", async () => {
    const [ann, bob] = await people("Ann", "Bob")
    await editor.post(`/people/${bob}/consent`, { topic: "language", value: "de", source: "call" })
    const { survey, mailing } = await prepared([ann!, bob!])
    expect(await reachOf(mailing.id)).toMatchObject({ audience: 2, people: 2, leftOut: [] })
    expect((await send(mailing.id)).status).toBe(202)
    const done = await whenDone(mailing.id)
    expect(done.tally).toMatchObject({ total: 2, sent: 2, waiting: 0, answered: 0 })

    const [toAnn] = smtp.to("ann@example.com")
    const [toBob] = smtp.to("bob@example.com")
    const letter = linksIn(toAnn!.raw)
    const addresses = [...letter.matchAll(/http:\/\/[^\s"<>]+\/q\/[\w-]{24}\?answer=(\d+)/g)]
    expect(new Set(addresses.map((one) => one[1]))).toEqual(new Set(Array.from({ length: 11 }, (_, at) => String(at))))
    expect(letter).toContain('<table role="presentation"')
    expect(letter).toMatch(/\n0: http/)
    expect(letter).not.toMatch(/<img|<script/)
    expect(toAnn!.headers.get("subject")).toBe("Us: a short question from Acme")
    expect(toAnn!.headers.get("from")).toBe("Acme <care@acme.example>")
    expect(toAnn!.headers.get("list-unsubscribe")).toMatch(
      /^<http:\/\/127.0.0.1:4100\/api\/v1\/unsubscribe\/[a-z2-9]{26}>$/,
    )
    expect(toAnn!.headers.get("list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click")
    expect(linksIn(toBob!.raw)).toContain("Wie wahrscheinlich empfehlen Sie uns?")
    expect(linksIn(toBob!.raw)).toMatch(/Nicht mehr fragen: http/)

    // A mail scanner that follows all links answers nothing.
    for (const address of new Set(addresses.map((one) => one[0])))
      expect([200, 503]).toContain((await world.app.fetch(new Request(address))).status)
    const responses = () => editor.get<{ items: object[] }>(`/surveys/${survey.id}/responses`)
    expect((await responses()).body.items).toEqual([])

    const key = /\/q\/([\w-]{24})\?answer=9/.exec(letter)![1]!
    await survey.answer({ nps: 9 }, { key })
    await world.app.settled()
    expect((await responses()).body.items).toMatchObject([{ person: { id: ann }, answers: { nps: 9 } }])
    expect((await mailingOf(mailing.id)).tally).toMatchObject({ answered: 1, rate: { n: 2, estimate: 0.5 } })
    expect((await invited(mailing.id, "?state=answered")).map((one) => one.person.name)).toEqual(["Ann"])
    const asks = await editor.get<{ items: { ended: string; person: { id: string } }[] }>("/contact-policy/asks")
    expect(asks.body.items.map((one) => [one.person.id === ann, one.ended])).toContainEqual([true, "answered"])
    expect((await organization.events("mailing.sent"))[0]!.payload).toMatchObject({ surveyId: survey.id, sent: 2 })
  })

  test("says whom it leaves out and why, and keeps it", async () => {
    const [ann, bob, cid] = await people("Ann", "Bob", "Cid")
    await editor.post(`/people/${bob}/consent`, { topic: "surveys", value: "denied", source: "call" })
    await organization.scope.query(sql`delete from person_identity where person_id = ${cid} and kind = 'email'`)
    const { survey, mailing } = await prepared([ann!, bob!, cid!])
    expect(await reachOf(mailing.id)).toMatchObject({
      audience: 3,
      people: 1,
      leftOut: expect.arrayContaining([
        { code: "unsubscribed", n: 1 },
        { code: "no_address", n: 1 },
      ]),
    })
    await send(mailing.id)
    const done = await whenDone(mailing.id)
    expect(done.tally).toMatchObject({ total: 3, sent: 1, dropped: 2 })
    expect(await invited(mailing.id, "?reason=unsubscribed")).toMatchObject([
      { person: { id: bob }, state: "dropped", why: { code: "unsubscribed", topic: "surveys" } },
    ])
    type Why = { items: { survey: { id: string }; aimed: boolean; held: { reason: { code: string } } }[] }
    const why = await editor.get<Why>(`/contact-policy/why?person=${bob}&survey=${survey.id}`)
    expect(why.body.items[0]).toMatchObject({ aimed: true, held: { reason: { code: "unsubscribed" } } })
    const dan = await people("Dan")
    const never = await editor.get<Why>(`/contact-policy/why?person=${dan[0]}&survey=${survey.id}`)
    expect(never.body.items[0]).toMatchObject({ aimed: false, now: { code: "not_in_audience" } })
    const csv = await (await editor.raw(`/mailings/${mailing.id}/invitations/export?format=csv`)).text()
    expect(csv).toContain("ann@example.com")
    const viewer = await organization.as("viewer")
    expect(await (await viewer.raw(`/mailings/${mailing.id}/invitations/export`)).text()).not.toContain(
      "ann@example.com",
    )
  })

  test("is sent only to the people who were shown, of the draft that was shown", async () => {
    const [ann, bob] = await people("Ann", "Bob")
    const { mailing } = await prepared([ann!, bob!])
    const shown = await reachOf(mailing.id)
    await editor.post(`/people/${bob}/consent`, { topic: "surveys", value: "denied", source: "call" })
    const seen = { people: shown.people, fingerprint: shown.fingerprint, version: shown.version }
    type Refused = { error: { code: string; params: object } }
    const other = await editor.post<Refused>(`/mailings/${mailing.id}/sending`, seen)
    expect([other.status, other.body.error]).toMatchObject([
      409,
      { code: "mailing.list_changed", params: { people: 1, before: 2 } },
    ])
    await editor.patch(`/mailings/${mailing.id}`, { version: 1, reminders: 2 })
    const late = await editor.patch<Refused>(`/mailings/${mailing.id}`, { version: 1, reminders: 3 })
    expect([late.status, late.body.error.code]).toEqual([409, "mailing.changed_meanwhile"])
    expect(smtp.toCustomers()).toEqual([])
    await editor.post(`/people/${ann}/consent`, { topic: "surveys", value: "denied", source: "call" })
    const nobody = await reachOf(mailing.id)
    const none = await editor.post<Refused>(`/mailings/${mailing.id}/sending`, {
      people: 0,
      fingerprint: nobody.fingerprint,
      version: 2,
    })
    expect([none.status, none.body.error.code]).toEqual([409, "mailing.nobody"])
  })

  test("two mailings at once ask a person only once", async () => {
    const [ann] = await people("Ann")
    const [one, two] = [await prepared([ann!]), await prepared([ann!])]
    // Both were begun before either asked anybody.
    await editor.put("/contact-policy", { version: 0, rules: { perYear: [] } })
    const answers = await Promise.all([send(one.mailing.id), send(two.mailing.id)])
    expect(answers.map((answer) => answer.status).sort()).toEqual([202, 202])
    await Promise.all([whenDone(one.mailing.id), whenDone(two.mailing.id)])
    expect(smtp.to("ann@example.com")).toHaveLength(1)
    const tallies = [(await mailingOf(one.mailing.id)).tally!, (await mailingOf(two.mailing.id)).tally!]
    expect(tallies.map((tally) => [tally.sent, tally.dropped]).sort()).toEqual([
      [0, 1],
      [1, 0],
    ])
  })

  test("an address that does not exist is marked; one that is busy is tried again", async () => {
    const [ann, bob] = await people("Ann", "Bob")
    const { mailing } = await prepared([ann!, bob!])
    let busy = 1
    smtp.judge = (to) => {
      if (to === "ann@example.com") return { code: 550, words: "5.1.1 no such user ann@example.com" }
      return busy-- > 0 ? { code: 450, words: "4.2.1 later" } : undefined
    }
    await send(mailing.id)
    await until(
      () => mailingOf(mailing.id),
      (one) => one.tally?.later === 1 && one.tally.refused === 1,
    )
    const [refused] = await invited(mailing.id, "?state=refused")
    expect(refused).toMatchObject({ person: { id: ann }, response: expect.not.stringContaining("ann@example.com") })
    ahead = 6 * 60_000
    await sendDue({ ...world.app.platform }, organization.scope, mailing.id)
    expect((await mailingOf(mailing.id)).tally).toMatchObject({ sent: 1, refused: 1, later: 0 })
    const asks = await editor.get<{ items: { ended: string | null }[] }>("/contact-policy/asks")
    expect(asks.body.items.map((one) => one.ended).sort()).toEqual(["bounced", null])
  })

  test("who has not answered is reminded once, and who has is not", async () => {
    const [ann, bob] = await people("Ann", "Bob")
    const { survey, mailing } = await prepared([ann!, bob!], { reminders: 1, remindAfterDays: 7 })
    await send(mailing.id)
    await until(
      () => mailingOf(mailing.id),
      (one) => one.tally?.sent === 2 && one.tally.remindersWaiting === 2,
    )
    const key = /\/q\/([\w-]{24})/.exec(linksIn(smtp.to("ann@example.com")[0]!.raw))![1]!
    await survey.answer({ nps: 10 }, { key })
    await sendDue({ ...world.app.platform }, organization.scope, mailing.id)
    expect(smtp.toCustomers()).toHaveLength(2)
    ahead = days(7) + 1_000
    await sendDue({ ...world.app.platform }, organization.scope, mailing.id)
    expect(smtp.to("ann@example.com")).toHaveLength(1)
    const toBob = smtp.to("bob@example.com")
    expect(toBob.map((mail) => mail.headers.get("subject"))).toEqual([
      "Us: a short question from Acme",
      "Reminder: Us: a short question from Acme",
    ])
    const keyOf = (raw: string) => /\/q\/([\w-]{24})/.exec(linksIn(raw))![1]
    expect(keyOf(toBob[1]!.raw)).toBe(keyOf(toBob[0]!.raw))
    expect(await mailingOf(mailing.id)).toMatchObject({
      state: "sent",
      tally: { reminded: 1, remindersWaiting: 0, answered: 1 },
    })
    const asks = await editor.get<{ items: object[] }>("/contact-policy/asks")
    expect(asks.body.items).toHaveLength(2)
  })

  test("one click and no survey asks her again; opening the link changes nothing", async () => {
    const [ann] = await people("Ann")
    const { mailing } = await prepared([ann!], { reminders: 1 })
    await send(mailing.id)
    await until(
      () => mailingOf(mailing.id),
      (one) => one.tally?.sent === 1,
    )
    const token = /unsubscribe\/([a-z2-9]{26})/.exec(
      smtp.to("ann@example.com")[0]!.headers.get("list-unsubscribe")!,
    )![1]
    const visitor = await organization.as("visitor")
    expect((await visitor.get(`/unsubscribe/${token}`)).body).toEqual({
      organization: "Acme",
      safety: false,
      surveys: true,
      done: false,
    })
    expect((await mailingOf(mailing.id)).tally!.unsubscribed).toBe(0)
    await visitor.post(`/unsubscribe/${token}`, {})
    await visitor.post(`/unsubscribe/${token}`, {})
    expect((await mailingOf(mailing.id)).tally!.unsubscribed).toBe(1)
    expect(await organization.events("mailing.unsubscribed")).toHaveLength(1)
    ahead = days(31)
    await sendDue({ ...world.app.platform }, organization.scope, mailing.id)
    expect(smtp.to("ann@example.com")).toHaveLength(1)
    const next = await prepared([ann!])
    expect(await reachOf(next.mailing.id)).toMatchObject({ people: 0, leftOut: [{ code: "unsubscribed", n: 1 }] })
  })

  test("is spread over hours, kept to a number for each mail domain, paused and stopped", async () => {
    const names = ["Ann", "Bob", "Cid", "Dan"]
    const ids = await people(...names)
    const { mailing } = await prepared(ids, { spreadHours: 4, perDomainHour: 2 })
    await send(mailing.id)
    await until(
      () => mailingOf(mailing.id),
      (one) => one.tally?.sent === 1,
    )
    const run = () => sendDue({ ...world.app.platform }, organization.scope, mailing.id)
    await editor.post(`/mailings/${mailing.id}/pause`)
    ahead = 4 * 3_600_000
    await run()
    expect(smtp.toCustomers()).toHaveLength(1)
    await organization.scope.query(sql`
      insert into survey_mailing_step (mailing_id, state, actor_kind, actor_name, at) values (${mailing.id}, 'sending', 'system', 'Rapport', now())`)
    await run()
    expect((await mailingOf(mailing.id)).tally).toMatchObject({ sent: 3, later: 1 })
    await editor.post(`/mailings/${mailing.id}/stop`)
    ahead = 9 * 3_600_000
    await run()
    expect(await mailingOf(mailing.id)).toMatchObject({ state: "stopped", tally: { sent: 3, dropped: 1 } })
    expect((await editor.post(`/mailings/${mailing.id}/resumption`)).status).toBe(409)
  })

  test("stops by itself when the survey is closed, and waits while it is quiet", async () => {
    const [ann] = await people("Ann")
    const { survey, mailing } = await prepared([ann!], { spreadHours: 1 })
    const weekday = ((new Date().getUTCDay() + 6) % 7) + 1
    await editor.put("/contact-policy", {
      version: 0,
      rules: { quiet: { from: 0, to: 0, days: [weekday], timeZone: "UTC" } },
    })
    expect(await reachOf(mailing.id)).toMatchObject({ people: 1, quietUntil: expect.any(String) })
    await send(mailing.id)
    const after = await sendDue({ ...world.app.platform }, organization.scope, mailing.id)
    expect(after).toMatchObject({ again: true })
    expect(smtp.toCustomers()).toEqual([])
    await editor.put("/contact-policy", { version: 1, rules: { quiet: null } })
    await editor.post(`/surveys/${survey.id}/closing`, {})
    await sendDue({ ...world.app.platform }, organization.scope, mailing.id)
    const stopped = await mailingOf(mailing.id)
    expect([stopped.state, stopped.steps[0]?.reason]).toEqual(["paused", "survey_not_open"])
  })

  test("asks by a button where the first question has too many answers, and lets nobody inject anything", async () => {
    const [ann] = await people('Ann <b onclick="x">')
    const { mailing } = await prepared(
      [ann!],
      {
        texts: [
          {
            language: "en",
            subject: "Hi {{person.firstName|you}}",
            intro: "Dear {{person.name|customer}}, <i>1 < 2</i>",
          },
        ],
      },
      aDefinition([{ id: "q", kind: "text", title: { en: "What <do> you think?" }, long: true }]),
    )
    const preview = await editor.get<{ items: { subject: string; html: string; text: string }[] }>(
      `/mailings/${mailing.id}/preview`,
    )
    const [letter] = preview.body.items
    expect(letter!.subject).toBe("Hi Ann")
    expect(letter!.html).toContain("What &lt;do&gt; you think?")
    expect(letter!.html).toContain("Dear Ann &lt;b onclick=&quot;x&quot;&gt;, &lt;i&gt;1 &lt; 2&lt;/i&gt;")
    expect(letter!.html).toContain(">Begin</a>")
    expect(letter!.html).not.toContain("?answer=")
    const viewer = await organization.as("viewer")
    const masked = await viewer.get<{ items: { subject: string; person: { name: null } }[] }>(
      `/mailings/${mailing.id}/preview`,
    )
    expect(masked.body.items[0]).toMatchObject({ subject: "Hi you", person: { name: null } })
    expect(await editor.post(`/mailings/${mailing.id}/test`, {})).toMatchObject({
      status: 200,
      body: { state: "sent" },
    })
    expect(smtp.mails.at(-1)!.headers.get("subject")).toMatch(/^\[Test\] Hi /)
  })

  test("a person who is forgotten meanwhile is not written to", async () => {
    const [ann] = await people("Ann")
    const { mailing } = await prepared([ann!], { spreadHours: 1 })
    await editor.put("/contact-policy", {
      version: 0,
      rules: { quiet: { from: 0, to: 0, days: [((new Date().getUTCDay() + 6) % 7) + 1], timeZone: "UTC" } },
    })
    await send(mailing.id)
    const owner = await organization.as("owner")
    await owner.post(`/people/${ann}/erasure`, { reason: "asked" })
    await editor.put("/contact-policy", { version: 1, rules: { quiet: null } })
    await sendDue({ ...world.app.platform }, organization.scope, mailing.id)
    expect(smtp.toCustomers()).toEqual([])
    expect(await mailingOf(mailing.id)).toMatchObject({
      state: "sent",
      tally: { dropped: 1, leftOut: [{ code: "erased", n: 1 }] },
    })
  })
})
