import { useTranslation } from "react-i18next"
import type { Answers } from "../../../../survey/definition.ts"
import { answerInWords } from "../../../../survey/words.ts"
import type { Answer } from "../../../api/generated.ts"
import { useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useMay, useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { Voice } from "../../../ui/Voice.tsx"
import { questionsOf } from "../survey-moves.ts"
import { type SurveyRecord, shortOf } from "../survey-words.ts"

type Response = Omit<Answer<"SurveyResponse">, "answers"> & { answers: Answers }

/** What was answered last, as it comes in: scores in figures, words as the customer's own. */
export function Latest({ survey }: { survey: SurveyRecord }) {
  const { t } = useTranslation()
  const may = useMay("responses.read")
  const responses = useGet<{ items: Response[] }>(
    "surveys",
    `/surveys/${survey.id}/responses`,
    { state: "finished", limit: 5 },
    { enabled: may },
  )
  if (!may) return null
  const items = responses.data?.items ?? []
  return (
    <section aria-live="polite">
      <h2>{t("surveys.latest")}</h2>
      {items.length === 0 ? (
        <p className="n">{t("surveys.noneYet")}</p>
      ) : (
        <ul className="rows">
          {items.map((one) => (
            <li key={one.id} className="arrived">
              <Row response={one} survey={survey} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Row({ response, survey }: { response: Response; survey: SurveyRecord }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const answered = questionsOf(survey.draft).filter(({ id }) => response.answers[id] !== undefined)
  const words = answered.filter(({ kind }) => kind === "text").map(({ id }) => response.answers[id])
  const others = answered.filter(({ kind }) => kind !== "text" && kind !== "contact" && kind !== "file").slice(0, 3)
  return (
    <div style={{ padding: "12px 0" }}>
      <div className="spread">
        <span>
          {others.map((question, at) => (
            <span key={question.id}>
              {at > 0 && " · "}
              <span className="n">{shortOf(question.title, survey.draft, response.language, 34)}</span>{" "}
              <b>{answerInWords(question, response.answers[question.id] ?? "", survey.draft, response.language)}</b>
            </span>
          ))}
        </span>
        <span className="n" style={{ whiteSpace: "nowrap" }}>
          {format.ago(response.finishedAt ?? response.changedAt)}
        </span>
      </div>
      {words.map((text) => typeof text === "string" && <Voice key={text} text={text} language={response.language} />)}
      {response.feedbackId && (
        <Go className="n" href={paths.feedback(org, response.feedbackId)}>
          {t("surveys.asFeedback")}
        </Go>
      )}
    </div>
  )
}
