export { linksFor, type StandingLink } from "./links.ts"
export { entered } from "./verbs.ts"
