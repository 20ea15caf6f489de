export { findTasks } from "./store.ts"
export { logSession } from "./usability.ts"
export { defineTask } from "./verbs.ts"
