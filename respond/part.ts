import type { Answer, Question } from "../survey/definition.ts"
import type { Run } from "./run.ts"

/** What the part of a question is given. `labels` names its heading, help and fault for screen readers. */
export type PartProps<Kind extends Question["kind"] = Question["kind"]> = {
  run: Run
  question: Question & { kind: Kind }
  answer: Answer | undefined
  set: (answer: Answer | undefined) => void
  labels: { "aria-labelledby": string; "aria-describedby"?: string }
  faulty: boolean
}
