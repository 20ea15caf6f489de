import type { Affecting } from "./affecting.ts"
import type { Trace } from "./trace.ts"

/** What the desk has one of in a process. */
export type Desk = { affecting: Affecting; trace: Trace }
