import { useTranslation } from "react-i18next"
import type { Problem } from "../../../../survey/problems.ts"
import { atOfProblem, problemWords, shortOf } from "../survey-words.ts"
import { useBuilder } from "./builder-context.ts"
import classes from "./Surveys.module.css"

/** What to see to before publishing; each leads to its place. Missing translations are one line a language. */
export function ProblemList({ problems, onChosen }: { problems: readonly Problem[]; onChosen?: () => void }) {
  const { t, i18n } = useTranslation()
  const { survey, language, go } = useBuilder()
  const translations = Map.groupBy(
    problems.filter(({ code }) => code === "noTranslation"),
    ({ about }) => about ?? "",
  )
  const others = problems.filter(({ code }) => code !== "noTranslation")
  const where = (problem: Problem) => {
    const at = atOfProblem(survey, problem)
    if (!("id" in at)) return t(`surveys.part.${at.kind}`)
    const found =
      at.kind === "ending"
        ? survey.endings.find(({ id }) => id === at.id)?.title
        : survey.pages.flatMap(({ questions }) => questions).find(({ id }) => id === at.id)?.title
    return shortOf(found, survey, language, 40) || t("surveys.noWordsYet")
  }
  const line = (key: string, problem: Problem, words: string, place: string) => (
    <li key={key}>
      <button
        type="button"
        className={classes.problem}
        data-severity={problem.severity}
        onClick={() => {
          go(atOfProblem(survey, problem))
          onChosen?.()
        }}
      >
        <span>{words}</span>
        <span className="n">{place}</span>
      </button>
    </li>
  )
  return (
    <ul className={classes.problems}>
      {others.map((problem) =>
        line(JSON.stringify(problem), problem, problemWords(problem, t, i18n.language), where(problem)),
      )}
      {[...translations].map(([tag, list]) => {
        const [first] = list
        return (
          first &&
          line(
            tag,
            first,
            t("surveys.missingIn", {
              count: list.length,
              language: problemLanguage(tag, i18n.language),
            }),
            t("surveys.part.languages"),
          )
        )
      })}
    </ul>
  )
}

const problemLanguage = (tag: string, inLanguage: string) =>
  new Intl.DisplayNames([inLanguage], { type: "language" }).of(tag) ?? tag
