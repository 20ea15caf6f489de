export { type AccountLink, linkAccounts } from "./store.ts"
