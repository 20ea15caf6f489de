import { expect, test } from "vitest"
import { northlightComments, northlightMembers } from "./members.ts"
import { everythingSaid } from "./northlight.ts"

test("every department has several members, the owner stands first", () => {
  const members = northlightMembers()
  for (const department of ["Product", "CX", "Contact centre", "Marketing", "Executive"])
    expect(members.filter((member) => member.departments.includes(department)).length).toBeGreaterThanOrEqual(3)
  expect(new Set(members.map((member) => member.email)).size).toBe(members.length)
  expect(members.filter((member) => !/^[a-z]+@northlight\.example$/.test(member.email))).toEqual([])
  expect(members.some((member) => member.locale === "zh-CN")).toBe(true)
  expect(members.map((member) => member.role).indexOf("owner")).toBe(0)
  expect(members.filter((member) => member.role === "owner")).toHaveLength(1)
})

test("comments are written by members, to members, on feedback that is about the matter", () => {
  const endOn = "2026-11-21"
  const addresses = new Set(northlightMembers().map((member) => member.email))
  const comments = northlightComments({ endOn })
  expect(comments.length).toBeGreaterThan(10)
  const said = new Map(everythingSaid({ endOn }).map((item) => [`${item.source} ${item.externalId}`, item]))
  for (const comment of comments) {
    expect([comment.author, ...comment.mentions].filter((address) => !addresses.has(address))).toEqual([])
    expect(comment.at < endOn).toBe(true)
    if (!("feedback" in comment.target)) continue
    const { source, externalId } = comment.target.feedback
    const item = said.get(`${source} ${externalId}`)!
    expect(item.text).toBeTruthy()
    expect(item.occurredAt! < comment.at).toBe(true)
  }
  expect(comments.map((comment) => comment.at)).toEqual(comments.map((comment) => comment.at).sort())
})
