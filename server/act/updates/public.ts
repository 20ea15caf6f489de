export { startUpdates } from "./jobs.ts"
export { publicStatus } from "./status.ts"
export { listUpdates } from "./store.ts"
export { textIn, type Update } from "./update.ts"
