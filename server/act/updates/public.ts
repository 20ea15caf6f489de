export { PublicUpdate } from "./contract.ts"
export { startUpdates } from "./jobs.ts"
export { publicUpdates } from "./status.ts"

export { listUpdates } from "./store.ts"
export type { Update } from "./update.ts"
export { openPage, postUpdate, subscribe } from "./verbs.ts"
