export { type AccountLink, accountsNamed, linkAccounts } from "./store.ts"
