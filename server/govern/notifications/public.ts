export { planMail, startMailing } from "./jobs.ts"
export { listNotifications } from "./store.ts"
export { notifying } from "./verbs.ts"
