import { type Language, type Playbook, shippedIn } from "./playbook.ts"
import { defects } from "./shipped-defects.ts"
import { experiences } from "./shipped-experience.ts"

/** The playbooks that ship, in a language. */
export const shippedPlaybooks = (language: Language): Playbook[] =>
  [...defects, ...experiences].map((one) => shippedIn(one, language))
