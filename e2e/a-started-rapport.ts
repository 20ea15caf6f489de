import { type ChildProcess, spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { chmod, mkdtemp, rm } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import path from "node:path"
import type { TestProject } from "vitest/node"
import { fillWithFeedback } from "./feedback.ts"

export type StartedRapport = { url: string; slug: string; owner: Account; colleague: Account }
export type Account = { name: string; email: string; password: string }
declare module "vitest" {
  export interface ProvidedContext {
    rapport: StartedRapport
  }
}

const repository = path.resolve(import.meta.dirname, "..")
const owner = { name: "Mei Lin", email: "mei@acme.example", password: "a long password" }
const colleague = { name: "Jonas Weber", email: "jonas@acme.example", password: "another long password" }

/** Starts the real program in an empty folder, founds a company with two people and gives it a year of complaints. */
export default async function setup(project: TestProject) {
  if (!existsSync(path.join(repository, "web/dist/index.html")))
    throw new Error("Build the web application first: npm run build.")
  const folder = await mkdtemp(path.join(tmpdir(), "rapport-e2e-"))
  // As root, PostgreSQL runs as another user, who must be able to reach its data here.
  await chmod(folder, 0o755)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const program = spawn(process.execPath, ["server/main.ts"], {
    cwd: repository,
    env: { ...process.env, RAPPORT_DATA: folder, PORT: String(port), HOST: "127.0.0.1" },
    stdio: ["ignore", "pipe", "pipe"],
  })
  const said: string[] = []
  program.stdout?.on("data", (text: Buffer) => said.push(text.toString()))
  program.stderr?.on("data", (text: Buffer) => said.push(text.toString()))
  const end = async () => {
    await ended(program)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await untilReady(url, program, said)
    const slug = await aCompany(url)
    project.provide("rapport", { url, slug, owner, colleague })
  } catch (error) {
    await end()
    throw error
  }
  return end
}

async function aCompany(url: string): Promise<string> {
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
  const product = departments.items.find((one) => one.name === "Product")
  const invitation = await post<{ link: string }>(
    `${url}/api/v1/invitations`,
    { email: colleague.email, role: "editor", departmentIds: product ? [product.id] : [] },
    headers,
  )
  const token = invitation.link.split("/").at(-1) ?? ""
  await post(`${url}/api/v1/invitations/by-token/${token}/acceptance`, {
    name: colleague.name,
    password: colleague.password,
  })
  await fillWithFeedback((items) => post(`${url}/api/v1/feedback`, { items, mode: "atomic" }, headers))
  await untilCounted(url, headers)
  return slug
}

/** Signs in over the API and returns the session as headers. */
async function signIn(url: string, { email, password }: Account): Promise<Record<string, string>> {
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

/** Looks are asked for until the planted crisis is on the list and the list no longer changes: echoes of it are merged. */
async function untilCounted(url: string, headers: Record<string, string>): Promise<void> {
  const deadline = Date.now() + 200_000
  let before = ""
  while (Date.now() < deadline) {
    await post(`${url}/api/v1/watching/look`, {}, headers)
    await new Promise((resolve) => setTimeout(resolve, 4_000))
    const { running } = await get<{ running: boolean }>(`${url}/api/v1/watching`, headers)
    const { items } = await get<{ items: { id: string }[] }>(`${url}/api/v1/signals?state=open`, headers)
    const now = items.map(({ id }) => id).join()
    if (now !== "" && now === before && !running) return
    before = now
  }
  throw new Error("The planted crisis did not become a signal within 200 s.")
}

async function get<T>(url: string, headers: Record<string, string>): Promise<T> {
  const answer = await fetch(url, { headers })
  if (!answer.ok) throw new Error(`GET ${url} answered ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as T
}

async function post<T>(url: string, body: unknown, headers: Record<string, string> = {}): Promise<T> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`POST ${url} answered ${answer.status}: ${text}`)
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
