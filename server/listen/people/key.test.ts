import { expect, test } from "vitest"
import { readKey } from "./key.ts"

test("a telephone number in any form is one number", () => {
  for (const form of [
    "+1 614-555-0142",
    "tel:+16145550142",
    "001 614 555 0142",
    "+1 (614) 555-0142 ext. 5",
    "＋１ ６１４ ５５５ ０１４２",
    "\u202a+1 614 555 0142\u202c",
  ])
    expect(readKey(form).phone?.value).toBe("+16145550142")
  expect(readKey("(614) 555-0142").phone).toEqual({ value: "6145550142", match: "45550142" })
  expect(readKey("+49 (0)171 1234567").phone?.value).toBe("+491711234567")
  expect(readKey("٠٦١٢٣٤٥٦٧٨").phone?.value).toBe("0612345678")
})

test("a number without separators may be a telephone, a serial or an order number", () => {
  expect(readKey("1000234567")).toMatchObject({ phone: { value: "1000234567" }, number: "1000234567" })
  expect(readKey("1000234567").name).toBeUndefined()
  expect(readKey("1234-5678-90").number).toBe("1234-5678-90")
  expect(readKey("+1 614 555 0142").number).toBeUndefined()
})

test("addresses, serial numbers and names", () => {
  expect(readKey(" Ada@Example.COM ").email).toEqual({ value: "ada@example.com", match: "ada@example.com" })
  expect(readKey("AR2-07-8841")).toEqual({ number: "AR2-07-8841", withheld: false })
  expect(readKey("Ada Lovelace")).toEqual({ name: "ada lovelace", withheld: false })
  expect(readKey("王")).toEqual({ name: "王", number: "王", withheld: false })
})

test("a hidden number is nobody's", () => {
  for (const hidden of ["anonymous", "Unknown", "+266696687"]) expect(readKey(hidden)).toEqual({ withheld: true })
  expect(readKey("  \u200b ")).toEqual({ withheld: false })
})

test("what is meant to break something is only text", () => {
  expect(readKey("%' or 1=1 --\u0000").number).toBeUndefined()
  expect(readKey("x".repeat(5_000)).name).toHaveLength(200)
})
