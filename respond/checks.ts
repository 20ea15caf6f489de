import "./later.ts"

export { checkAnswer } from "../survey/answers.ts"
