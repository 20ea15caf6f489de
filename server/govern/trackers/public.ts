export { startTrackers } from "./jobs.ts"
