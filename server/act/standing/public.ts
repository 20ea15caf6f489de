export { linksFor, type StandingLink } from "./links.ts"
export { statusUrlFor } from "./of-response.ts"
export { entered } from "./verbs.ts"
