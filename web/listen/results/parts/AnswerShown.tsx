import { useTranslation } from "react-i18next"
import { apiUrl } from "../../../api/client.ts"
import type { Answer } from "../../../api/generated.ts"
import { useFormat } from "../../../app/format.ts"
import { useSession } from "../../../app/session.tsx"
import { Voice } from "../../../ui/Voice.tsx"
import { said } from "../results-words.ts"

type Response = Answer<"SurveyResponse">
type Question = NonNullable<Answer<"SurveyVersion">["definition"]>["pages"][number]["questions"][number]
type Given = Response["answers"][string] | undefined

/** One answer as it was meant: words in her voice, choices by what they say, scores on their scale. */
export function AnswerShown({ question, answer, response }: { question: Question; answer: Given; response: Response }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  if (answer === undefined) return null
  const choices = "choices" in question ? question.choices : []
  const label = (id: string) => said(choices.find((one) => one.id === id)?.label) || id
  if (typeof answer === "string") {
    if (question.kind === "text") return <Voice text={answer} language={response.language} />
    return (
      <p>
        {question.kind === "choice" ? label(answer) : question.kind === "date" ? format.dayAndYear(answer) : answer}
      </p>
    )
  }
  if (typeof answer === "number") {
    const scale = question.kind === "scale" || question.kind === "slider" ? question : null
    return (
      <p>
        <b className="figure">{format.number(answer, Number.isInteger(answer) ? 0 : 1)}</b>{" "}
        {scale && <span className="n">{t("results.onScale", { min: scale.min, max: scale.max })}</span>}
      </p>
    )
  }
  if (typeof answer === "boolean") return <p>{t(answer ? "results.agreed" : "results.notAgreed")}</p>
  if (Array.isArray(answer)) {
    if (question.kind === "file")
      return (
        <ul>
          {response.files
            .filter((file) => answer.includes(file.id))
            .map((file) => (
              <li key={file.id}>
                <a href={apiUrl(`/response-files/${file.id}/content`, { organization: org })} download>
                  {file.name}
                </a>{" "}
                <span className="n">{format.bytes(file.bytes)}</span>
              </li>
            ))}
        </ul>
      )
    return <p>{answer.map(label).join(question.kind === "ranking" ? " › " : t("common.listComma"))}</p>
  }
  if ("unsure" in answer) return <p>{t("results.cannotSay")}</p>
  if ("choice" in answer || "choices" in answer)
    return (
      <>
        <p>{("choice" in answer ? [answer.choice] : answer.choices).map(label).join(t("common.listComma"))}</p>
        {answer.other && <Voice text={answer.other} language={response.language} />}
      </>
    )
  if ("contact" in answer) return <p>{Object.values(answer.contact).filter(Boolean).join(" · ")}</p>
  const columns = question.kind === "matrix" ? question.columns : []
  const rows = question.kind === "matrix" ? question.rows : []
  return (
    <table className="plain" style={{ maxWidth: 520 }}>
      <tbody>
        {Object.entries(answer.rows).map(([row, chosen]) => (
          <tr key={row}>
            <th scope="row">{said(rows.find((one) => one.id === row)?.label) || row}</th>
            <td>
              {[chosen]
                .flat()
                .map((id) => said(columns.find((one) => one.id === id)?.label) || id)
                .join(t("common.listComma"))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
