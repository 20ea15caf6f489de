import { Button, SegmentedControl, Select } from "@mantine/core"
import { useQueryClient } from "@tanstack/react-query"
import { useParams, useSearch } from "@tanstack/react-router"
import { useEffect, useMemo, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Survey } from "../../../survey/definition.ts"
import { languageOf } from "../../../survey/languages.ts"
import { problemsOf } from "../../../survey/problems.ts"
import { useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go, useGo } from "../../app/Go.tsx"
import { useMay, useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { HeadBones, Loaded, RowBones } from "../../ui/Loaded.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { type Builder, BuilderContext } from "./parts/builder-context.ts"
import { Conflict } from "./parts/Conflict.tsx"
import { Editing } from "./parts/Editing.tsx"
import { Outline } from "./parts/Outline.tsx"
import { PreviewPane } from "./parts/PreviewPane.tsx"
import { ProblemList } from "./parts/ProblemList.tsx"
import { Publish } from "./parts/Publish.tsx"
import { SavingState } from "./parts/SavingState.tsx"
import { SurveyMenu } from "./parts/SurveyMenu.tsx"
import classes from "./parts/Surveys.module.css"
import { placeOf } from "./survey-moves.ts"
import { type At, atOf, atText, languageName, type SurveyRecord, stateTones } from "./survey-words.ts"
import { useDraft } from "./use-draft.ts"

/** The builder: what is asked on the left, one thing of it in the middle, and beside it the survey as it will be seen. */
export default function SurveyPage() {
  const { id } = useParams({ strict: false })
  const survey = useGet<SurveyRecord>("surveys", `/surveys/${id}`)
  return (
    <Loaded
      query={survey}
      bones={
        <>
          <HeadBones />
          <RowBones count={4} />
        </>
      }
    >
      {(data) => <SurveyView key={data.id} record={data} />}
    </Loaded>
  )
}

function SurveyView({ record }: { record: SurveyRecord }) {
  const { t, i18n } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const go = useGo()
  const client = useQueryClient()
  const search = useSearch({ strict: false }) as { at?: string; view?: string }
  const mayEdit = useMay("surveys.edit")
  const draft = useDraft(record, mayEdit)
  const survey = draft.work.draft
  const [wantedLanguage, setWantedLanguage] = useState<string | null>(null)
  const language = languageOf(survey, [wantedLanguage, i18n.language])
  const published = usePublished(record)
  const problems = useMemo(() => problemsOf(survey, published), [survey, published])
  const firstQuestion = survey.pages[0]?.questions[0]
  const chosen = existing(atOf(search.at), survey)
  const at: At = chosen ?? (firstQuestion ? { kind: "question", id: firstQuestion.id } : { kind: "settings" })
  const view = search.view === "preview" ? "preview" : "edit"
  const show = (next: { at?: At | null; view?: string }) =>
    go(
      paths.survey(org, record.id, {
        at: next.at === null ? undefined : next.at ? atText(next.at) : search.at,
        view: next.view ?? (next.at ? undefined : search.view),
      }),
      { replace: true },
    )
  useUndoKeys(draft)
  const builder: Builder = { draft, survey, language, problems, mayEdit, go: (to) => show({ at: to, view: "edit" }) }
  const place = at.kind === "question" && "id" in at ? placeOf(survey, at.id) : null
  const { finished, lastAt } = record.responses
  return (
    <BuilderContext value={builder}>
      <PageHead
        title={t(`surveys.title.${record.state}`, { title: draft.work.title, count: finished })}
        documentTitle={draft.work.title}
        tags={
          <>
            <span className="tag" data-tone={stateTones[record.state]}>
              {t(`surveys.state.${record.state}`)}
            </span>
            {record.published && (
              <span className="tag">{t("surveys.version", { number: record.published.number })}</span>
            )}
            {record.published && record.changed && (
              <span className="tag" data-tone="accent">
                {t("surveys.changedSince")}
              </span>
            )}
          </>
        }
        lede={
          finished > 0 && lastAt ? (
            <>
              {t("surveys.answered", { count: finished })}, {t("surveys.lastAnswer", { when: format.ago(lastAt) })}.{" "}
              <Go href={paths.surveyResults(org, record.id)}>{t("surveys.toResults")}</Go>
            </>
          ) : undefined
        }
      >
        <Publish record={record} />
        {record.published && (
          <Button
            component={Go}
            href={paths.surveyShare(org, record.id)}
            variant={record.changed ? "default" : "filled"}
          >
            {t("surveys.share")}
          </Button>
        )}
        {mayEdit && (
          <Button.Group>
            <Button disabled={!draft.undo} onClick={() => draft.undo?.()}>
              {t("common.undo")}
            </Button>
            <Button disabled={!draft.redo} onClick={() => draft.redo?.()}>
              {t("surveys.redo")}
            </Button>
          </Button.Group>
        )}
        <SurveyMenu record={record} />
        <SavingState draft={draft} />
      </PageHead>
      {problems.length > 0 && (
        <details className={classes.found} open={problems.some(({ severity }) => severity === "stops") || undefined}>
          <summary>{problemSummary(problems, t)}</summary>
          <ProblemList problems={problems} />
        </details>
      )}
      <div className={classes.switch}>
        <SegmentedControl
          fullWidth
          aria-label={t("surveys.view")}
          value={view}
          onChange={(next) => show({ view: next })}
          data={[
            { value: "preview", label: t("surveys.preview") },
            { value: "edit", label: t("surveys.edit") },
          ]}
        />
      </div>
      <div className={classes.builder} data-view={view} data-chosen={chosen ? "" : undefined}>
        <Outline at={at} />
        <section className={classes.middle} aria-label={t("surveys.middle")}>
          <div className={classes.back}>
            <Button size="compact-sm" variant="subtle" onClick={() => show({ at: null })}>
              ← {t("surveys.allQuestions")}
            </Button>
          </div>
          {survey.languages.length > 1 && at.kind !== "languages" && at.kind !== "look" && at.kind !== "limits" && (
            <Select
              mb={14}
              w={220}
              size="xs"
              label={t("surveys.writeIn")}
              allowDeselect={false}
              value={language}
              onChange={setWantedLanguage}
              data={survey.languages.map((tag) => ({ value: tag, label: languageName(tag, i18n.language) }))}
            />
          )}
          <Editing
            key={atText(at)}
            at={at}
            surveyId={record.id}
            onBrought={() => void client.invalidateQueries({ queryKey: [org, "surveys"] })}
          />
        </section>
        <PreviewPane survey={survey} place={place ? (survey.pages[place.page]?.id ?? null) : null} />
      </div>
      <Conflict draft={draft} />
    </BuilderContext>
  )
}

/** What customers are asked now, to say what a change would do to the trends. */
function usePublished({ id, published }: SurveyRecord): Survey | null {
  const path = `/surveys/${id}/versions/${published?.number ?? 0}`
  const version = useGet<{ definition?: Survey }>("surveys", path, {}, { enabled: published !== null })
  return (published && version.data?.definition) || null
}

/** What the address names, if it is still there. */
function existing(at: At | null, survey: Survey): At | null {
  if (!at || !("id" in at)) return at
  const list = at.kind === "ending" ? survey.endings : survey.pages.flatMap(({ questions }) => questions)
  return list.some(({ id }) => id === at.id) ? at : null
}

function problemSummary(problems: readonly { severity: string }[], t: ReturnType<typeof useTranslation>["t"]): string {
  const stopping = problems.filter(({ severity }) => severity === "stops").length
  const warning = problems.length - stopping
  return [
    stopping > 0 && t("surveys.stopping", { count: stopping }),
    warning > 0 && t("surveys.warning", { count: warning }),
  ]
    .filter(Boolean)
    .join(" · ")
}

/** ⌘Z and ⌘⇧Z over everything, also inside a field: its own undo would know only that field. */
function useUndoKeys({ undo, redo }: { undo: (() => void) | null; redo: (() => void) | null }) {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (!(event.metaKey || event.ctrlKey) || event.altKey) return
      const key = event.key.toLowerCase()
      const step = key === "z" ? (event.shiftKey ? redo : undo) : key === "y" ? redo : undefined
      if (step === undefined) return
      event.preventDefault()
      step?.()
    }
    addEventListener("keydown", pressed)
    return () => removeEventListener("keydown", pressed)
  }, [undo, redo])
}
