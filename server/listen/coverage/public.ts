export { addTouchpoint } from "./verbs.ts"
