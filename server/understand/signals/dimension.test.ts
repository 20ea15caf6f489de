import { describe, expect, test } from "vitest"
import { chooseDimensions, expressionOf, isWithin, quoted, sliceLabel, sliceSql } from "./dimension.ts"

test("a slice in words: what was made first, a batch and a version by name, a year by itself", () => {
  expect(sliceLabel({ batch: "7", product: "Aria 2", component: "Fan motor" })).toBe("Fan motor · Aria 2 · batch 7")
  expect(sliceLabel({ version: "2011", product: "Sonata", component: "Steering" })).toBe("Steering · Sonata · 2011")
  expect(sliceLabel({ "attributes.supplier": "Nord", version: "4.6.0" })).toBe("version 4.6.0 · supplier Nord")
})

test("within: the same values and more, or levels below them", () => {
  const engine = { component: "Engine" }
  expect(isWithin({ component: "Engine", product: "Sonata" }, engine)).toBe(true)
  expect(isWithin({ component: "Engine: Gasoline" }, engine)).toBe(true)
  expect(isWithin({ component: "Engine mount" }, engine)).toBe(false)
  expect(isWithin(engine, { component: "Engine", product: "Sonata" })).toBe(false)
})

test("a slice as SQL holds its values as parameters only", () => {
  const { text, values } = sliceSql({ component: "a'b", product: "x" })
  expect(text).not.toContain("a'b")
  expect(Object.values(values)).toEqual(["a'b", "a'b:", "x", "x:"])
})

test("a text as a literal cannot end it", () => {
  expect(quoted("it's a \\ back")).toBe("'it\\'s a \\\\ back'")
})

test("a field that does not exist is refused by name", () => {
  expect(() => expressionOf("constructor")).toThrow('There is no field "constructor"')
})

describe("the dimensions chosen when nobody chose", () => {
  const one = (field: string, more: object = {}) => ({ field, distinct: 5, share: 1, determinedBy: null, ...more })

  test("at most six, what was made first; never what another field settles, nor what only some items have of attributes", () => {
    const chosen = chooseDimensions([
      one("component"),
      one("product"),
      one("batch"),
      one("region"),
      one("channel", { determinedBy: "touchpoint" }),
      one("touchpoint"),
      one("kind"),
      one("attributes.crash", { distinct: 2 }),
      one("attributes.model"),
      one("attributes.colour"),
    ])
    expect(chosen).toEqual(["component", "product", "batch", "region", "touchpoint", "attributes.model"])
  })

  test("attributes of too many values, or that few items have, are left out", () => {
    expect(
      chooseDimensions([one("attributes.serial", { distinct: 180 }), one("attributes.colour", { share: 0.3 })]),
    ).toEqual([])
  })
})
