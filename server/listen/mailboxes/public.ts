export { startMailboxes } from "./jobs.ts"
export { keepMailbox, pauseMailbox } from "./verbs.ts"
