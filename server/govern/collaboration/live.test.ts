import { afterAll, afterEach, beforeAll, expect, test } from "vitest"
import { aWorld, type Client, type World } from "../../platform/testing/world.ts"

let world: World
const open: { close(): Promise<void> }[] = []
beforeAll(async () => {
  world = await aWorld()
})
afterEach(async () => {
  for (const stream of open.splice(0)) await stream.close()
})
afterAll(() => world.end())

type Change = {
  id: string
  name: string
  record: string | null
  actor: { name: string }
  payload: Record<string, unknown>
}
type Message = { event: string; id: string | null; data: Change }
type Items = { items: { id: string }[] }

/** A browser's event stream: what came, and a wait for what is still to come. */
async function listen(client: Client, lastEventId?: string) {
  const aborting = new AbortController()
  const answer = await client.raw("/stream", {
    signal: aborting.signal,
    headers: lastEventId === undefined ? {} : { "last-event-id": lastEventId },
  })
  const messages: Message[] = []
  let wake: (() => void) | undefined
  const reader = answer.body!.getReader()
  const running = (async () => {
    const decoder = new TextDecoder()
    let held = ""
    for (;;) {
      const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }))
      if (done) return
      const blocks = (held + decoder.decode(value, { stream: true })).split("\n\n")
      held = blocks.pop()!
      for (const block of blocks) {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1] ?? null
        const data = field("data")
        if (data !== null)
          messages.push({ event: field("event") ?? "", id: field("id"), data: JSON.parse(data) as Change })
      }
      wake?.()
    }
  })()
  const stream = {
    messages,
    changes: () => messages.filter((one) => one.event === "change").map((one) => one.data),
    async until(done: (changes: Change[]) => boolean) {
      while (!done(stream.changes())) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
    async ready() {
      while (messages[0]?.event !== "ready") {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
    async close() {
      aborting.abort()
      await reader.cancel().catch(() => {})
      await running
    },
  }
  open.push(stream)
  await stream.ready()
  return stream
}

const has =
  (name: string, count = 1) =>
  (changes: Change[]) =>
    changes.filter((one) => one.name === name).length >= count
const aFeedback = async (client: Client) =>
  `feedback:${(await client.post<{ id: string }>("/feedback", { text: "It broke", kind: "call" })).body.id}`

test("what one says the other sees at once, with who said it; another organization hears nothing", async () => {
  const here = await world.anOrganization("Here")
  const there = await world.anOrganization("There")
  const [maya, carol] = [await here.as("editor", { name: "Maya" }), await here.as("agent")]
  const outsider = await there.as("editor")
  const record = await aFeedback(maya)
  // What has just been committed may still be on its way to a stream that begins now.
  await world.app.settled()
  const [hers, theirs] = [await listen(carol), await listen(outsider)]

  await maya.post("/comments", { record, text: `@[${carol.memberId}] look` })
  await hers.until(has("comment.added"))
  await hers.until(has("notification.added"))
  expect(hers.changes().find((one) => one.name === "comment.added")).toMatchObject({ record, actor: { name: "Maya" } })

  // Theirs comes after ours in the outbox: when it has arrived, ours would have arrived before.
  const elsewhere = await aFeedback(outsider)
  await outsider.post("/comments", { record: elsewhere, text: "Quiet here" })
  await theirs.until(has("comment.added"))
  expect(theirs.changes().filter((one) => one.record === record)).toEqual([])
  expect(new Set(theirs.changes().map((one) => one.record))).toEqual(new Set([null, elsewhere]))
})

test("who comes back gets exactly what was missed, once and in order", async () => {
  const { as } = await world.anOrganization()
  const [maya, carol] = [await as("editor"), await as("agent")]
  const record = await aFeedback(maya)
  const before = await listen(carol)
  await maya.post("/comments", { record, text: "heard" })
  await before.until(has("comment.added"))
  const last = before.messages.filter((one) => one.event === "change").at(-1)!
  await before.close()

  const missed: string[] = []
  for (const text of ["1", "2", "3"]) {
    missed.push((await maya.post<{ id: string }>("/comments", { record, text })).body.id)
  }
  const after = await listen(carol, last.id!)
  await after.until(has("comment.added", 3))
  missed.push((await maya.post<{ id: string }>("/comments", { record, text: "4" })).body.id)
  await after.until(has("comment.added", 4))
  const comments = after.changes().filter((one) => one.name === "comment.added")
  expect(comments.map((one) => one.payload.commentId)).toEqual(missed)
  expect(new Set(after.changes().map((one) => one.id)).size).toBe(after.changes().length)
})

test("an old state plus the events equals a fresh fetch, for comments and notifications", async () => {
  const { as } = await world.anOrganization()
  const [maya, carol] = [await as("editor"), await as("agent")]
  const record = await aFeedback(maya)
  const comments = async () => (await carol.get<Items>(`/comments?record=${record}`)).body
  const notifications = async () => (await carol.get<Items & { unread: number }>("/notifications")).body
  const kept = (await maya.post<{ id: string }>("/comments", { record, text: `@[${carol.memberId}] first` })).body.id
  await world.app.settled()

  const stream = await listen(carol)
  const held = { comments: await comments(), notifications: await notifications() }
  let seen = 0
  // What an open page does: an event of comments has the comments fetched again, one of notifications those.
  const follow = async () => {
    const fresh = stream.changes().slice(seen)
    seen += fresh.length
    if (fresh.some((one) => one.name.startsWith("comment.") && one.record === record)) held.comments = await comments()
    const mine = (one: Change) =>
      one.name.startsWith("notification.") && (one.payload.memberIds as string[]).includes(carol.memberId)
    if (fresh.some(mine)) held.notifications = await notifications()
  }
  const steps: [string, () => Promise<unknown>][] = [
    ["notification.added", () => maya.post("/comments", { record, text: `@[${carol.memberId}] second` })],
    ["comment.changed", () => maya.patch(`/comments/${kept}`, { text: `@[${carol.memberId}] first, changed` })],
    ["notification.read", () => carol.post("/notifications/reading", { all: true })],
    ["comment.added", () => carol.post("/comments", { record, text: "answer" })],
    ["notification.withdrawn", () => maya.delete(`/comments/${kept}`)],
  ]
  for (const [name, act] of steps) {
    const count = stream.changes().filter((one) => one.name === name).length
    await act()
    await stream.until(has(name, count + 1))
    await world.app.settled()
    await follow()
    expect(held, name).toEqual({ comments: await comments(), notifications: await notifications() })
  }
  expect(held.comments.items.length).toBe(2)
  expect(held.notifications.unread).toBe(0)
})
