export { KnownEvent, type KnownEventInput } from "./contract.ts"
export { eventsBetween } from "./store.ts"
