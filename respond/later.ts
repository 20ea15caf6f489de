import { laterWords } from "./later-words.ts"
import { learn } from "./words.ts"

/** Whoever imports this file has the words of the bigger questions, and of what is wrong. */
learn(laterWords)
