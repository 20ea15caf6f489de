export { eventsBetween, type KnownEvent } from "./store.ts"
