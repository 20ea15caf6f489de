export { type ProblemRow, type ProblemState, problemState } from "./problem.ts"
export { listProblems } from "./store.ts"
