export { startChats } from "./jobs.ts"
export { addressInChat, greet, sayToMember } from "./telling.ts"
