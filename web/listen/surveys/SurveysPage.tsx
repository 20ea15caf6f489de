import { Button, Select, TextInput } from "@mantine/core"
import { useSearch } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../api/generated.ts"
import { useGet, usePages } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go, useGo } from "../../app/Go.tsx"
import { useMay, useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { ExportMenu } from "../../ui/filters/ExportMenu.tsx"
import { ViewsMenu } from "../../ui/filters/ViewsMenu.tsx"
import { Loaded, RowBones } from "../../ui/Loaded.tsx"
import { More } from "../../ui/More.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { languageName, stateTones, surveyStates } from "./survey-words.ts"

type Summary = Answer<"SurveySummary">

/** What customers are being asked, and how many have answered. */
export default function SurveysPage() {
  const { t } = useTranslation()
  const { org } = useSession()
  const go = useGo()
  const search = useSearch({ strict: false }) as { q?: string; state?: string }
  const query = { q: search.q, state: search.state }
  const pages = usePages<Summary>("surveys", "/surveys", query)
  const open = useGet<{ items: Summary[]; next: string | null }>("surveys", "/surveys", { state: "open", limit: 200 })
  const filter = (change: Partial<typeof query>) => go(paths.surveys(org, { ...query, ...change }), { replace: true })
  const nothingYet = pages.items.length === 0 && !query.q && !query.state
  const running = open.data?.items.length ?? 0
  return (
    <>
      <PageHead
        title={open.data ? t("surveys.sentence", { count: running }) : t("place.surveys")}
        documentTitle={t("place.surveys")}
        lede={t("surveys.lede")}
      >
        <NewButton />
        <ViewsMenu
          page="surveys"
          query={{ where: [], ...search } as never}
          onChoose={({ where: _, ...chosen }) => go(paths.surveys(org, chosen as never), { replace: true })}
        />
        <ExportMenu path="/surveys/export" query={query} />
      </PageHead>
      {!nothingYet && (
        <search className="row" aria-label={t("filter.label")} style={{ marginBottom: 12 }}>
          <TextInput
            aria-label={t("surveys.search")}
            placeholder={t("surveys.search")}
            defaultValue={search.q ?? ""}
            onKeyDown={(event) => event.key === "Enter" && filter({ q: event.currentTarget.value || undefined })}
          />
          <Select
            aria-label={t("surveys.stateLabel")}
            placeholder={t("surveys.anyState")}
            clearable
            w={180}
            value={search.state ?? null}
            onChange={(state) => filter({ state: state ?? undefined })}
            data={surveyStates.map((state) => ({ value: state, label: t(`surveys.state.${state}`) }))}
          />
        </search>
      )}
      <Loaded
        query={{ data: pages.data, error: pages.error, refetch: pages.refetch as never }}
        bones={<RowBones count={4} />}
      >
        {() =>
          nothingYet ? (
            <EmptyState
              title={t("surveys.emptyTitle")}
              example={
                <>
                  <p className="n">{t("common.example")}</p>
                  <p>{t("surveys.emptyExample")}</p>
                </>
              }
              action={<NewButton />}
            >
              {t("surveys.emptyBody")}
            </EmptyState>
          ) : pages.items.length === 0 ? (
            <p className="n">{t("surveys.noneFits")}</p>
          ) : (
            <>
              <ul className="rows">
                {pages.items.map((one) => (
                  <li key={one.id}>
                    <Row survey={one} />
                  </li>
                ))}
              </ul>
              <More pages={pages} />
            </>
          )
        }
      </Loaded>
    </>
  )
}

function NewButton() {
  const { t } = useTranslation()
  const { org } = useSession()
  if (!useMay("surveys.edit")) return null
  return (
    <Button component={Go} href={paths.newSurvey(org)} variant="filled">
      {t("surveys.ask")}
    </Button>
  )
}

function Row({ survey }: { survey: Summary }) {
  const { t, i18n } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const { finished, lastAt } = survey.responses
  return (
    <Go className="linkrow" href={paths.survey(org, survey.id)}>
      <span className="spread">
        <span className="title">{survey.title}</span>
        <span className="row" style={{ flexWrap: "nowrap" }}>
          {survey.changed && survey.published && (
            <span className="tag" data-tone="accent">
              {t("surveys.changedSince")}
            </span>
          )}
          <span className="tag" data-tone={stateTones[survey.state]}>
            {t(`surveys.state.${survey.state}`)}
          </span>
        </span>
      </span>
      <span className="n">
        {[
          t("surveys.questions", { count: survey.questions }),
          survey.touchpoint,
          survey.languages.map((tag) => languageName(tag, i18n.language)).join(t("common.listComma")),
          t("surveys.answered", { count: finished }),
          lastAt && t("surveys.lastAnswer", { when: format.ago(lastAt) }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </span>
    </Go>
  )
}
