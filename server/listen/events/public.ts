export { createIdentifying } from "./identification.ts"
export { openEvents, startRemovingRepeats } from "./jobs.ts"
export { makeWriteKey } from "./verbs.ts"
