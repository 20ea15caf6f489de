import { ActionIcon, Button, Menu } from "@mantine/core"
import { type KeyboardEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Question } from "../../../../survey/definition.ts"
import { Icon } from "../../../ui/Icon.tsx"
import { newQuestion, type Preset, presetOf, presets } from "../new-question.ts"
import { addQuestion, dropQuestion, moveQuestion, questionsOf, type Target } from "../survey-moves.ts"
import { type At, atOfProblem, atText, type Part, parts, shortOf } from "../survey-words.ts"
import { useBuilder } from "./builder-context.ts"
import { newId } from "./QuestionForm.tsx"
import classes from "./Surveys.module.css"

/** Everything of a survey in the order it is met: pages with their questions, the endings, and the survey's own pages. */
export function Outline({ at }: { at: At }) {
  const { t } = useTranslation()
  const { survey, draft, language, problems, mayEdit, go } = useBuilder()
  const [dragged, setDragged] = useState<string | null>(null)
  const [over, setOver] = useState<string | null>(null)
  const [said, setSaid] = useState("")
  const selected = atText(at)
  const stopped = new Set(
    problems.filter(({ severity }) => severity === "stops").map((problem) => atText(atOfProblem(survey, problem))),
  )
  const move = (id: string, by: -1 | 1) => {
    const next = moveQuestion(survey, id, by)
    if (next === survey) return
    draft.edit(() => next)
    const all = questionsOf(next)
    setSaid(t("surveys.movedTo", { number: all.findIndex((one) => one.id === id) + 1, of: all.length }))
    // A moved element loses the focus; whoever moves by keyboard wants to go on.
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-outline="${id}"]`)?.focus())
  }
  const drop = (target: Target) => {
    if (dragged) draft.edit((now) => dropQuestion(now, dragged, target, newId("p")))
    setDragged(null)
    setOver(null)
  }
  const zone = (key: string, target: Target) => ({
    onDragOver: (event: React.DragEvent) => {
      if (!dragged) return
      event.preventDefault()
      setOver(key)
    },
    onDragLeave: () => setOver(null),
    onDrop: (event: React.DragEvent) => {
      event.preventDefault()
      drop(target)
    },
    "data-over": over === key || undefined,
  })
  const entry = (to: At, label: string, more: { kind?: string } = {}) => (
    <button
      type="button"
      className={classes.entry}
      aria-current={selected === atText(to) ? "true" : undefined}
      data-stopped={stopped.has(atText(to)) || undefined}
      onClick={() => go(to)}
    >
      <span>{label}</span>
      {more.kind && <span className="n">{more.kind}</span>}
    </button>
  )
  const questionEntry = (question: Question) => {
    const to = { kind: "question" as const, id: question.id }
    const label = shortOf(question.title, survey, language) || t("surveys.noWordsYet")
    const here = selected === atText(to)
    return (
      <div className={classes.line} key={question.id} {...zone(question.id, { before: question.id })}>
        <button
          type="button"
          className={classes.entry}
          data-outline={question.id}
          data-dragged={dragged === question.id || undefined}
          data-stopped={stopped.has(atText(to)) || undefined}
          aria-current={here ? "true" : undefined}
          aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
          draggable={mayEdit}
          onDragStart={(event) => {
            event.dataTransfer.effectAllowed = "move"
            event.dataTransfer.setData("text/plain", question.id)
            setDragged(question.id)
          }}
          onDragEnd={() => setDragged(null)}
          onClick={() => go(to)}
          onKeyDown={(event: KeyboardEvent) => {
            if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return
            event.preventDefault()
            move(question.id, event.key === "ArrowUp" ? -1 : 1)
          }}
        >
          <span>{label}</span>
          <span className="n">
            {t(`surveys.kind.${presetOf(question)}`)}
            {question.showIf && ` · ${t("surveys.sometimes")}`}
          </span>
        </button>
        {here && mayEdit && (
          <span className={classes.movers}>
            <ActionIcon
              size="sm"
              aria-label={t("surveys.moveUp", { question: label })}
              onClick={() => move(question.id, -1)}
            >
              <span aria-hidden="true">↑</span>
            </ActionIcon>
            <ActionIcon
              size="sm"
              aria-label={t("surveys.moveDown", { question: label })}
              onClick={() => move(question.id, 1)}
            >
              <span aria-hidden="true">↓</span>
            </ActionIcon>
          </span>
        )}
      </div>
    )
  }
  return (
    <nav className={classes.outline} aria-label={t("surveys.outline")}>
      <h2 className={classes.heading}>{t("surveys.questionsTitle")}</h2>
      <ol>
        {survey.pages.map((page) => (
          <li key={page.id} className={classes.page}>
            <div className={classes.gap} {...zone(`page ${page.id}`, { page: page.id })} />
            {page.questions.map(questionEntry)}
            {page.jumps && (
              <span className={`n ${classes.jumps}`}>{t("surveys.jumps", { count: page.jumps.length })}</span>
            )}
          </li>
        ))}
      </ol>
      <div className={classes.gap} {...zone("end", { page: null })} />
      {mayEdit && <AddQuestion at={at} />}
      <h2 className={classes.heading}>{t("surveys.endings")}</h2>
      {survey.endings.map((ending) => (
        <div key={ending.id}>
          {entry(
            { kind: "ending", id: ending.id },
            shortOf(ending.title, survey, language) || t("surveys.noWordsYet"),
            {
              kind: ending.showIf && t("surveys.sometimes"),
            },
          )}
        </div>
      ))}
      {mayEdit && (
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<Icon name="plus" size={12} />}
          onClick={() => {
            const id = newId("end")
            draft.edit((now) => ({ ...now, endings: [...now.endings, { id, title: {} }] }))
            go({ kind: "ending", id })
          }}
        >
          {t("surveys.addEnding")}
        </Button>
      )}
      <h2 className={classes.heading}>{t("surveys.wholeSurvey")}</h2>
      {parts.map((part: Part) => (
        <div key={part}>{entry({ kind: part }, t(`surveys.part.${part}`))}</div>
      ))}
      <span role="status" className="only-screen-reader">
        {said}
      </span>
    </nav>
  )
}

function AddQuestion({ at }: { at: At }) {
  const { t } = useTranslation()
  const { draft, go } = useBuilder()
  const add = (preset: Preset) => {
    const id = newId(preset)
    draft.edit((now) =>
      addQuestion(now, newQuestion(preset, id, now), newId("p"), at.kind === "question" ? at.id : null),
    )
    go({ kind: "question", id })
  }
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <Button size="compact-sm" leftSection={<Icon name="plus" size={12} />} mt={8}>
          {t("surveys.addQuestion")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown style={{ maxHeight: 420, overflowY: "auto" }}>
        {presets.map((group, index) => (
          <div key={group[0]}>
            <Menu.Label>{t(`surveys.kindGroup.${index}`)}</Menu.Label>
            {group.map((preset) => (
              <Menu.Item key={preset} onClick={() => add(preset)}>
                {t(`surveys.kind.${preset}`)}
              </Menu.Item>
            ))}
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
