export type { ProblemRow, ProblemState } from "./problem.ts"
export { listProblems } from "./store.ts"
