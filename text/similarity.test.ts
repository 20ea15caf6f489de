import { expect, test } from "vitest"
import { mostTelling, nearDuplicates, similarityIndex } from "./similarity.ts"

test("the same text with small changes is one group, in English and Chinese", () => {
  const groups = nearDuplicates([
    { id: "a", text: "The steering suddenly locked while I was driving on the highway at 60 mph." },
    { id: "b", text: "the steering suddenly locked while I was driving on the highway at 65 mph!" },
    { id: "c", text: "Great coffee and friendly people at this little place." },
    { id: "d", text: "方向盘在高速上突然锁死，非常危险，希望尽快召回处理这个问题" },
    { id: "e", text: "方向盘在高速上突然锁死，非常危险，希望尽快召回处理这个问题。" },
    { id: "f", text: "" },
  ])
  expect(groups).toEqual([
    ["a", "b"],
    ["d", "e"],
  ])
})

test("the most similar comment comes first, with a score between 0 and 1", () => {
  const find = similarityIndex([
    { id: "1", text: "My card was declined at the shop" },
    { id: "2", text: "The top-up of my card is still pending" },
    { id: "3", text: "物流太慢了" },
    { id: "4", text: "How do I change my PIN?" },
  ])
  expect(find("why was my card declined")[0]).toMatchObject({ id: "1" })
  expect(find("物流慢")[0]!.id).toBe("3")
  for (const { score } of find("my card is pending")) {
    expect(score).toBeGreaterThan(0)
    expect(score).toBeLessThanOrEqual(1)
  }
})

test("the most telling comments are on the topic, say something and are not copies of each other", () => {
  const comments = [
    { id: "short", text: "bad", sentiment: -0.9 },
    {
      id: "1",
      text: "The power steering failed without warning and the wheel became very hard to turn.",
      sentiment: -0.9,
    },
    {
      id: "copy",
      text: "The power steering failed without warning and the wheel became very hard to turn!",
      sentiment: -0.9,
    },
    { id: "2", text: "Dealer replaced the steering column twice, the warning light still comes on.", sentiment: -0.6 },
    { id: "off", text: "I like the colour of the seats and the radio is easy to use while driving.", sentiment: 0.6 },
    { id: "3", text: "Electric power steering light came on and I nearly hit another car.", sentiment: -0.8 },
  ]
  const ids = mostTelling(comments, ["power steering", "light"], 3).map((comment) => comment.id)
  expect(ids).toHaveLength(3)
  expect(ids).not.toContain("short")
  expect(ids).not.toContain("off")
  expect(ids.includes("1") && ids.includes("copy")).toBe(false)
})
