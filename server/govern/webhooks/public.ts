export { startWebhooks } from "./jobs.ts"
