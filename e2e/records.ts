import { readdir, readFile } from "node:fs/promises"
import path from "node:path"
import { get, post, type StartedRapport, send, signIn } from "./a-started-rapport.ts"

/** One of each kind of record that has a page of its own, made over the API: their addresses. */
export async function oneOfEach(rapport: StartedRapport): Promise<Record<string, string>> {
  const api = `${rapport.url}/api/v1`
  const headers = { ...(await signIn(rapport.url, rapport.owner)), "x-organization": rapport.slug }
  const make = <T = { id: string }>(at: string, body: object = {}) => post<T>(`${api}${at}`, body, headers)
  const first = async (list: string) => (await get<{ items: { id: string }[] }>(`${api}${list}`, headers)).items[0]?.id
  // Another one each time: nobody is written to twice on one day.
  const externalId = `lumen-${Date.now()}`
  const email = `${externalId}@customers.example`
  const slice = { product: "Lumen", batch: "L1" }
  const person = { externalId, name: "Grace Hopper", email }
  await make("/ownership", { person, ...slice, serial: externalId })
  await make("/feedback", { items: [{ kind: "call", ...slice, text: "The light flickers all night.", person }] })

  const problem = await make("/problems", { statement: "My Lumen flickers all night", slice })
  const plan = await make(`/problems/${problem.id}/plan`, { severity: "hindered" })
  const { workstreams } = await get<{ workstreams: { id: string }[] }>(`${api}/plans/${plan.id}`, headers)
  const guidance = await make("/guidance", { planId: plan.id, texts: { en: { say: "We know, and we are sorry." } } })
  const notice = await make(`/plans/${plan.id}/notices`, { kind: "first" })
  const texts = [
    { language: "en", subject: "About your Lumen", body: "We are sorry. Where it stands: {{status_link}}" },
  ]
  await send("PATCH", `${api}/notices/${notice.id}`, { version: 1, texts }, headers)
  const seen = await get<{ version: number; fingerprint: string }>(`${api}/notices/${notice.id}/reach`, headers)
  const { version, fingerprint } = seen
  await make(`/notices/${notice.id}/sending`, { version, fingerprint })
  const written = await mailTo(rapport, email)
  const status = await send<{ page: { link: string } }>(
    "PUT",
    `${api}/plans/${plan.id}/status-page`,
    { titles: { en: "The light of Lumen" } },
    headers,
  )
  const personId = await first(`/people?q=${externalId}`)
  const followup = await make("/followups", { personId, reason: "She called twice about the light" })
  const webhook = await make("/webhooks", { url: "https://example.com/hook", events: ["problem.accepted"] })
  const receiver = await make("/receivers", { name: "Zendesk", vendor: "zendesk", secret: "a secret of theirs" })
  const survey = await make("/surveys", { template: "csat-after-contact" })
  await make(`/surveys/${survey.id}/publishing`)
  await make(`/surveys/${survey.id}/asking`)
  await make("/survey-site")
  const definition = { anyOf: [{ kind: "owns", product: ["Lumen"] }] }
  const audience = await make("/audiences", { name: `Owners of ${externalId}`, definition })
  const mailing = await make(`/surveys/${survey.id}/mailings`, { audienceId: audience.id, reminders: 1 })
  const steps = { start: [{ event: "pair" }], success: [{ event: "paired" }], timeoutMinutes: 30 }
  const task = await make("/tasks", { name: `Pair ${externalId}`, definition: steps })
  const inside = {
    signal: `signals/${await first("/signals?state=all")}`,
    "how a survey is shared": `surveys/${survey.id}/share`,
    feedback: `feedback/${await first("/feedback")}`,
    person: `people/${personId}`,
    audience: `audiences/${audience.id}`,
    problem: `problems/${problem.id}`,
    "a plan to open": `plans/new?problem=${problem.id}`,
    plan: `plans/${plan.id}`,
    workstream: `workstreams/${workstreams[0]?.id}`,
    outcome: `plans/${plan.id}/outcome`,
    guidance: `guidance/${guidance.id}`,
    notice: `notices/${notice.id}`,
    "who got the notice": `notices/${notice.id}?tab=people`,
    followup: `followups/${followup.id}`,
    caller: `desk?key=${encodeURIComponent(email)}`,
    survey: `surveys/${survey.id}`,
    task: `tasks/${task.id}`,
    "a task being changed": `tasks/${task.id}/edit`,
    mailing: `mailings/${mailing.id}`,
    receiver: `sources/receivers/${receiver.id}`,
    webhook: `connections/webhooks/${webhook.id}`,
  }
  const addresses = Object.entries(inside).map(([what, at]) => [what, `/${rapport.slug}/${at}`] as const)
  return {
    ...Object.fromEntries(addresses),
    "status page": new URL(status.page.link).pathname,
    "a customer's own page": new URL(/http:\S+\/s\/[\w-]+/.exec(written)?.[0] ?? "").pathname,
    "no more mails": new URL(/http:\S+\/u\/[\w-]+/.exec(written)?.[0] ?? "").pathname,
  }
}

/** The mail as the mail server got it, decoded; waits until it has come. */
export async function mailTo(rapport: StartedRapport, address: string): Promise<string> {
  const deadline = Date.now() + 30_000
  while (Date.now() < deadline) {
    const file = (await readdir(rapport.mails)).find((name) => name.endsWith(` ${address}.eml`))
    const raw = file ? await readFile(path.join(rapport.mails, file), "utf8") : ""
    const bytes = raw.replace(/=\r\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex) => `%${hex}`)
    if (raw) return bytes.replace(/(%[0-9A-F]{2})+/g, (one) => decoded(one))
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`No mail came for ${address} within 30 s.`)
}

function decoded(escaped: string): string {
  try {
    return decodeURIComponent(escaped)
  } catch {
    return escaped
  }
}
