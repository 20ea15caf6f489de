import type { TableProblemCode } from "./problems.ts"

/** What a cell says, or why it cannot be read. */
export type Parsed<T> = { ok: true; value: T } | Refusal
export type Refusal = { ok: false; code: TableProblemCode; params: Record<string, string | number> }
