export { exposureBetween } from "./exposure.ts"
export { type CustomerMonth, customerBase } from "./store.ts"
