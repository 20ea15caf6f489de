export { linkOfToken, linksFor, type StandingLink } from "./links.ts"
