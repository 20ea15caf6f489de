export { LanguageQuery } from "./contract.ts"
export {
  type Deliverable,
  type DepartmentKind,
  type Due as DueTime,
  deliverables,
  type Language,
  type Playbook,
  type PlaybookStep,
} from "./playbook.ts"
export { findPlaybook } from "./store.ts"
