export { findTheme } from "./store.ts"
