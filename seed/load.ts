import { randomBytes } from "node:crypto"
import { readFile, writeFile } from "node:fs/promises"
import path from "node:path"
import { findPlan } from "../server/act/plans/public.ts"
import { addComment } from "../server/govern/collaboration/public.ts"
import type { Intake } from "../server/listen/feedback/public.ts"
import { receiveFeedback } from "../server/listen/feedback/public.ts"
import { anInteraction, type Interaction, insertInteractions, noId } from "../server/listen/interactions/public.ts"
import { saveOwnership } from "../server/listen/ownership/public.ts"
import { resolvePeople, savePeople } from "../server/listen/people/public.ts"
import { createUser } from "../server/platform/auth/auth.ts"
import { newId } from "../server/platform/ids.ts"
import type { Log } from "../server/platform/log.ts"
import { departmentTemplates } from "../server/platform/organizations/templates.ts"
import { addMember, createKey, createOrganization } from "../server/platform/organizations/verbs.ts"
import { record } from "../server/platform/outbox.ts"
import type { Role } from "../server/platform/permissions.ts"
import type { Platform } from "../server/platform/platform.ts"
import { json, sql } from "../server/platform/postgres.ts"
import { mintScope, mintSystemScope, type Scope } from "../server/platform/scope.ts"
import { saveDimensions } from "../server/understand/signals/public.ts"
import { addAsking, askAfterCalls } from "./asking.ts"
import type { FeedbackInput, KnownEventInput, ProductEventInput } from "./feedback-input.ts"
import { tellConversations } from "./followups.ts"
import { addListening } from "./listening.ts"
import { type DemoMember, northlightComments, northlightMembers } from "./northlight/members.ts"
import {
  customersByMonth,
  northlightEvents,
  northlightFeedback,
  northlightKnownEvents,
  northlightOwnership,
} from "./northlight/northlight.ts"
import { sendNotices, tellPlans } from "./plans.ts"
import { receiveTickets } from "./receivers.ts"
import { addSurveys } from "./surveys.ts"
import { defineTasks } from "./tasks.ts"
import { vehicleComplaints, vehicleRecalls } from "./vehicles/vehicles.ts"

export const demoPassword = "rapport-demo"

type Look = (organizationId: string) => Promise<unknown>
type Demo = {
  platform: Platform
  intake: Intake
  settled(): Promise<void>
  dataFolder: string
  log: Log
  /** Looks for signals in an organization now, in its recent history too. */
  look: Look
}

/**
 * Loads the two demo organizations at the first start and says how to sign in. Everything goes the way a customer's
 * own data goes: feedback through the intake and the digest. A load that was cut off is taken up again at the next
 * start: items are known by their external ids, and only a finished load is marked as loaded.
 * Resolves when the company can be looked at; `rest` when the vehicle owners are loaded too, which goes on while the
 * program serves.
 */
export async function loadDemo(demo: Demo): Promise<{ rest: Promise<void> }> {
  const { platform, dataFolder, log } = demo
  const members = northlightMembers()
  const northlight = await world(platform, { name: "Northlight", slug: "northlight", size: "medium" }, members)
  const vehicles = await world(platform, { name: "Vehicle owners", slug: "vehicle-owners", size: "large" }, members)
  const began = !(await isLoaded(northlight))
  if (began) {
    log.info("loading the demo, once: a company of our own, and real complaints of vehicle owners")
    await loadNorthlight(demo, northlight)
  }
  const loaded = await isLoaded(vehicles)
  const planId = await planUnderWay(northlight)
  await introduce(platform, northlight, dataFolder)
  if (!loaded)
    console.log("The 18,720 complaints of Vehicle owners are still coming in; its pages fill by themselves.\n")
  const goesOn = began ? loadRestOfNorthlight(demo, northlight, planId) : null
  return { rest: Promise.all([goesOn, loaded ? null : loadVehicles(demo, vehicles)]).then(() => {}) }
}

/** What the first page and the story need: what customers said, what they own, what stands out of it, the plan. */
async function loadNorthlight({ platform, intake, settled, look }: Demo, scope: Scope) {
  // The plan is its last step.
  if (await planUnderWay(scope)) return
  const endOn = await anchorOf(scope)
  await addKnownEvents(scope, northlightKnownEvents({ endOn }))
  await addCustomerBase(scope, customersByMonth({ endOn }))
  await sendAll(scope, intake, northlightFeedback({ endOn }))
  await addInstalledBase(scope, northlightOwnership({ endOn }))
  await settled()
  await look(scope.organizationId)
  await addComments(platform, scope, endOn)
  await tellPlans({ platform, scope, endOn })
}

/** What a newcomer need not wait for: the notice goes out, single customers are spoken with, other tools are heard. */
async function loadRestOfNorthlight({ platform, intake }: Demo, scope: Scope, planId: string | undefined) {
  const endOn = await anchorOf(scope)
  const story = { platform, intake, scope, endOn }
  const plan = planId && (await findPlan(scope, planId))
  await addSurveys(scope, endOn)
  if (plan) {
    await tellConversations(story, plan)
    await sendNotices(story, plan.id)
  }
  await addAsking(platform, scope, endOn)
  await askAfterCalls(scope)
  await receiveTickets(platform, scope, endOn)
  await addProductEvents(scope, northlightEvents({ endOn }))
  await defineTasks(scope, endOn)
  await addListening(platform, scope)
  await markLoaded(scope)
}

async function planUnderWay(scope: Scope): Promise<string | undefined> {
  const [plan] = await scope.query<{ id: string }>(sql`
    select id from plan where organization_id = ${scope.organizationId} order by number desc limit 1`)
  return plan?.id
}

async function loadVehicles({ intake, settled, log }: Demo, scope: Scope) {
  await addKnownEvents(scope, await vehicleRecalls())
  // All 17 years are looked at as they would have been week by week.
  await saveDimensions(scope, ["component", "product", "version"], 890)
  await sendAll(scope, intake, vehicleComplaints())
  await settled()
  await markLoaded(scope)
  log.info("the demo is loaded")
}

/** The organization and its members; what is there already stays. One person has one account in both organizations. */
async function world(
  platform: Platform,
  about: { name: string; slug: string; size: "medium" | "large" },
  members: readonly DemoMember[],
): Promise<Scope> {
  const { stores } = platform
  const [found] = await stores.database.query<{ id: string }>(
    sql`select id from organization where slug = ${about.slug}`,
  )
  if (found) return mintSystemScope(stores, found.id)
  const [owner, ...others] = members
  const made = await createOrganization(stores, {
    ...about,
    departments: departmentTemplates.medium,
    ownerUserId: await userFor(platform, owner!),
  })
  const scope = mintSystemScope(stores, made.id)
  const departments = await scope.query<{ id: string; name: string }>(
    sql`select id, name from department where organization_id = ${made.id}`,
  )
  const idsOf = (member: DemoMember) =>
    departments.filter(({ name }) => member.departments.includes(name)).map(({ id }) => id)
  await scope.transaction(async (tx) => {
    for (const departmentId of idsOf(owner!)) {
      await tx.query(
        sql`insert into department_member (department_id, member_id) values (${departmentId}, ${made.ownerId})`,
      )
    }
    for (const member of others) {
      const userId = await userFor(platform, member)
      const id = await addMember(tx, { userId, role: member.role satisfies Role, departmentIds: idsOf(member) })
      await tx.query(sql`update member set personal_data = ${member.personalData} where id = ${id}`)
    }
  })
  return scope
}

// The history ends on the day of the first start, also when the load is taken up again on another day.
async function anchorOf(scope: Scope): Promise<string> {
  const [row] = await scope.query<{ day: string }>(
    sql`select created_at::date as day from organization where id = ${scope.organizationId}`,
  )
  return row!.day
}

async function userFor({ stores, auth }: Platform, member: DemoMember): Promise<string> {
  const [known] = await stores.database.query<{ id: string }>(sql`select id from "user" where email = ${member.email}`)
  return known?.id ?? (await createUser(auth, { ...member, password: demoPassword })).id
}

async function sendAll(scope: Scope, intake: Intake, items: AsyncIterable<FeedbackInput>) {
  let batch: FeedbackInput[] = []
  for await (const item of items) {
    batch.push(item)
    if (batch.length < 1_000) continue
    await receiveFeedback(scope, intake, batch)
    batch = []
  }
  if (batch.length > 0) await receiveFeedback(scope, intake, batch)
}

async function addKnownEvents(scope: Scope, events: readonly KnownEventInput[]) {
  await scope.transaction(async (tx) => {
    await tx.query(sql`delete from known_event where organization_id = ${tx.organizationId}`)
    const rows = events.map((event) => ({ id: newId(), ...event }))
    await tx.query(sql`
      insert into known_event (id, organization_id, at, title, kind, slice, link)
      select id, ${tx.organizationId}, at, title, kind, slice, link
      from jsonb_to_recordset(${json(rows)}::jsonb) as x(id uuid, at date, title text, kind text, slice jsonb, link text)`)
  })
}

/** What the departments have said so far beside the record, as their own people at their own time. */
async function addComments(platform: Platform, scope: Scope, endOn: string) {
  const members = await scope.query<{ id: string; user_id: string; name: string; email: string; role: Role }>(sql`
    select m.id, m.user_id, u.name, u.email, m.role from member m join "user" u on u.id = m.user_id
    where m.organization_id = ${scope.organizationId}`)
  const byEmail = new Map(members.map((member) => [member.email, member]))
  for (const { at, author, target, text } of northlightComments({ endOn })) {
    const member = byEmail.get(author)
    const about = await recordOf(scope, target)
    if (!member || !about) continue
    const actor = {
      kind: "member",
      id: member.id,
      userId: member.user_id,
      name: member.name,
      departmentIds: [],
    } as const
    const then = { ...platform.stores, now: () => new Date(at) }
    const mentioned = text.replace(/@\[([^\]]+)\]/g, (whole, email: string) => {
      const found = byEmail.get(email)
      return found ? `@[${found.id}]` : whole
    })
    const role = member.role === "viewer" || member.role === "auditor" ? "member" : member.role
    await addComment(mintScope(then, { organizationId: scope.organizationId, actor, role }), {
      record: about,
      text: mentioned,
    })
  }
}

/** Who owns what; who never wrote is told to us with the language she is written to in. */
async function addInstalledBase(scope: Scope, entries: ReturnType<typeof northlightOwnership>) {
  for (let from = 0; from < entries.length; from += 2_000) {
    const some = entries.slice(from, from + 2_000)
    await scope.transaction((tx) =>
      saveOwnership(
        tx,
        some.map(({ owned }) => ({ ...owned, source: "shop" })),
        { quiet: true },
      ),
    )
    await savePeople(
      scope,
      some.map(({ owned, language }) => ({
        externalId: owned.person.externalId,
        language: language === "zh" ? "zh-CN" : "en",
        ...(owned.account ? { account: owned.account } : {}),
      })),
      "shop",
    )
  }
  await scope.transaction((tx) => record(tx, "ownership.changed", null, { added: entries.length, changed: 0 }))
}

type Target = ReturnType<typeof northlightComments>[number]["target"]

async function recordOf(scope: Scope, target: Target): Promise<string | null> {
  if ("feedback" in target) {
    const { source, externalId } = target.feedback
    const [row] = await scope.query<{ id: string }>(sql`
      select id from feedback where organization_id = ${scope.organizationId} and source = ${source} and external_id = ${externalId}`)
    return row ? `feedback:${row.id}` : null
  }
  const [row] = await scope.query<{ id: string }>(sql`
    select id from signal where organization_id = ${scope.organizationId} and slice @> ${json({ product: target.signalOn.product, component: target.signalOn.component })}::jsonb
    order by first_seen limit 1`)
  return row ? `signal:${row.id}` : null
}

const addCustomerBase = (scope: Scope, months: ReturnType<typeof customersByMonth>) =>
  scope.query(sql`
    insert into customer_base (organization_id, month, product, customers, shipments)
    select ${scope.organizationId}, month, product, customers, shipments
    from jsonb_to_recordset(${json(months.map((one) => ({ ...one, month: `${one.month.slice(0, 7)}-01` })))}::jsonb)
      as x(month date, product text, customers int, shipments int)
    on conflict (organization_id, month, product) do update set customers = excluded.customers, shipments = excluded.shipments`)

async function addProductEvents(scope: Scope, events: AsyncIterable<ProductEventInput>) {
  // A load that was cut off may have left some.
  await scope.clickhouse.command("delete from interaction where organization_id = {o:UUID} and fact = 'event'", {
    o: scope.organizationId,
  })
  let batch: ProductEventInput[] = []
  async function write() {
    const people = await resolvePeople(
      scope,
      batch.map((event) => ({ organizationId: scope.organizationId, given: event.person })),
    )
    await insertInteractions(
      scope,
      batch.map((event, index) => asInteraction(scope, event, people[index] ?? noId)),
    )
    batch = []
  }
  for await (const event of events) {
    batch.push(event)
    if (batch.length === 20_000) await write()
  }
  await write()
}

const asInteraction = (scope: Scope, event: ProductEventInput, personId: string): Interaction =>
  anInteraction({
    organization_id: scope.organizationId,
    fact: "event",
    occurred_at: event.occurredAt,
    id: newId(Date.parse(event.occurredAt)),
    kind: /^(error shown|sign-in failed|device went offline)$/.test(event.name) ? "error" : "event",
    name: event.name,
    source: "app",
    channel: "app",
    product: event.product,
    version: event.version ?? "",
    batch: event.batch ?? "",
    region: event.region ?? "",
    person_id: personId,
    attributes: Object.fromEntries(Object.entries(event.attributes).map(([name, value]) => [name, String(value)])),
  })

const isLoaded = async (scope: Scope) =>
  (
    await scope.query(
      sql`select 1 from outbox where organization_id = ${scope.organizationId} and name = 'demo.loaded' limit 1`,
    )
  ).length > 0

const markLoaded = (scope: Scope) =>
  scope.transaction((tx) => record(tx, "demo.loaded", `organization:${tx.organizationId}`))

async function introduce(platform: Platform, scope: Scope, dataFolder: string) {
  const key = await demoKey(platform, scope, path.join(dataFolder, "demo-key"))
  const seen = new Set<string>()
  const first = northlightMembers().filter((member) => {
    const department = member.departments[0] ?? member.role
    return !seen.has(department) && seen.add(department)
  })
  const lines = first.map((member) => `  ${(member.departments[0] ?? member.role).padEnd(16)} ${member.email}`)
  console.log(`\nSign in with the password ${demoPassword} as\n${lines.join("\n")}\nAPI key of Northlight: ${key}\n`)
  const at = `${platform.publicUrl}/northlight`
  const planId = await planUnderWay(scope)
  if (planId)
    console.log(
      `Half-way through a story (docs/tutorial.md):\n  the plan room, as Ines       ${at}/plans/${planId}\n  the agent's page, as Dana    ${at}/desk\n`,
    )
}

/** The demo's API key is shown at every start, so it is kept in the data folder, readable by its owner only. */
async function demoKey(platform: Platform, scope: Scope, file: string): Promise<string> {
  const kept = await readFile(file, "utf8").catch(() => "")
  if (kept !== "") return kept.trim()
  const { key } = await createKey(scope, platform.auth, {
    name: `Demo ${randomBytes(2).toString("hex")}`,
    role: "editor",
  })
  await writeFile(file, `${key}\n`, { mode: 0o600 })
  return key
}
