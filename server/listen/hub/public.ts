export { workInSubmissions } from "./jobs.ts"
export { forgetRecords } from "./store.ts"
