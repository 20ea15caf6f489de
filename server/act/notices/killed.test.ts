import { randomBytes } from "node:crypto"
import { rm } from "node:fs/promises"
import os from "node:os"
import path from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { freePort } from "../../platform/engines/free-port.ts"
import { setUp } from "../../platform/testing/first-run.ts"
import { aMailServer, type MailServer } from "../../platform/testing/mail-server.ts"
import { noticeText } from "../../platform/testing/notice.ts"
import { until } from "../../platform/testing/plan.ts"
import { type Program, runProgram } from "../../platform/testing/program.ts"
import type { NoticeAnswer, ReachAnswer, RecipientAnswer } from "./contract.ts"

const folder = path.join(os.tmpdir(), `rapport-killed-${randomBytes(6).toString("hex")}`)
const people = 60
let smtp: MailServer
let program: Program | undefined
let origin: string
let key: string

beforeAll(async () => {
  smtp = await aMailServer()
})
afterAll(async () => {
  program?.signal("SIGTERM")
  await program?.ended()
  await smtp.close()
  await rm(folder, { recursive: true, force: true })
})

async function start() {
  const port = await freePort()
  origin = `http://127.0.0.1:${port}`
  program = runProgram("main.ts", [], {
    RAPPORT_DATA: folder,
    PORT: String(port),
    SMTP_URL: smtp.url,
    MAIL_FROM: "Acme <care@acme.example>",
  })
  await program.says(/is ready/)
}

/** What was sent to customers; the members are told of it, too. */
const written = () => smtp.mails.map((mail) => mail.to).filter((to) => /^c\d+@example\.com$/.test(to))

async function call<Body>(method: string, address: string, body?: unknown): Promise<Body> {
  const answer = await fetch(`${origin}/api/v1${address}`, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${method} ${address} answered ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as Body
}

const reachOf = (id: string) => call<ReachAnswer>("GET", `/notices/${id}/reach`)
const noticeOf = (id: string) => call<NoticeAnswer>("GET", `/notices/${id}`)

async function aNoticeToMany(): Promise<string> {
  const items = Array.from({ length: people }, (_, index) => ({
    person: { externalId: `c${index}`, email: `c${index}@example.com` },
    ...{ product: "Aria 2", batch: "7", source: "test", externalId: `o${index}` },
  }))
  await call("PUT", "/ownership", { items })
  const problem = await call<{ id: string }>("POST", "/problems", {
    statement: "My fan stops and smells burnt",
    slice: { product: "Aria 2", batch: "7" },
  })
  const members = await call<{ items: { id: string }[] }>("GET", "/members")
  const plan = await call<{ id: string }>("POST", `/problems/${problem.id}/plan`, {
    severity: "unusable",
    leadId: members.items[0]!.id,
  })
  const draft = await call<NoticeAnswer>("POST", `/plans/${plan.id}/notices`, { kind: "first" })
  await call("PATCH", `/notices/${draft.id}`, { version: draft.version, texts: [noticeText] })
  await until(
    () => reachOf(draft.id),
    (reach) => reach.recipients === people,
  )
  return draft.id
}

test("a program killed while it writes to sixty people goes on after its next start, and writes to nobody twice", async () => {
  await start()
  key = await setUp(origin)
  const id = await aNoticeToMany()
  // From the twentieth mail on the mail server takes them, but its answer never arrives.
  const never = new Promise<void>(() => {})
  smtp.beforeAnswer = () => (written().length < 20 ? undefined : never)
  const { version, fingerprint } = await reachOf(id)
  await call("POST", `/notices/${id}/sending`, { version, fingerprint })
  await until(
    async () => written().length,
    (n) => n >= 20,
  )
  program!.signal("SIGKILL")
  expect(await program!.ended()).toBe("SIGKILL")
  expect(written().length).toBeLessThan(people)

  smtp.beforeAnswer = () => {}
  await start()
  const sent = await until(
    () => noticeOf(id),
    (notice) => notice.state === "sent",
  )
  const tally = sent.tally!
  // One mail at a time on each of the lines to the mail server: these were handed over and never answered for.
  expect(tally.uncertain).toBeGreaterThan(0)
  expect(tally.uncertain).toBeLessThanOrEqual(4)
  expect(tally).toMatchObject({ total: people, sent: people - tally.uncertain, waiting: 0, claimed: 0 })
  const all = written()
  expect(new Set(all).size).toBe(all.length)
  const unclear = await call<{ items: RecipientAnswer[] }>("GET", `/notices/${id}/recipients?state=uncertain`)
  const missing = Array.from({ length: people }, (_, index) => `c${index}@example.com`).filter(
    (one) => !all.includes(one),
  )
  // Whoever got none is among those who are said to be uncertain; everybody else got one.
  expect(missing.filter((one) => !unclear.items.some((other) => other.address === one))).toEqual([])
  expect(all.length).toBeGreaterThanOrEqual(people - tally.uncertain)
}, 180_000)
