import { Button } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Page } from "../../api/contract.ts"
import type { Answer } from "../../api/generated.ts"
import { useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { Loaded, RowBones } from "../../ui/Loaded.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { ProblemStateTag } from "./parts/ProblemStateTag.tsx"

/** The problems the company accepts as real. */
export default function ProblemsPage() {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const problems = useGet<Page<Answer<"ProblemItem">>>("problems", "/problems")
  const open =
    problems.data?.items.filter((problem) => problem.state !== "solved" && problem.state !== "dismissed").length ?? 0
  return (
    <>
      <PageHead
        title={problems.data ? t("problems.sentence", { count: open }) : t("place.problems")}
        documentTitle={t("place.problems")}
      />
      <Loaded query={problems} bones={<RowBones count={4} />}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState
              title={t("problems.emptyTitle")}
              example={
                <>
                  <p className="n">{t("common.example")}</p>
                  <p style={{ fontFamily: "var(--font-voice)", fontSize: 16 }}>{t("problems.emptyExample")}</p>
                </>
              }
              action={
                <Button component={Go} variant="filled" href={paths.signals(org)}>
                  {t("problems.emptyAction")}
                </Button>
              }
            >
              {t("problems.emptyBody")}
            </EmptyState>
          ) : (
            <ul className="rows">
              {items.map((problem) => (
                <li key={problem.id}>
                  <Go className="linkrow" href={paths.problem(org, problem.id)}>
                    <span className="spread">
                      <span className="title">{problem.statement}</span>
                      <ProblemStateTag state={problem.state} />
                    </span>
                    <span className="n">
                      {t("problem.number", { number: problem.number })} ·{" "}
                      {problem.owner ? t("problem.ownedBy", { name: problem.owner.name }) : t("problem.noOwner")} ·{" "}
                      {t("problem.signals", { count: problem.signalCount })} · {format.ago(problem.createdAt)}
                    </span>
                  </Go>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  )
}
