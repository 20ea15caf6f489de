import { NativeSelect } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { usePages } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { valueLabel } from "../../../ui/filters/field-words.ts"
import { Loaded, RowBones } from "../../../ui/Loaded.tsx"
import { More } from "../../../ui/More.tsx"
import { Voice } from "../../../ui/Voice.tsx"
import { durationWords, type Results, said } from "../results-words.ts"
import type { ResultsState } from "../use-results.ts"

type Response = Answer<"SurveyResponse">

/** The responses behind the numbers, newest first. */
export function ResponseList({ results, state }: { results: Results; state: ResultsState }) {
  const { t } = useTranslation()
  const pages = usePages<Response>("results", `/surveys/${results.survey.id}/responses`, state.listed)
  return (
    <section style={{ paddingTop: 10 }} aria-label={t("results.view.responses")}>
      <NativeSelect
        w={230}
        mb="sm"
        aria-label={t("deskSurvey.whoAnswered")}
        value={state.search.onBehalf ?? ""}
        onChange={(event) => state.change({ onBehalf: event.currentTarget.value || undefined })}
        data={[
          { value: "", label: t("deskSurvey.anyone") },
          { value: "false", label: t("deskSurvey.notOnBehalf") },
          { value: "true", label: t("deskSurvey.onlyOnBehalf") },
        ]}
      />
      <Loaded query={pages} bones={<RowBones count={6} />}>
        {() =>
          pages.items.length === 0 ? (
            <p className="n">{t("results.noResponses")}</p>
          ) : (
            <ul className="rows">
              {pages.items.map((one) => (
                <li key={one.id}>
                  <Row response={one} questions={results.questions} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <More pages={pages} />
    </section>
  )
}

function Row({ response, questions }: { response: Response; questions: Results["questions"] }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const words = questions.flatMap((question) => {
    const answer = response.answers[question.id]
    return question.kind === "text" && typeof answer === "string" ? [answer] : []
  })
  const scores = questions.flatMap((question) => {
    const answer = response.answers[question.id]
    return question.kind === "scale" && typeof answer === "number"
      ? [t("results.scoreOf", { question: said(question.title), value: answer, max: question.score?.scale.max ?? "" })]
      : []
  })
  return (
    <Go className="linkrow" href={paths.response(org, response.id)} data-response>
      {words.length > 0 ? (
        <Voice text={words.join(" · ")} language={response.language} lines={2} />
      ) : (
        <span className="title">{scores[0] ?? t("results.withoutWords")}</span>
      )}
      <span className="n">
        {[
          response.person?.name,
          ...(words.length > 0 ? scores.slice(0, 1) : []),
          t(`results.state.${response.state}`),
          response.onBehalf && t("deskSurvey.onBehalf", { name: response.onBehalf.by }),
          valueLabel("language", response.language, t),
          response.finishedAt && durationWords(response.seconds, t),
          format.dayAndTime(response.startedAt),
        ]
          .filter(Boolean)
          .join(" · ")}
      </span>
    </Go>
  )
}
