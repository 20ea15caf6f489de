import { Modal, Select, Switch, TextInput } from "@mantine/core"
import { useSearch } from "@tanstack/react-router"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../api/generated.ts"
import { useChange, useGet, usePages } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go, useGo } from "../../app/Go.tsx"
import { useMay, useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { ExportMenu } from "../../ui/filters/ExportMenu.tsx"
import { valueLabel } from "../../ui/filters/field-words.ts"
import { Loaded, RowBones } from "../../ui/Loaded.tsx"
import { MayButton } from "../../ui/MayButton.tsx"
import { More } from "../../ui/More.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { expected, type State, tones } from "./guidance-words.ts"

type Guidance = Answer<"Guidance">
const states: State[] = ["live", "asked", "draft", "scheduled", "expired", "withdrawn"]

/** What the contact centre says about which problem, in which languages, and whether it helps. */
export default function GuidanceListPage() {
  const { t } = useTranslation()
  const { org } = useSession()
  const go = useGo()
  const search = useSearch({ strict: false }) as {
    state?: string
    without?: string
    q?: string
    plan?: string
  }
  const query = { state: search.state, without: search.without, q: search.q, plan: search.plan }
  const pages = usePages<Guidance>("guidance", "/guidance", query)
  const counts = useGet<{ counts: Partial<Record<State, number>>; total: number }>("guidance", "/guidance", {
    limit: 1,
  })
  const filter = (change: Partial<typeof query>) =>
    go(paths.guidanceList(org, { ...query, ...change }), { replace: true })
  const [writing, setWriting] = useState(false)
  const begin = useBegin()
  // Come from a plan, it is about that plan; otherwise one says about which problem.
  const write = () => (search.plan ? begin.mutate({ planId: search.plan }) : setWriting(true))
  const filtered = Object.values(query).some((value) => value !== undefined && value !== search.plan)
  const { live = 0, asked = 0 } = counts.data?.counts ?? {}
  return (
    <>
      <PageHead
        title={counts.data ? t("guidance.sentence", { count: live }) : t("place.guidance")}
        documentTitle={t("place.guidance")}
        lede={
          <>
            {t("guidance.lede")} {asked > 0 && <b>{t("guidance.waiting", { count: asked })}</b>}
          </>
        }
      >
        <MayButton permission="guidance.edit" variant="filled" loading={begin.isPending} onClick={write}>
          {t("guidance.write")}
        </MayButton>
        <ExportMenu path="/guidance/export" query={query} />
      </PageHead>
      <search className="row" aria-label={t("filter.label")} style={{ marginBottom: 12 }}>
        <TextInput
          aria-label={t("guidance.search")}
          placeholder={t("guidance.search")}
          defaultValue={search.q ?? ""}
          onKeyDown={(event) => event.key === "Enter" && filter({ q: event.currentTarget.value || undefined })}
        />
        <Select
          aria-label={t("guidance.stateLabel")}
          placeholder={t("guidance.anyState")}
          clearable
          w={180}
          value={search.state ?? null}
          onChange={(state) => filter({ state: state ?? undefined })}
          data={states.map((state) => ({ value: state, label: t(`guidance.state.${state}`) }))}
        />
        <Select
          aria-label={t("guidance.missing")}
          placeholder={t("guidance.missing")}
          clearable
          w={210}
          value={search.without ?? null}
          onChange={(without) => filter({ without: without ?? undefined })}
          data={expected.map((tag) => ({
            value: tag,
            label: t("guidance.missingIn", { language: valueLabel("language", tag, t) }),
          }))}
        />
      </search>
      <Loaded
        query={{ data: pages.data, error: pages.error, refetch: pages.refetch as never }}
        bones={<RowBones count={4} />}
      >
        {() =>
          pages.items.length === 0 && !filtered && (search.plan || counts.data?.total === 0) ? (
            <EmptyState
              title={t("guidance.emptyTitle")}
              example={
                <>
                  <p className="n">{t("common.example")}</p>
                  <p>{t("guidance.emptyExample")}</p>
                </>
              }
              action={
                <MayButton permission="guidance.edit" variant="filled" loading={begin.isPending} onClick={write}>
                  {t("guidance.write")}
                </MayButton>
              }
            >
              {t("guidance.emptyBody")}
            </EmptyState>
          ) : pages.items.length === 0 ? (
            <p className="n">{t("guidance.noneFits")}</p>
          ) : (
            <>
              <ul className="rows">
                {pages.items.map((one) => (
                  <li key={one.id}>
                    <Row guidance={one} />
                  </li>
                ))}
              </ul>
              <More pages={pages} />
            </>
          )
        }
      </Loaded>
      <SecondPerson />
      <Modal opened={writing} onClose={() => setWriting(false)} title={t("guidance.write")}>
        <Begin />
      </Modal>
    </>
  )
}

function Row({ guidance }: { guidance: Guidance }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const { use } = guidance
  const missing = expected.filter(
    (tag) => !guidance.languages.some((one) => one.toLowerCase().startsWith(tag.slice(0, 2))),
  )
  return (
    <Go className="linkrow" href={paths.guidance(org, guidance.id)}>
      <span className="spread">
        <span className="title">{guidance.title}</span>
        <span className="row" style={{ flexWrap: "nowrap" }}>
          {guidance.draft && guidance.state === "live" && (
            <span className="tag" data-tone="accent">
              {t(guidance.draft.state === "asked" ? "guidance.nextAsked" : "guidance.nextDraft")}
            </span>
          )}
          <span className="tag" data-tone={tones[guidance.state]}>
            {t(`guidance.state.${guidance.state}`)}
          </span>
        </span>
      </span>
      <span className="n">
        {[
          guidance.problem?.statement,
          guidance.languages.map((tag) => valueLabel("language", tag, t)).join(t("common.listComma")),
          use.shown > 0 && t("guidance.shown", { count: use.shown }),
          answeredWords(use, t, format),
        ]
          .filter(Boolean)
          .join(" · ")}
        {missing.length > 0 && (
          <span style={{ color: "var(--warn)" }}>
            {" · "}
            {t("guidance.missingIn", {
              language: missing.map((tag) => valueLabel("language", tag, t)).join(t("common.listComma")),
            })}
          </span>
        )}
      </span>
    </Go>
  )
}

/** "answered the question 78 % (70 to 85 %, n 120)" */
export function answeredWords(
  { answered }: Answer<"GuidanceUse">,
  t: ReturnType<typeof useTranslation>["t"],
  format: ReturnType<typeof useFormat>,
): string | null {
  if (answered.estimate === null || answered.low === null || answered.high === null) return null
  return t("guidance.answered", {
    share: format.percent(answered.estimate),
    low: format.percent(answered.low),
    high: format.percent(answered.high),
    n: format.number(answered.n),
  })
}

/** Guidance is about a problem: which one? */
function Begin() {
  const { t } = useTranslation()
  const problems = useGet<{ items: Answer<"Problem">[] }>("problems", "/problems", { limit: 100 })
  const begin = useBegin()
  return (
    <Select
      label={t("guidance.aboutWhich")}
      placeholder={t("guidance.chooseProblem")}
      searchable
      data-autofocus
      nothingFoundMessage={t("guidance.noProblem")}
      data={(problems.data?.items ?? []).map((one) => ({ value: one.id, label: `${one.number} · ${one.statement}` }))}
      onChange={(problemId) => problemId && begin.mutate({ problemId })}
    />
  )
}

function useBegin() {
  const { org } = useSession()
  const go = useGo()
  return useChange<{ problemId: string } | { planId: string }, Answer<"GuidancePage">>({
    run: (about, send) => send("POST", "/guidance", about),
    touches: ["guidance", "plans"],
    after: ({ id }) => go(paths.guidance(org, id)),
  })
}

function SecondPerson() {
  const { t } = useTranslation()
  const may = useMay("settings.manage")
  const settings = useGet<Answer<"GuidanceSettings">>("guidance", "/guidance/settings")
  const change = useChange<boolean, Answer<"GuidanceSettings">>({
    run: (secondPerson, send) => send("PUT", "/guidance/settings", { secondPerson }),
    touches: ["guidance"],
    said: () => t("guidance.settingsSaved"),
    undo: (secondPerson, _, send) => send("PUT", "/guidance/settings", { secondPerson: !secondPerson }),
  })
  if (!settings.data) return null
  return (
    <Switch
      mt={30}
      label={t("guidance.secondPerson")}
      description={t("guidance.secondPersonHint")}
      checked={settings.data.secondPerson}
      disabled={!may}
      onChange={(event) => change.mutate(event.currentTarget.checked)}
    />
  )
}
