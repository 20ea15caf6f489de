import { useTranslation } from "react-i18next"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { sliceWords } from "../../../understand/signals/signal-words.ts"
import { affectedWords, type ProblemItem, scoreWords } from "../problem-words.ts"
import { ProblemStateTag } from "./ProblemStateTag.tsx"

/** One problem in a list: the customer's words, whom it affects, who owns it, what it weighs. */
export function ProblemRow({ problem }: { problem: ProblemItem }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const { key, values } = affectedWords(problem, t, format)
  const slice = sliceWords(problem.slice, t)
  return (
    <Go className="linkrow" href={paths.problem(org, problem.id)}>
      <span className="spread">
        <span className="title" style={{ fontFamily: "var(--font-voice)", fontSize: 16.5, fontWeight: 500 }}>
          {problem.statement}
        </span>
        <ProblemStateTag state={problem.state} />
      </span>
      <span style={{ display: "block" }}>{t(key, values).replace(/<\/?b>/g, "")}</span>
      <span className="n">
        {[
          t("problem.number", { number: problem.number }),
          ...(slice ? [slice] : []),
          problem.owner ? t("problem.ownedBy", { name: problem.owner.name }) : t("problem.noOwner"),
          t("problem.score", { score: scoreWords(problem.score.value, format) }),
          format.ago(problem.createdAt),
        ].join(" · ")}
      </span>
    </Go>
  )
}
