export { checkTable, fingerprintOf, receiveTable, runTable } from "./fetched.ts"
export { type ImportWork, startImports } from "./jobs.ts"
export { findImport } from "./store.ts"
export type { UploadFolder } from "./upload.ts"
