import { Button } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Ending } from "../../../../survey/definition.ts"
import { questionsOf } from "../survey-moves.ts"
import { problemWords } from "../survey-words.ts"
import { namesBefore, useBuilder, useProblemsAt, usePut } from "./builder-context.ts"
import { Line, Toggle, Words } from "./Fields.tsx"
import { RuleEditor } from "./RuleEditor.tsx"

/** How it ends: thanks, by what was answered, and where it leads on. */
export function EndingForm({ ending }: { ending: Ending }) {
  const { t, i18n } = useTranslation()
  const { survey, draft, mayEdit, go } = useBuilder()
  const put = usePut()
  const at = survey.endings.findIndex(({ id }) => id === ending.id)
  const path = ["endings", at]
  const names = namesBefore(survey, { kind: "ending", id: ending.id }, i18n.language, t("surveys.personName"))
  const problems = useProblemsAt(path)
  const [ruleFault] = useProblemsAt([...path, "showIf"])
  const remove = () => {
    draft.edit((now) => ({ ...now, endings: now.endings.filter(({ id }) => id !== ending.id) }))
    const other = survey.endings.find(({ id }) => id !== ending.id)
    if (other) go({ kind: "ending", id: other.id })
  }
  return (
    <div className="stack">
      <Words path={[...path, "title"]} label={t("surveys.endingTitle")} lines={1} names={names} />
      <Words path={[...path, "text"]} label={t("surveys.endingText")} lines={2} optional names={names} />
      {problems.map((problem) => (
        <p key={problem.code} className="n">
          {problemWords(problem, t, i18n.language)}
        </p>
      ))}
      <RuleEditor
        label={t("surveys.endIf")}
        add={t("surveys.addEndIf")}
        rule={ending.showIf}
        before={questionsOf(survey)}
        fault={ruleFault && problemWords(ruleFault, t, i18n.language)}
        onChange={(rule) => put([...path, "showIf"], rule, null)}
      />
      <Toggle path={[...path, "statusLink"]} label={t("surveys.statusLink")} hint={t("surveys.statusLinkHint")} />
      {ending.button ? (
        <>
          <Words path={[...path, "button", "label"]} label={t("surveys.buttonLabel")} />
          <Line
            path={[...path, "button", "url"]}
            label={t("surveys.buttonUrl")}
            type="url"
            placeholder="https://"
            needed
          />
          {mayEdit && (
            <Button size="compact-sm" onClick={() => put([...path, "button"], undefined, null)}>
              {t("surveys.dropButton")}
            </Button>
          )}
        </>
      ) : (
        mayEdit && (
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => put([...path, "button"], { label: {}, url: "https://" }, null)}
          >
            {t("surveys.addButton")}
          </Button>
        )
      )}
      {mayEdit && survey.endings.length > 1 && (
        <div>
          <Button size="compact-sm" color="red" variant="subtle" onClick={remove}>
            {t("common.remove")}
          </Button>
        </div>
      )}
    </div>
  )
}
