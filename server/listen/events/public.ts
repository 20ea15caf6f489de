export { createIdentifying } from "./identification.ts"
export { openEvents, startRemovingRepeats } from "./jobs.ts"
export { eventsWhere } from "./store.ts"
export { makeWriteKey } from "./verbs.ts"
