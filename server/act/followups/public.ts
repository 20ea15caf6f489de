export { type OpenConversation, openFollowupsOf, personIdsInFollowups } from "./conversations.ts"
export { startFollowups } from "./jobs.ts"

export { type Filter as FollowupFilter, type FollowupRow, listFollowups } from "./store.ts"
