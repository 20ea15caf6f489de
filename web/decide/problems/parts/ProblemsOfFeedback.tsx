import { useTranslation } from "react-i18next"
import { useChange, useGet } from "../../../app/data.tsx"
import { Go, useGo } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { MayButton } from "../../../ui/MayButton.tsx"
import type { Problem, ProblemItem } from "../problem-words.ts"
import { ProblemStateTag } from "./ProblemStateTag.tsx"

/** The problems one voice belongs to, or the step that makes it one. */
export function ProblemsOfFeedback({ feedbackId }: { feedbackId: string }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const go = useGo()
  const mine = useGet<{ items: ProblemItem[] }>("problems", `/feedback/${feedbackId}/problems`)
  const promote = useChange<void, Problem>({
    run: (_, send) => send("POST", `/feedback/${feedbackId}/problem`, {}),
    touches: ["problems", "home", "activity"],
    said: () => t("problem.promote.made"),
    after: (problem) => go(paths.problem(org, problem.id)),
  })
  if (!mine.data) return null
  return (
    <section className="card">
      <h2>{t("problem.promote.title")}</h2>
      {mine.data.items.length > 0 && (
        <ul className="rows">
          {mine.data.items.map((problem) => (
            <li key={problem.id} style={{ padding: "6px 0" }}>
              <Go href={paths.problem(org, problem.id)} style={{ fontFamily: "var(--font-voice)" }}>
                {problem.statement}
              </Go>{" "}
              <ProblemStateTag state={problem.state} />
            </li>
          ))}
        </ul>
      )}
      <MayButton permission="problems.edit" mt={6} loading={promote.isPending} onClick={() => promote.mutate()}>
        {t("problem.promote.button")}
      </MayButton>
    </section>
  )
}
