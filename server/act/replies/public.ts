export { startReplies } from "./jobs.ts"
