import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange, useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { MayButton } from "../../../ui/MayButton.tsx"
import type { Problem } from "../problem-words.ts"

type Suggestion = Answer<"DuplicateSuggestion">

/** The same problem written down twice: linked, and taken apart again at any time. */
export function Duplicates({ problem }: { problem: Problem }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const likely = useGet<{ items: Suggestion[] }>(
    "problems",
    `/problems/${problem.id}/duplicates`,
    {},
    { enabled: problem.duplicateOf === null },
  )
  const link = useChange<string>({
    run: (of, send) => send("PUT", `/problems/${problem.id}/duplicate`, { of }),
    touches: ["problems", "activity"],
    said: () => t("problem.duplicates.linked"),
    undo: (_, __, send) => send("DELETE", `/problems/${problem.id}/duplicate`),
  })
  const unlink = useChange<{ id: string; of: string }>({
    run: ({ id }, send) => send("DELETE", `/problems/${id}/duplicate`),
    touches: ["problems", "activity"],
    said: () => t("problem.duplicates.unlinked"),
    undo: ({ id, of }, _, send) => send("PUT", `/problems/${id}/duplicate`, { of }),
  })
  const unlinkButton = (id: string, of: string) => (
    <MayButton permission="problems.edit" size="compact-xs" variant="subtle" onClick={() => unlink.mutate({ id, of })}>
      {t("problem.duplicates.unlink")}
    </MayButton>
  )
  const suggestions = likely.data?.items ?? []
  return (
    <section className="card">
      <h2>{t("problem.duplicates.title")}</h2>
      {problem.duplicateOfRef && (
        <p>
          {t("problem.duplicates.is", { title: problem.duplicateOfRef.statement })}{" "}
          {unlinkButton(problem.id, problem.duplicateOfRef.id)}
        </p>
      )}
      {problem.duplicates.length > 0 && (
        <>
          <p className="n">{t("problem.duplicates.has", { count: problem.duplicates.length })}</p>
          <ul className="rows">
            {problem.duplicates.map((one) => (
              <li key={one.id} style={{ padding: "6px 0" }}>
                <Go href={paths.problem(org, one.id)}>{one.statement}</Go> {unlinkButton(one.id, problem.id)}
              </li>
            ))}
          </ul>
        </>
      )}
      {problem.duplicateOf === null &&
        (suggestions.length === 0 ? (
          <p className="n">{t("problem.duplicates.none")}</p>
        ) : (
          <>
            <h3>{t("problem.duplicates.likely")}</h3>
            <ul className="rows">
              {suggestions.map((one) => (
                <li key={one.problem.id} style={{ padding: "6px 0" }}>
                  <Go href={paths.problem(org, one.problem.id)}>{one.problem.statement}</Go>
                  <div className="n">
                    {t("problem.duplicates.like", { percent: format.percent(one.likeness) })}
                    {one.shared > 0 && ` · ${t("problem.duplicates.shared", { count: one.shared })}`}
                  </div>
                  <MayButton
                    permission="problems.edit"
                    size="compact-xs"
                    variant="subtle"
                    onClick={() => link.mutate(one.problem.id)}
                  >
                    {t("problem.duplicates.link")}
                  </MayButton>
                </li>
              ))}
            </ul>
          </>
        ))}
    </section>
  )
}
