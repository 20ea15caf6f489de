export { findTasks, taskPosts } from "./store.ts"
export { logSession } from "./usability.ts"
export { defineTask } from "./verbs.ts"
