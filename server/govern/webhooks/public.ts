export { startWebhooks } from "./jobs.ts"
export { listWebhooks } from "./store.ts"
export { asksFor, patternForm } from "./webhook.ts"
