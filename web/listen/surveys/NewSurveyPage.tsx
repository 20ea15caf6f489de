import { Button, FileButton } from "@mantine/core"
import { useSearch } from "@tanstack/react-router"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Text } from "../../../survey/definition.ts"
import type { Answer } from "../../api/generated.ts"
import { sayTrouble, useChange, useGet } from "../../app/data.tsx"
import { useGo } from "../../app/Go.tsx"
import { useMay, useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { Loaded, RowBones } from "../../ui/Loaded.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { Imported } from "./parts/Imported.tsx"
import classes from "./parts/Surveys.module.css"
import { languageName, type SurveyRecord } from "./survey-words.ts"

type Template = Answer<"SurveyTemplate">
type ImportAnswer = Omit<Answer<"SurveyImported">, "survey"> & { survey: SurveyRecord }

/** What do you want to know? A template is the whole set-up; one press, and it stands there as customers will see it. */
export default function NewSurveyPage() {
  const { t, i18n } = useTranslation()
  const { org } = useSession()
  const go = useGo()
  const may = useMay("surveys.edit")
  const { touchpoint } = useSearch({ strict: false }) as { touchpoint?: string }
  const templates = useGet<{ items: Template[] }>("surveys", "/survey-templates")
  const [imported, setImported] = useState<ImportAnswer | null>(null)
  const begin = useChange<{ template?: string; languages?: string[]; title?: string }, SurveyRecord>({
    run: (given, send) => send("POST", "/surveys", { ...given, ...(touchpoint ? { touchpoint } : {}) }),
    touches: ["surveys"],
    after: ({ id }, { template }) => go(paths.survey(org, id, { view: template ? "preview" : undefined })),
  })
  const bring = useChange<unknown, ImportAnswer>({
    run: (definition, send) => send("POST", "/surveys/import", definition),
    touches: ["surveys"],
    after: (answer) => (answer.left.length > 0 ? setImported(answer) : go(paths.survey(org, answer.survey.id))),
  })
  const read = async (file: File | null) => {
    if (!file) return
    try {
      bring.mutate(JSON.parse(await file.text()))
    } catch {
      sayTrouble(new Error(t("surveys.notJson", { name: file.name })))
    }
  }
  const said = (text: Text) =>
    text[i18n.language] ?? Object.entries(text).find(([tag]) => i18n.language.startsWith(tag))?.[1] ?? text.en ?? ""
  if (imported) return <Imported answer={imported} />
  return (
    <>
      <PageHead title={t("surveys.newTitle")} documentTitle={t("surveys.ask")} lede={t("surveys.newLede")}>
        <Button
          disabled={!may}
          onClick={() => begin.mutate({ title: t("surveys.untitled"), languages: [i18n.language] })}
        >
          {t("surveys.empty")}
        </Button>
        <FileButton onChange={(file) => void read(file)} accept=".json,.qsf,application/json">
          {(props) => (
            <Button {...props} disabled={!may} loading={bring.isPending}>
              {t("surveys.import")}
            </Button>
          )}
        </FileButton>
      </PageHead>
      <Loaded query={templates} bones={<RowBones count={5} />}>
        {({ items }) => (
          <div className="stack">
            {[...Map.groupBy(items, ({ group }) => group)].map(([group, list]) => (
              <section key={group}>
                <h2>{t(`surveys.group.${group}`)}</h2>
                <ul className={classes.gallery}>
                  {list.map((one) => (
                    <li key={one.id}>
                      <button
                        type="button"
                        className={classes.template}
                        disabled={!may || begin.isPending}
                        onClick={() => begin.mutate({ template: one.id, title: said(one.definition.title) })}
                      >
                        <b>{said(one.name)}</b>
                        <span>{said(one.why)}</span>
                        <span className="n">
                          {[
                            t("surveys.questions", {
                              count: one.definition.pages.reduce((sum, page) => sum + page.questions.length, 0),
                            }),
                            one.definition.languages
                              .map((tag) => languageName(tag, i18n.language))
                              .join(t("common.listComma")),
                          ].join(" · ")}
                        </span>
                      </button>
                    </li>
                  ))}
                </ul>
              </section>
            ))}
          </div>
        )}
      </Loaded>
      {!may && <p className="n">{t("permission.surveys.edit")}</p>}
    </>
  )
}
