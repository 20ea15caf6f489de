export { star, timelineOf } from "./verbs.ts"
