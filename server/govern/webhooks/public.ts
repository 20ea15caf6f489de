export { startWebhooks } from "./jobs.ts"
export { asksFor, patternForm } from "./webhook.ts"
