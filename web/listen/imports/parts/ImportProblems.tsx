import { Button } from "@mantine/core"
import i18next, { type TFunction } from "i18next"
import { useTranslation } from "react-i18next"
import { apiUrl } from "../../../api/client.ts"
import type { Import, ImportProblem } from "../../../api/import-contract.ts"
import { useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { useSession } from "../../../app/session.tsx"
import { Loaded, RowBones } from "../../../ui/Loaded.tsx"
import { ScrollRegion } from "../../../ui/ScrollRegion.tsx"

/** Every bad row: where it is, what stood there, what is wrong, what to do. */
export function ImportProblems({ one }: { one: Import }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const problems = useGet<{ items: ImportProblem[] }>("imports", `/imports/${one.id}/problems`, {
    limit: 100,
    counted: one.problems,
  })
  return (
    <section style={{ marginBottom: 26 }}>
      <div className="spread">
        <h2>{t("import.problems", { count: one.problems, n: format.number(one.problems) })}</h2>
        <Button
          component="a"
          size="compact-sm"
          href={apiUrl(`/imports/${one.id}/problems`, { format: "csv", organization: org })}
          download
        >
          {t("export.csv")}
        </Button>
      </div>
      <Loaded query={problems} bones={<RowBones count={3} />}>
        {({ items }) => (
          <ScrollRegion card maxHeight={300} label={t("import.problemsLabel")}>
            <table className="plain">
              <thead>
                <tr>
                  <th scope="col" className="r">
                    {t("import.row")}
                  </th>
                  <th scope="col">{t("import.column")}</th>
                  <th scope="col">{t("import.value")}</th>
                  <th scope="col">{t("import.whatToDo")}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((problem) => (
                  <tr key={`${problem.row}${problem.column}${problem.code}`}>
                    <td className="r">{format.number(problem.row)}</td>
                    <td>{problem.column}</td>
                    <td style={{ maxWidth: 200 }}>
                      <div className="clip">
                        <code>{problem.value}</code>
                      </div>
                    </td>
                    <td>
                      {wordsOf(problem, "message", t)} <span className="n">{wordsOf(problem, "remedy", t)}</span>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollRegion>
        )}
      </Loaded>
    </section>
  )
}

/** What the catalogue says of a problem in the reader's language, or what the server says. */
function wordsOf(problem: ImportProblem, part: "message" | "remedy", t: TFunction): string {
  const key = `rowProblem.${problem.code}.${part}`
  return problem.params && i18next.exists(key) ? t(key, { ...problem.params }) : (problem[part] ?? "")
}
