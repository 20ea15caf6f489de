export { type ImportWork, startImports } from "./jobs.ts"
export type { UploadFolder } from "./upload.ts"
