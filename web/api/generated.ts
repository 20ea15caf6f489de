import type { components } from "../../sdk/schema.gen.ts"

/** A shape the API answers with, by its name in `api/openapi.json`: `Answer<"Plan">`. New pages take their types from here. */
export type Answer<Name extends keyof components["schemas"]> = components["schemas"][Name]
