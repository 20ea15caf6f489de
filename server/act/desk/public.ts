export { createAffecting } from "./affecting.ts"
export type { Desk } from "./desk.ts"
export { framedByItsSites } from "./panel.ts"
export { createTrace } from "./trace.ts"
