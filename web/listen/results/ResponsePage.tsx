import { Button, Modal } from "@mantine/core"
import { useParams } from "@tanstack/react-router"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../api/generated.ts"
import { useChange, useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go, useGo } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { valueLabel } from "../../ui/filters/field-words.ts"
import { HeadBones, Loaded, RowBones } from "../../ui/Loaded.tsx"
import { MayButton } from "../../ui/MayButton.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { AnswerShown } from "./parts/AnswerShown.tsx"
import classes from "./parts/Results.module.css"
import { durationWords, said } from "./results-words.ts"

type Response = Answer<"SurveyResponse">
type Version = Answer<"SurveyVersion">

/** One response: what was asked in its version, and what she answered. */
export default function ResponsePage() {
  const { id = "" } = useParams({ strict: false })
  const response = useGet<Response>("results", `/responses/${id}`)
  const { surveyId, version } = response.data ?? {}
  const asked = useGet<Version>(
    "results",
    `/surveys/${surveyId}/versions/${version}`,
    {},
    { enabled: Boolean(surveyId) },
  )
  return (
    <Loaded
      query={response}
      bones={
        <>
          <HeadBones />
          <RowBones count={4} />
        </>
      }
    >
      {(data) => (
        <Loaded query={asked} bones={<HeadBones />}>
          {(one) => <View response={data} version={one} />}
        </Loaded>
      )}
    </Loaded>
  )
}

function View({ response, version }: { response: Response; version: Version }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const definition = version.definition
  const survey = said(definition?.title) || t("results.kicker")
  const results = paths.surveyResults(org, response.surveyId)
  const questions = (definition?.pages ?? []).flatMap((page) => page.questions)
  const answered = questions.filter((one) => response.answers[one.id] !== undefined)
  return (
    <>
      <PageHead
        title={t(`results.responseTitle.${response.finishedAt ? "finished" : "begun"}`, {
          name: response.person?.name ?? t("results.somebody"),
          survey,
        })}
        documentTitle={t("results.responseTab", { survey })}
        tags={
          <>
            <span className="tag" data-tone="accent">
              {t(`results.state.${response.state}`)}
            </span>
            <span className="tag">{valueLabel("language", response.language, t)}</span>
            <span className="tag">{t("results.version", { number: response.version })}</span>
            {response.onBehalf && <span className="tag">{t("deskSurvey.onBehalfTag")}</span>}
          </>
        }
        lede={[
          format.dayAndTime(response.startedAt),
          response.finishedAt && durationWords(response.seconds, t),
          response.onBehalf && t("deskSurvey.onBehalf", { name: response.onBehalf.by }),
          response.masked && t("results.masked"),
        ]
          .filter(Boolean)
          .join(" · ")}
      >
        {response.feedbackId && (
          <Button component={Go} variant="filled" href={paths.feedback(org, response.feedbackId)}>
            {t("results.toFeedback")}
          </Button>
        )}
        {response.person && (
          <Button component={Go} href={paths.person(org, response.person.id)}>
            {t("results.toPerson")}
          </Button>
        )}
        <Button component={Go} href={results}>
          {t("results.toResults")}
        </Button>
        <Remove response={response} />
      </PageHead>
      {answered.length === 0 && <p className="n">{t("results.nothingAnswered")}</p>}
      <ul className={classes.pairs}>
        {answered.map((question) => (
          <li key={question.id}>
            <h2 className={classes.asked}>{said(question.title)}</h2>
            <AnswerShown question={question} answer={response.answers[question.id]} response={response} />
          </li>
        ))}
      </ul>
      {Object.keys(response.variables).length > 0 && (
        <section style={{ marginTop: 24 }}>
          <h2>{t("results.variables")}</h2>
          <table className="plain" style={{ maxWidth: 520 }}>
            <tbody>
              {Object.entries(response.variables).map(([name, value]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>{value}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </>
  )
}

/** What a respondent said cannot be brought back, so this asks. */
function Remove({ response }: { response: Response }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const go = useGo()
  const [opened, setOpened] = useState(false)
  const remove = useChange<void>({
    run: (_, send) => send("DELETE", `/responses/${response.id}`),
    touches: ["results", "feedback"],
    said: () => t("results.removed"),
    after: () => go(paths.surveyResults(org, response.surveyId)),
  })
  return (
    <>
      <MayButton permission="feedback.write" variant="subtle" color="red" onClick={() => setOpened(true)}>
        {t("results.remove")}
      </MayButton>
      <Modal opened={opened} onClose={() => setOpened(false)} title={t("results.removeTitle")}>
        <p>{t("results.removeBody")}</p>
        <Button mt="lg" color="red" variant="filled" loading={remove.isPending} onClick={() => remove.mutate()}>
          {t("results.remove")}
        </Button>
      </Modal>
    </>
  )
}
