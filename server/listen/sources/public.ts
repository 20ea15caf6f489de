export { type ImportWork, startImports } from "./jobs.ts"
export { findImport } from "./store.ts"
export type { UploadFolder } from "./upload.ts"
