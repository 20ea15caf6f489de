import { Button, FileButton, Select } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { directionOf } from "../../../../survey/languages.ts"
import { textsOf } from "../../../../survey/texts.ts"
import { apiUrl, call } from "../../../api/client.ts"
import { sayDone, sayTrouble } from "../../../app/data.tsx"
import { useSession } from "../../../app/session.tsx"
import { languageName } from "../survey-words.ts"
import { useBuilder, usePut } from "./builder-context.ts"
import classes from "./Surveys.module.css"

const offered = [
  "en",
  "zh-CN",
  "de",
  "fr",
  "es",
  "it",
  "nl",
  "pt",
  "pl",
  "sv",
  "da",
  "cs",
  "tr",
  "ru",
  "uk",
  "ar",
  "he",
  "fa",
  "hi",
  "ja",
  "ko",
  "zh-TW",
  "vi",
  "th",
  "id",
]

/** The survey's languages, and its texts side by side: what is written, and what it is in another language. */
export function LanguagesForm({ surveyId, onBrought }: { surveyId: string; onBrought: () => void }) {
  const { t, i18n } = useTranslation()
  const { org } = useSession()
  const { draft, survey, mayEdit } = useBuilder()
  const put = usePut()
  const [first = "en", ...others] = survey.languages
  const [wanted, setWanted] = useState(others[0] ?? "")
  const other = others.includes(wanted) ? wanted : (others[0] ?? "")
  const name = (tag: string) => languageName(tag, i18n.language)
  const texts = textsOf(survey).filter(({ text, optional }) => !optional || Object.keys(text ?? {}).length > 0)
  const missing = (tag: string) => texts.filter(({ text }) => !text?.[tag]?.trim()).length
  const bring = async (file: File | null) => {
    if (!file) return
    try {
      await draft.settle()
      const format = file.name.endsWith(".csv") ? "csv" : "xliff"
      await call("PUT", `/surveys/${surveyId}/translations.${format}`, {
        organization: org,
        raw: file,
        type: format === "csv" ? "text/csv" : "application/xliff+xml",
      })
      onBrought()
      sayDone(t("surveys.translationsTaken"))
    } catch (error) {
      sayTrouble(error)
    }
  }
  return (
    <div className="stack">
      <div className="row">
        {survey.languages.map((tag) => (
          <span key={tag} className="tag">
            {name(tag)}
            {tag !== first && missing(tag) > 0 && ` · ${t("surveys.missing", { count: missing(tag) })}`}
          </span>
        ))}
      </div>
      {mayEdit && (
        <div className="row">
          <Select
            aria-label={t("surveys.addLanguage")}
            placeholder={t("surveys.addLanguage")}
            searchable
            w={200}
            value={null}
            data={offered
              .filter((tag) => !survey.languages.includes(tag))
              .map((tag) => ({ value: tag, label: name(tag) }))}
            onChange={(tag) => {
              if (!tag) return
              draft.edit((now) => ({ ...now, languages: [...now.languages, tag] }))
              setWanted(tag)
            }}
          />
          {other && (
            <Button
              size="compact-sm"
              variant="subtle"
              onClick={() => draft.edit((now) => ({ ...now, languages: now.languages.filter((tag) => tag !== other) }))}
            >
              {t("surveys.dropLanguage", { language: name(other) })}
            </Button>
          )}
        </div>
      )}
      {other && (
        <>
          <div className="row">
            {others.length > 1 && (
              <Select
                aria-label={t("surveys.translateInto")}
                w={200}
                allowDeselect={false}
                value={other}
                data={others.map((tag) => ({ value: tag, label: name(tag) }))}
                onChange={(tag) => tag && setWanted(tag)}
              />
            )}
            <Button
              component="a"
              size="compact-sm"
              download
              href={apiUrl(`/surveys/${surveyId}/translations.csv`, { organization: org })}
            >
              {t("surveys.csvOut")}
            </Button>
            <Button
              component="a"
              size="compact-sm"
              download
              href={apiUrl(`/surveys/${surveyId}/translations.xliff`, { organization: org, language: other })}
            >
              {t("surveys.xliffOut")}
            </Button>
            {mayEdit && (
              <FileButton
                accept=".csv,.xlf,.xliff,text/csv,application/xliff+xml"
                onChange={(file) => void bring(file)}
              >
                {(props) => (
                  <Button {...props} size="compact-sm">
                    {t("surveys.translationsIn")}
                  </Button>
                )}
              </FileButton>
            )}
          </div>
          <table className={`plain ${classes.translations}`}>
            <thead>
              <tr>
                <th scope="col">{name(first)}</th>
                <th scope="col">{name(other)}</th>
              </tr>
            </thead>
            <tbody>
              {texts.map(({ text, path }) => (
                <tr key={path.join(".")}>
                  <td lang={first} dir={directionOf(first)}>
                    {text?.[first]}
                  </td>
                  <td>
                    <textarea
                      lang={other}
                      dir={directionOf(other)}
                      aria-label={t("surveys.translationOf", { text: text?.[first] ?? "", language: name(other) })}
                      rows={Math.max(1, Math.ceil((text?.[first]?.length ?? 0) / 40))}
                      readOnly={!mayEdit}
                      data-missing={text?.[other]?.trim() ? undefined : ""}
                      value={text?.[other] ?? ""}
                      onChange={(event) => {
                        const { [other]: _, ...rest } = text ?? {}
                        const words = event.currentTarget.value
                        put(path, words ? { ...rest, [other]: words } : rest, `${path.join(".")}.${other}`)
                      }}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </div>
  )
}
