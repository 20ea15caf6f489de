import { type ChildProcess, spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import path from "node:path"
import type { TestProject } from "vitest/node"
import { aMailServer } from "../server/platform/testing/mail-server.ts"
import { chargerOwners, fillWithFeedback } from "./feedback.ts"

/** `mails`: the folder where a real mail server puts every mail it takes. */
export type StartedRapport = Record<keyof typeof accounts, Account> & { url: string; slug: string; mails: string }
export type Account = { name: string; email: string; password: string; role: string; department: string }
declare module "vitest" {
  export interface ProvidedContext {
    rapport: StartedRapport
  }
}

const repository = path.resolve(import.meta.dirname, "..")
const account = (name: string, role: string, department: string): Account => ({
  name,
  email: `${name.split(" ")[0]?.toLowerCase()}@acme.example`,
  password: "a long password",
  role,
  department,
})
const accounts = {
  owner: account("Mei Lin", "owner", "CX"),
  colleague: account("Jonas Weber", "editor", "Product"),
  marketer: account("Rosa Marín", "editor", "Marketing"),
  agent: account("Sam Okafor", "agent", "Contact centre"),
  executive: account("Vera Holm", "member", "Executive"),
}

export default async function setup(project: TestProject) {
  const { rapport, end } = await startedRapport()
  project.provide("rapport", rapport)
  return end
}

/** Starts the real program in an empty folder, founds a company with five people and gives it a year of complaints. */
export async function startedRapport(): Promise<{ rapport: StartedRapport; end: () => Promise<void> }> {
  if (["web/dist/index.html", "respond/dist/manifest.json"].some((file) => !existsSync(path.join(repository, file))))
    throw new Error("Build the pages first: npm run build.")
  const folder = await mkdtemp(path.join(tmpdir(), "rapport-e2e-"))
  // As root, PostgreSQL runs as another user, who must be able to reach its data here.
  await chmod(folder, 0o755)
  const mails = path.join(folder, "mails")
  await mkdir(mails)
  const mailServer = await aMailServer()
  let taken = 0
  mailServer.beforeAnswer = ({ to, raw }) => writeFile(path.join(mails, `${taken++} ${to}.eml`), raw)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const program = spawn(process.execPath, ["server/main.ts"], {
    cwd: repository,
    env: {
      ...process.env,
      RAPPORT_DATA: folder,
      PORT: String(port),
      HOST: "127.0.0.1",
      SMTP_URL: mailServer.url,
      MAIL_FROM: "Acme <hello@acme.example>",
      // Mail servers and feeds of the tests stand on this machine.
      OUTBOUND_ALLOW: "127.0.0.1",
    },
    stdio: ["ignore", "pipe", "pipe"],
  })
  const said: string[] = []
  program.stdout?.on("data", (text: Buffer) => said.push(text.toString()))
  program.stderr?.on("data", (text: Buffer) => said.push(text.toString()))
  const end = async () => {
    await ended(program)
    await mailServer.close()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await untilReady(url, program, said)
    const slug = await aCompany(url)
    return { rapport: { url, slug, mails, ...accounts }, end }
  } catch (error) {
    await end()
    throw error
  }
}

async function aCompany(url: string): Promise<string> {
  const { owner, ...others } = accounts
  await post(`${url}/api/v1/setup`, {
    name: owner.name,
    email: owner.email,
    password: owner.password,
    organization: { name: "Acme", size: "medium" },
  })
  const session = await signIn(url, owner)
  const me = await get<{ organizations: { slug: string }[] }>(`${url}/api/v1/me`, session)
  const slug = me.organizations[0]?.slug ?? ""
  const headers = { ...session, "x-organization": slug }
  const departments = await get<{ items: { id: string; name: string }[] }>(`${url}/api/v1/departments`, headers)
  await Promise.all([
    ...Object.values(others).map((one) =>
      join(url, headers, one, departments.items.find(({ name }) => name === one.department)?.id),
    ),
    fillWithFeedback((items) => post(`${url}/api/v1/feedback`, { items, mode: "atomic" }, headers)),
  ])
  await send(
    "PUT",
    `${url}/api/v1/ownership`,
    {
      items: chargerOwners.map(({ externalId, name, email, phone }, number) => ({
        person: { externalId, name, email, phone },
        product: "Orbit",
        component: "Charger",
        batch: "2",
        serial: `OC2-${1000 + number}`,
      })),
    },
    headers,
  )
  await untilCounted(url, headers)
  return slug
}

async function join(url: string, headers: Record<string, string>, one: Account, departmentId: string | undefined) {
  const invitation = await post<{ link: string }>(
    `${url}/api/v1/invitations`,
    { email: one.email, role: one.role, departmentIds: departmentId ? [departmentId] : [] },
    headers,
  )
  const token = invitation.link.split("/").at(-1) ?? ""
  await post(`${url}/api/v1/invitations/by-token/${token}/acceptance`, { name: one.name, password: one.password })
}

/** Signs in over the API and returns the session as headers. */
export async function signIn(url: string, { email, password }: Account): Promise<Record<string, string>> {
  const answer = await fetch(`${url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({ email, password }),
  })
  if (!answer.ok) throw new Error(`Signing in answered ${answer.status}: ${await answer.text()}`)
  return {
    cookie: answer.headers
      .getSetCookie()
      .map((cookie) => cookie.split(";")[0])
      .join("; "),
    origin: url,
  }
}

/** Looks are asked for until both planted crises are on the list and it no longer changes: echoes of them are merged. */
async function untilCounted(url: string, headers: Record<string, string>): Promise<void> {
  const deadline = Date.now() + 200_000
  let before = ""
  let same = 0
  while (Date.now() < deadline) {
    const watching = () => get<{ lastLook: string | null; running: boolean }>(`${url}/api/v1/watching`, headers)
    const { lastLook } = await watching()
    await post(`${url}/api/v1/watching/look`, {}, headers)
    // The look that was asked for, not the one before it.
    let look = await watching()
    while ((look.running || look.lastLook === lastLook) && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 500))
      look = await watching()
    }
    const { items } = await get<{ items: { id: string }[] }>(`${url}/api/v1/signals?state=open`, headers)
    const now = items.map(({ id }) => id).join()
    same = now === before ? same + 1 : 0
    if (items.length >= 2 && same >= 2) return
    before = now
  }
  throw new Error("The planted crises did not become signals within 200 s.")
}

export async function get<T>(url: string, headers: Record<string, string>): Promise<T> {
  const answer = await fetch(url, { headers })
  if (!answer.ok) throw new Error(`GET ${url} answered ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as T
}

export const post = <T>(url: string, body: unknown, headers?: Record<string, string>) =>
  send<T>("POST", url, body, headers)

export async function send<T>(
  method: string,
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<T> {
  const answer = await fetch(url, {
    method,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${url} answered ${answer.status}: ${text}`)
  return (text ? JSON.parse(text) : undefined) as T
}

async function untilReady(url: string, program: ChildProcess, said: string[]): Promise<void> {
  const deadline = Date.now() + 90_000
  while (Date.now() < deadline) {
    if (program.exitCode !== null) throw new Error(`The program ended: ${said.join("")}`)
    const answer = await fetch(`${url}/api/v1/health`).catch(() => null)
    if (answer?.status === 200) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error(`The program was not ready within 90 s: ${said.join("")}`)
}

function ended(program: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (program.exitCode !== null) return resolve()
    program.once("exit", () => resolve())
    program.kill("SIGTERM")
    setTimeout(() => program.kill("SIGKILL"), 15_000).unref()
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() =>
        address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port")),
      )
    })
  })
}
