export { startUpdates } from "./jobs.ts"

export { listUpdates } from "./store.ts"
export type { Update } from "./update.ts"
export { openPage, postUpdate, subscribe } from "./verbs.ts"
