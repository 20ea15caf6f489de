import { useTranslation } from "react-i18next"
import { useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import type { Problem } from "../../../decide/problems/problem-words.ts"
import { paths } from "../../../paths.ts"

const made = ["product", "component", "version", "batch"]

/** How many own one, exactly; and how many of them told us: each number leads to its list. */
export function WhoIsAffected({ problemId }: { problemId: string }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const problem = useGet<Problem>("problems", `/problems/${problemId}`)
  const size = problem.data?.size
  if (!problem.data || !size || (size.owners === 0 && size.told === 0)) return null
  const parts = Object.entries(problem.data.slice).filter(([field]) => made.includes(field))
  const owners = { anyOf: [{ kind: "owns", ...Object.fromEntries(parts.map(([field, value]) => [field, [value]])) }] }
  return (
    <p style={{ marginBottom: 12 }}>
      {size.owners > 0 && (
        <>
          <Go href={paths.audience(org, "new", { definition: JSON.stringify(owners) })}>
            {t("plan.ownOne", { count: size.owners, n: format.number(size.owners) })}
          </Go>
          {t("plan.semicolon")}
        </>
      )}
      <Go href={paths.problem(org, problemId)}>
        {t("plan.toldUs", { count: size.told, n: format.number(size.told) })}
      </Go>
      {t("plan.stop")}
    </p>
  )
}
