export { type AccountLink, linkAccounts } from "./store.ts"
export { nameAccounts } from "./verbs.ts"
