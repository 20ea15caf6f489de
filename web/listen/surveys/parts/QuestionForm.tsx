import { Button, Select } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Question } from "../../../../survey/definition.ts"
import { asPreset, type Preset, presetOf, presets } from "../new-question.ts"
import { changeQuestion, copyQuestion, joinWithBefore, removeQuestion, splitBefore } from "../survey-moves.ts"
import { problemWords } from "../survey-words.ts"
import { namesBefore, pageOf, questionsBefore, useBuilder, useProblemsAt, usePut } from "./builder-context.ts"
import { Toggle, Words } from "./Fields.tsx"
import { KindForm } from "./KindForm.tsx"
import { PageForm } from "./PageForm.tsx"
import { RuleEditor } from "./RuleEditor.tsx"

/** One question: its words, what kind it is, when it is asked, and what comes after its page. */
export function QuestionForm({ question }: { question: Question }) {
  const { t, i18n } = useTranslation()
  const { survey, language, draft, mayEdit, go } = useBuilder()
  const put = usePut()
  const place = pageOf(survey, question.id)
  const path = ["pages", place?.page ? survey.pages.indexOf(place.page) : 0, "questions", place?.index ?? 0]
  const problems = useProblemsAt(path)
  const [ruleFault] = useProblemsAt([...path, "showIf"])
  const page = place?.page
  if (!page) return null
  const names = namesBefore(survey, { kind: "question", id: question.id }, i18n.language, t("surveys.personName"))
  const isLast = place.index === page.questions.length - 1
  const at = survey.pages.indexOf(page)
  const copy = () => {
    const id = newId(question.kind)
    draft.edit((now) => copyQuestion(now, question.id, id))
    go({ kind: "question", id })
  }
  const remove = () => {
    const all = survey.pages.flatMap(({ questions }) => questions)
    const index = all.findIndex(({ id }) => id === question.id)
    const next = all[index + 1] ?? all[index - 1]
    draft.edit((now) => removeQuestion(now, question.id))
    go(next ? { kind: "question", id: next.id } : { kind: "settings" })
  }
  return (
    <div className="stack">
      <Select
        label={t("surveys.kindLabel")}
        w={280}
        disabled={!mayEdit}
        allowDeselect={false}
        value={presetOf(question)}
        data={presets.map((group, index) => ({
          group: t(`surveys.kindGroup.${index}`),
          items: group.map((one) => ({ value: one, label: t(`surveys.kind.${one}`) })),
        }))}
        onChange={(next) =>
          next && draft.edit((now) => changeQuestion(now, question.id, (one) => asPreset(one, next as Preset, now)))
        }
      />
      <Words path={[...path, "title"]} label={t("surveys.question")} lines={2} names={names} />
      <Words path={[...path, "help"]} label={t("surveys.help")} lines={1} optional names={names} />
      {problems.map((problem) => (
        <p key={`${problem.code}${problem.about}`} className={problem.severity === "stops" ? "bad n" : "n"}>
          {problemWords(problem, t, i18n.language)}
        </p>
      ))}
      <KindForm question={question} path={path} />
      {question.kind !== "statement" && (
        <Toggle
          path={[...path, "required"]}
          label={t(question.kind === "consent" ? "surveys.mustAgree" : "surveys.required")}
        />
      )}
      <RuleEditor
        label={t("surveys.askOnlyIf")}
        add={t("surveys.addAskOnlyIf")}
        rule={question.showIf}
        before={questionsBefore(survey, question.id)}
        fault={ruleFault && problemWords(ruleFault, t, language)}
        onChange={(rule) => put([...path, "showIf"], rule, null)}
      />
      {mayEdit && (
        <div className="row">
          <Button size="compact-sm" onClick={copy}>
            {t("surveys.copyQuestion")}
          </Button>
          {place.index > 0 ? (
            <Button size="compact-sm" onClick={() => draft.edit((now) => splitBefore(now, question.id, newId("p")))}>
              {t("surveys.ownPage")}
            </Button>
          ) : (
            at > 0 && (
              <Button size="compact-sm" onClick={() => draft.edit((now) => joinWithBefore(now, page.id))}>
                {t("surveys.joinPage")}
              </Button>
            )
          )}
          <Button size="compact-sm" color="red" variant="subtle" onClick={remove}>
            {t("common.remove")}
          </Button>
        </div>
      )}
      {isLast && <PageForm page={page} at={at} />}
    </div>
  )
}

export const newId = (stem: string) => `${stem}_${crypto.randomUUID().slice(0, 6)}`
