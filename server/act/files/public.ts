export { type FileFolder, sweep } from "./folder.ts"
