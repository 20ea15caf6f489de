import { makeWriteKey } from "../server/listen/events/public.ts"
import type { Scope } from "../server/platform/scope.ts"
import { defineTask, findTasks, logSession } from "../server/understand/tasks/public.ts"
import { seededRandom } from "./random.ts"

const day = 86_400_000

/** What Northlight's customers try to get done in the app, and five of them who were watched at it. Once. */
export async function defineTasks(scope: Scope, endOn: string) {
  if ((await findTasks(scope)).length > 0) return
  await makeWriteKey(scope, { name: "app", channel: "app", origins: [] })
  const event = (name: string) => [{ event: name, where: [] }]
  const pairing = await defineTask(scope, {
    name: "Pair a device",
    about: "The first thing anybody does after unpacking. Who does not get past it never uses the app again.",
    definition: {
      start: event("pairing started"),
      steps: [{ name: "A try failed", any: event("pairing failed"), optional: true }],
      success: event("pairing succeeded"),
      failure: [],
      errors: event("pairing failed"),
      timeoutMinutes: 60,
    },
  })
  const paying = await defineTask(scope, {
    name: "Pay the subscription",
    about: "Filters by subscription: from opening the offer to the payment.",
    definition: {
      start: event("subscription opened"),
      steps: [{ name: "Address", any: event("address entered"), optional: false }],
      success: event("subscription paid"),
      failure: event("payment declined"),
      errors: [],
      timeoutMinutes: 30,
    },
  })
  const random = seededRandom("northlight usability")
  for (let number = 1; number <= 5; number++) {
    await logSession(scope, {
      study: "App, spring round",
      participant: `P${number}`,
      heldOn: new Date(Date.parse(endOn) - (40 - number) * day).toISOString().slice(0, 10),
      sus: Array.from({ length: 10 }, (_, at) => (at % 2 === 0 ? random.int(3, 5) : random.int(1, 3))),
      ...(number === 3
        ? { note: "Looked for the Wi-Fi password three times; did not see that 5 GHz is not supported." }
        : {}),
      attempts: [
        { taskId: pairing.id, succeeded: number !== 3, seconds: 40 + random.int(0, 120), errors: random.int(0, 2) },
        { taskId: paying.id, succeeded: true, seconds: 50 + random.int(0, 60), errors: 0 },
      ],
    })
  }
}
