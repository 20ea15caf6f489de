export { audienceOfSlice } from "./audience.ts"
export { AudienceDefinition, AudienceRule } from "./contract.ts"
export { type AudienceWatch, watchAudiences } from "./jobs.ts"
export { countPeople, isPersonIn, peopleIn, whichHold } from "./membership.ts"

export { listAudiences, releaseAudience, useAudience } from "./store.ts"
