export { startChats } from "./jobs.ts"
export { greet } from "./telling.ts"
