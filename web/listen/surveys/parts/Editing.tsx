import { useTranslation } from "react-i18next"
import type { At } from "../survey-words.ts"
import { useBuilder } from "./builder-context.ts"
import { EndingForm } from "./EndingForm.tsx"
import { LanguagesForm } from "./LanguagesForm.tsx"
import { LimitsForm } from "./LimitsForm.tsx"
import { LookForm } from "./LookForm.tsx"
import { QuestionForm } from "./QuestionForm.tsx"
import { SettingsForm } from "./SettingsForm.tsx"
import { VariablesForm } from "./VariablesForm.tsx"

/** The form of what is chosen in the outline. */
export function Editing({ at, surveyId, onBrought }: { at: At; surveyId: string; onBrought: () => void }) {
  const { t } = useTranslation()
  const { survey } = useBuilder()
  if (at.kind === "question" && "id" in at) {
    const question = survey.pages.flatMap(({ questions }) => questions).find(({ id }) => id === at.id)
    return question ? <QuestionForm question={question} /> : <p className="n">{t("surveys.noQuestionYet")}</p>
  }
  if (at.kind === "ending" && "id" in at) {
    const ending = survey.endings.find(({ id }) => id === at.id)
    return ending ? <EndingForm ending={ending} /> : null
  }
  switch (at.kind) {
    case "look":
      return <LookForm />
    case "languages":
      return <LanguagesForm surveyId={surveyId} onBrought={onBrought} />
    case "variables":
      return <VariablesForm />
    case "limits":
      return <LimitsForm />
    default:
      return <SettingsForm />
  }
}
