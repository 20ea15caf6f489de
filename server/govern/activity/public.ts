export { Activity } from "./contract.ts"
export { asActivity } from "./sentence.ts"
export { listActivity } from "./store.ts"
