import { Button } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { FeedbackItem, Theme } from "../../../api/contract.ts"
import { queryParameters, useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { EmptyState } from "../../../ui/EmptyState.tsx"
import { Certainty } from "../../../ui/figures.tsx"
import { writeQuery } from "../../../ui/filters/query-state.ts"
import { Loaded, RowBones } from "../../../ui/Loaded.tsx"
import { FeedbackRow } from "../../feedback/parts/FeedbackRow.tsx"
import type { Results } from "../results-words.ts"
import type { ResultsState } from "../use-results.ts"

/** What respondents wrote: the themes of their words, how they sound, and the words themselves. */
export function Words({ results, state }: { results: Results; state: ResultsState }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const { from, to, language } = state.search
  const query = {
    where: [
      { field: "attributes.surveyId", op: "in" as const, values: [results.survey.id] },
      ...(language ? [{ field: "language", op: "in" as const, values: [language] }] : []),
    ],
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
  }
  const themes = useGet<{ items: Theme[] }>("themes", "/themes", queryParameters(query), { keep: true })
  const words = useGet<{ items: FeedbackItem[] }>(
    "feedback",
    "/feedback",
    { ...queryParameters({ ...query, sort: "lowest" }), limit: 5 },
    { keep: true },
  )
  const hrefOf = (where: typeof query.where) =>
    paths.feedbackList(org, writeQuery({ ...query, where: [...query.where, ...where] }))
  return (
    <section style={{ paddingTop: 18 }}>
      <Loaded query={themes} bones={<RowBones count={5} />}>
        {({ items }) => {
          const shown = items.filter((one) => one.count > 0 && !one.mergedInto)
          return shown.length === 0 ? (
            <EmptyState title={t("results.noThemes")}>{t("results.noThemesBody")}</EmptyState>
          ) : (
            <>
              <h2>{t("results.themes", { label: shown[0]?.label })}</h2>
              <table className="plain">
                <thead>
                  <tr>
                    <th scope="col">{t("themes.theme")}</th>
                    <th scope="col" className="r">
                      {t("themes.mentions")}
                    </th>
                    <th scope="col" className="r">
                      {t("metric.sentiment.name")}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {shown.slice(0, 20).map((theme) => (
                    <tr key={theme.id}>
                      <td>
                        <Go href={hrefOf([{ field: "theme", op: "in", values: [theme.id] }])}>{theme.label}</Go>
                      </td>
                      <td className="r">{format.number(theme.count)}</td>
                      <td className="r">
                        <b>{format.value(theme.sentiment.estimate, "score")}</b>{" "}
                        <Certainty value={theme.sentiment} unit="score" />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </>
          )
        }}
      </Loaded>
      <Loaded query={words} bones={<RowBones count={4} />}>
        {({ items }) =>
          items.length === 0 ? null : (
            <>
              <h2 style={{ marginTop: 26 }}>{t("results.unhappiest")}</h2>
              <ul className="rows">
                {items.map((one) => (
                  <li key={one.id}>
                    <FeedbackRow feedback={one} lines={3} />
                  </li>
                ))}
              </ul>
              <Button component={Go} mt="md" href={hrefOf([])}>
                {t("results.allWords")}
              </Button>
            </>
          )
        }
      </Loaded>
    </section>
  )
}
