import { expectTypeOf, test } from "vitest"
import type { components } from "../../sdk/schema.gen.ts"
import type * as contract from "./contract.ts"
import type * as imports from "./import-contract.ts"

type Schemas = components["schemas"]

// Checked by the compiler (tsc): where the API answers something else than the pages read, this file does not compile.
test("what the API answers is what the pages read", () => {
  expectTypeOf<Schemas["Signal"]>().toExtend<Reading<contract.Signal>>()
  expectTypeOf<Schemas["Feedback"]>().toExtend<Reading<contract.Feedback>>()
  expectTypeOf<Schemas["TimelineEntry"]>().toExtend<contract.TimelineEntry>()
  expectTypeOf<Schemas["MetricDefinition"]>().toExtend<contract.MetricDefinition>()
  expectTypeOf<Schemas["Estimate"]>().toExtend<contract.Estimate>()
  expectTypeOf<NonNullable<Schemas["Difference"]>>().toExtend<contract.Difference>()
  expectTypeOf<Schemas["KnownEvent"]>().toExtend<contract.KnownEvent>()
  expectTypeOf<Schemas["Comment"]>().toExtend<contract.Comment>()
  expectTypeOf<Schemas["Reads"]>().toExtend<contract.Reads>()
  expectTypeOf<Schemas["Activity"]>().toExtend<contract.Activity>()
  expectTypeOf<Schemas["Home"]>().toExtend<contract.Home>()
  expectTypeOf<Schemas["Me"]>().toExtend<contract.Me>()
  expectTypeOf<Schemas["Member"]>().toExtend<contract.Member>()
  expectTypeOf<Schemas["Import"]>().toExtend<imports.Import>()
  expectTypeOf<Schemas["Theme"]>().toExtend<contract.Theme>()
  expectTypeOf<Schemas["BacktestSignal"]>().toExtend<Reading<contract.BacktestSignal>>()
})

/** A list of three numbers is a list of numbers in OpenAPI. */
type Reading<T> = {
  [Key in keyof T]: Key extends "ratio" ? number[] : T[Key] extends (infer Item)[] ? Reading<Item>[] : T[Key]
}
