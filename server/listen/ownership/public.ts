export { OwnershipInput } from "./contract.ts"
export type { Owned } from "./ownership.ts"
export { countOfImport, deleteSomeOfImport, knowsOwners, ownedBy } from "./store.ts"
export { saveOwnership } from "./verbs.ts"
