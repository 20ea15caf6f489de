export { startFeeds } from "./jobs.ts"
