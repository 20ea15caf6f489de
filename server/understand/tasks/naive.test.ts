import fc from "fast-check"
import { afterAll, beforeAll, expect, test } from "vitest"
import { type Interaction, insertInteractions, noId } from "../../listen/interactions/public.ts"
import { newId } from "../../platform/ids.ts"
import { aWorld, type World } from "../../platform/testing/world.ts"
import { attemptsOf } from "./attempts.ts"
import { TaskDefinition } from "./task.ts"

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.end())

type Happening = { person: number; at: number; name: string; plan: string }
type Attempt = { person: string; started: number; outcome: string; furthest: number; errors: number; cut: string }

const begin = Date.UTC(2026, 0, 5)
const minute = 60_000
const definition = TaskDefinition.parse({
  start: [{ event: "open" }, { event: "reopen", where: [{ field: "attributes.plan", op: "in", values: ["a"] }] }],
  steps: [
    { name: "one", any: [{ event: "one" }, { event: "uno" }] },
    {
      name: "two",
      any: [{ event: "two", where: [{ field: "attributes.plan", op: "in", values: ["b"] }] }],
      optional: true,
    },
  ],
  success: [{ event: "done" }, { event: "both" }],
  failure: [{ event: "broken" }],
  errors: [{ event: "oops" }],
  timeoutMinutes: 10,
})

/** The same definition read event by event, as one would do it by hand. */
function byHand(all: readonly (Happening & { id: string })[], now: number): Attempt[] {
  const attempts: Attempt[] = []
  const rank = (one: Happening) =>
    isEnd(one) ? 4 : isStart(one) ? 0 : one.name === "oops" ? 1 : ["one", "uno"].includes(one.name) ? 2 : 3
  const isEnd = ({ name }: Happening) => ["done", "both", "broken"].includes(name)
  const isStart = ({ name, plan }: Happening) => name === "open" || (name === "reopen" && plan === "a")
  const tie = (one: Happening) => (one.name === "broken" ? 1 : 0)
  for (const [, mine] of Map.groupBy(all, (one) => one.id)) {
    const sorted = [...mine].sort(
      (a, b) => a.at - b.at || rank(a) - rank(b) || tie(a) - tie(b) || (a.plan < b.plan ? -1 : 1),
    )
    let open: (Attempt & { due: number }) | null = null
    const close = (outcome: string) => {
      if (!open) return
      const { due: _, ...attempt } = open
      attempts.push({ ...attempt, outcome })
      open = null
    }
    for (const one of sorted) {
      if (open && one.at > (open as { due: number }).due) close("abandoned")
      if (isStart(one)) {
        open ??= { person: one.id, started: one.at, outcome: "", furthest: 0, errors: 0, cut: one.plan, due: 0 }
        open.due = one.at + definition.timeoutMinutes * minute
      }
      if (!open) continue
      if (one.name === "oops") open.errors++
      if (one.name === "one" || one.name === "uno") open.furthest = Math.max(open.furthest, 1)
      if (one.name === "two" && one.plan === "b") open.furthest = 2
      if (one.name === "done" || one.name === "both") close("succeeded")
      if (one.name === "broken") close("failed")
    }
    if (open) close((open as { due: number }).due > now ? "open" : "abandoned")
  }
  return attempts
}

const happening = fc.record({
  person: fc.integer({ min: 0, max: 3 }),
  // Half minutes, so that things happen at the same moment and exactly at the time-out.
  at: fc.integer({ min: 0, max: 160 }).map((half) => begin + half * (minute / 2)),
  name: fc.constantFrom("open", "open", "reopen", "one", "uno", "two", "done", "both", "broken", "oops", "other"),
  plan: fc.constantFrom("a", "b", ""),
})

test("one statement finds the attempts that reading event by event finds, on random streams", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 60 }), fc.boolean(), async (stream, merge) => {
      const organizationId = newId()
      const people = Array.from({ length: 4 }, () => newId())
      // Two of the four records may turn out to be one person.
      const root = (person: number) => people[merge && person === 3 ? 0 : person]!
      const { clickhouse } = world.app.platform.stores
      await insertInteractions(
        { clickhouse },
        stream.map((one) => fact(organizationId, people[one.person]!, one)),
      )
      if (merge)
        await clickhouse.insert("person_now", [
          { organization_id: organizationId, person_id: people[3], root_id: people[0], role: "", version: 1 },
        ])
      const now = begin + 85 * minute
      const scope = { organizationId, clickhouse, now: () => new Date(now) }
      const period = { from: new Date(begin).toISOString(), to: new Date(begin + 1_440 * minute).toISOString() }
      const { text, values } = await attemptsOf(scope, definition, period, { by: "attributes.plan" })
      const found = await clickhouse.rows<Attempt>(
        `select person, started, outcome, furthest, errors, cut from (${text})`,
        values,
      )
      const expected = byHand(
        stream.map((one) => ({ ...one, id: root(one.person) })),
        now,
      )
      // Of two starts at the same moment either may give the attempt its cut.
      const shown = (all: readonly Attempt[]) =>
        all.map((one) => JSON.stringify({ ...one, cut: "", started: Number(one.started) })).sort()
      expect(shown(found)).toEqual(
        shown(
          expected.map(({ person, started, outcome, furthest, errors, cut }) => ({
            person,
            started,
            outcome,
            furthest,
            errors,
            cut,
          })),
        ),
      )
      const plain = await attemptsOf(scope, definition, period)
      const [row] = await clickhouse.rows<{ n: number }>(`select count() as n from (${plain.text})`, plain.values)
      expect(row!.n).toBe(expected.length)
    }),
    { numRuns: 25 },
  )
})

function fact(organizationId: string, person: string, { at, name, plan }: Happening): Interaction {
  return {
    organization_id: organizationId,
    fact: "event",
    metric: "",
    occurred_at: new Date(at).toISOString(),
    id: newId(),
    kind: "track",
    name,
    person_id: person,
    attributes: plan ? { plan } : {},
    import_id: noId,
    received_at: new Date(at).toISOString(),
  } as unknown as Interaction
}
