import { afterAll, beforeAll, expect, test } from "vitest"
import { sql } from "../../platform/postgres.ts"
import { aWorld, type World } from "../../platform/testing/world.ts"
import { resolvePeople } from "./resolving.ts"

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.end())

test("many who meet the same new people at once, in different orders, make each of them once", async () => {
  const { id: organizationId, scope } = await world.anOrganization()
  const names = Array.from({ length: 40 }, (_, n) => ({
    organizationId,
    given: { externalId: `c${n}`, name: `N${n}` },
  }))
  const orders = Array.from({ length: 8 }, (_, n) => (n % 2 === 0 ? names : names.toReversed()))
  const resolved = await Promise.all(
    orders.map((order) =>
      scope.transaction(async (tx) => {
        const ids = await resolvePeople(tx, order)
        return order === names ? ids : ids.toReversed()
      }),
    ),
  )
  for (const ids of resolved) expect(ids).toEqual(resolved[0])
  const [row] = await scope.query<{ n: number }>(
    sql`select count(*)::int as n from person where organization_id = ${organizationId}`,
  )
  expect(row?.n).toBe(40)
})
