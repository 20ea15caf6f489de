import css from "./more.css?inline"
import "./later.ts"

/** The looks of the bigger kinds of questions: they come with the first of them. */
export default css
