export { startMailboxes } from "./jobs.ts"
export { mailboxNames } from "./store.ts"
export { keepMailbox, pauseMailbox } from "./verbs.ts"
