export { findPeople, type Named, type Person, type PersonGiven, resolvePeople } from "./store.ts"
