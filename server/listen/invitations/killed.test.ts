import { randomBytes } from "node:crypto"
import { rm } from "node:fs/promises"
import os from "node:os"
import path from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { freePort } from "../../platform/engines/free-port.ts"
import { setUp } from "../../platform/testing/first-run.ts"
import { aMailServer, type MailServer } from "../../platform/testing/mail-server.ts"
import { until } from "../../platform/testing/plan.ts"
import { type Program, runProgram } from "../../platform/testing/program.ts"
import { aDefinition } from "../../platform/testing/survey.ts"
import type { Invitation, Mailing } from "./contract.ts"

const folder = path.join(os.tmpdir(), `rapport-inviting-${randomBytes(6).toString("hex")}`)
const people = 40
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

type Reach = { people: number; fingerprint: string; version: number }

async function aMailingToMany(): Promise<{ id: string } & Reach> {
  const items = Array.from({ length: people }, (_, index) => ({
    person: { externalId: `c${index}`, email: `c${index}@example.com` },
    ...{ product: "Aria 2", source: "test", externalId: `o${index}` },
  }))
  await call("PUT", "/ownership", { items })
  const audience = await call<{ id: string }>("POST", "/audiences", {
    name: "Owners",
    definition: { anyOf: [{ kind: "owns", product: ["Aria 2"] }] },
  })
  const survey = await call<{ id: string }>("POST", "/surveys", { definition: aDefinition() })
  await call("POST", `/surveys/${survey.id}/publishing`, {})
  const { id } = await call<Mailing>("POST", `/surveys/${survey.id}/mailings`, { audienceId: audience.id })
  const reach = await until(
    () => call<Reach>("GET", `/mailings/${id}/reach`),
    (one) => one.people === people,
  )
  return { id, ...reach }
}

test("a program killed while it asks forty people goes on after its next start, and asks nobody twice", async () => {
  await start()
  key = await setUp(origin)
  const { id, fingerprint, version } = await aMailingToMany()
  // From the fifteenth letter on the mail server takes them, but its answer never arrives.
  const never = new Promise<void>(() => {})
  smtp.beforeAnswer = () => (written().length < 15 ? undefined : never)
  await call("POST", `/mailings/${id}/sending`, { people, version, fingerprint })
  await until(
    async () => written().length,
    (n) => n >= 15,
  )
  program!.signal("SIGKILL")
  expect(await program!.ended()).toBe("SIGKILL")
  expect(written().length).toBeLessThan(people)

  smtp.beforeAnswer = () => {}
  await start()
  const done = await until(
    () => call<Mailing>("GET", `/mailings/${id}`),
    (one) => one.state === "sent",
  )
  const tally = done.tally!
  // One letter at a time on each of the lines to the mail server: these were handed over and never answered for.
  expect(tally.uncertain).toBeGreaterThan(0)
  expect(tally.uncertain).toBeLessThanOrEqual(4)
  expect(tally).toMatchObject({ total: people, sent: people - tally.uncertain, waiting: 0, claimed: 0, dropped: 0 })
  const all = written()
  expect(new Set(all).size).toBe(all.length)
  const unclear = await call<{ items: Invitation[] }>("GET", `/mailings/${id}/invitations?state=uncertain`)
  const missing = Array.from({ length: people }, (_, index) => `c${index}@example.com`).filter(
    (one) => !all.includes(one),
  )
  // Whoever got none is among those who are said to be uncertain.
  const masked = unclear.items.map((one) => one.email)
  expect(missing.filter((one) => !masked.includes(one))).toEqual([])
  const asks = await call<{ items: object[] }>("GET", "/contact-policy/asks?limit=200")
  expect(asks.items).toHaveLength(people)
}, 180_000)
