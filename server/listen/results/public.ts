export { countResponses } from "./jobs.ts"
export { countOpenings, notingOpenings } from "./openings.ts"
