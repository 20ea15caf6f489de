import { checkAnswer } from "../survey/answers.ts"
import type { Run } from "./run.ts"

/** The answers a survey begins with: those of an earlier visit that still fit, and the one chosen in a mail. */
export function begin(run: Run, chosen: string | null | undefined): void {
  dropUnfitting(run)
  choose(run, chosen)
}

/** What was begun may have been begun with an older version: what no longer fits is asked again. */
function dropUnfitting(run: Run) {
  if (run.draft.finished) return
  const questions = run.survey.pages.flatMap((page) => page.questions)
  for (const [id, answer] of Object.entries(run.draft.answers)) {
    const question = questions.find((one) => one.id === id)
    const faults = question ? checkAnswer(question, answer) : []
    if (!question || faults.some(({ code }) => code === "notOffered")) run.answer(id, undefined)
  }
}

function choose(run: Run, chosen: string | null | undefined) {
  const question = run.survey.pages[0]?.questions[0]
  if (!chosen || !question || run.draft.finished || run.refusal) return
  const answer = question.kind === "choice" && !question.many ? chosen : Number(chosen)
  if (checkAnswer(question, answer).length === 0) run.answer(question.id, answer)
}
