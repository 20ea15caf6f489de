export { KnownEvent, type KnownEventInput } from "./contract.ts"
export { eventsBetween, listEvents } from "./store.ts"
export { addEvents } from "./verbs.ts"
