import { Button, SegmentedControl } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { WorkedLine } from "../../act/outcomes/parts/WorkedLine.tsx"
import type { Feedback, Home, MetricCard, Page } from "../../api/contract.ts"
import { FeedbackRow } from "../../listen/feedback/parts/FeedbackRow.tsx"
import { pathOfRecord, paths } from "../../paths.ts"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { daysAgo } from "../../ui/filters/period.ts"
import { useQueryState } from "../../ui/filters/query-state.ts"
import { Bone, HeadBones, Loaded, RowBones } from "../../ui/Loaded.tsx"
import { NumberCard, NumberCardBones } from "../../ui/NumberCard.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { ActivityList } from "../../ui/record/ActivityList.tsx"
import { Voice } from "../../ui/Voice.tsx"
import { useHeadlines } from "../../understand/signals/use-headlines.ts"
import { useGet } from "../data.tsx"
import { useFormat } from "../format.ts"
import { Go, useGo } from "../Go.tsx"
import { useSession } from "../session.tsx"

/** A department's own page: asked of you, what changed, customers live, what worked. */
export default function HomePage() {
  const [, , search] = useQueryState()
  const home = useGet<Home>("home", "/home", { department: search.department }, { keep: true })
  return (
    <Loaded query={home} bones={<HomeBones />}>
      {(data) => <HomeView home={data} />}
    </Loaded>
  )
}

function HomeView({ home }: { home: Home }) {
  const { t } = useTranslation()
  const { me, org } = useSession()
  const format = useFormat()
  const go = useGo()
  const department = home.department?.name ?? me.organization.name
  const title =
    home.asked.length === 0
      ? t("home.nothingAsked", { department })
      : t("home.asked", { count: home.asked.length, department })
  return (
    <>
      <PageHead
        title={title}
        documentTitle={t("place.home")}
        lede={
          home.since
            ? t("home.greetingSince", { name: me.user.name, when: format.ago(home.since) })
            : t("home.greeting", { name: me.user.name })
        }
      >
        <SegmentedControl
          size="xs"
          aria-label={t("home.whose")}
          value={home.department?.id ?? ""}
          onChange={(department) => go(paths.home(org, { department }), { replace: true })}
          data={home.departments.map((one) => ({ value: one.id, label: one.name }))}
        />
      </PageHead>
      <div className="cols">
        <div className="stack">
          <Asked home={home} />
          <LiveVoices />
        </div>
        <aside className="stack" aria-label={t("home.aside")}>
          <LiveCards />
          <section>
            <h2>{t("home.changed")}</h2>
            <ActivityList items={home.changed.slice(0, 8)} />
          </section>
          <Worked home={home} />
        </aside>
      </div>
    </>
  )
}

function Asked({ home }: { home: Home }) {
  const headline = useHeadlines()
  const [all, setAll] = useState(false)
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  return (
    <section>
      <h2>{t("home.askedOfYou")}</h2>
      {home.asked.length === 0 ? (
        <p className="n" style={{ maxWidth: "46em" }}>
          {t("home.askedEmpty")} <Go href={paths.signals(org)}>{t("home.seeSignals")}</Go>
        </p>
      ) : (
        <ul className="rows">
          {home.asked.slice(0, all ? undefined : 8).map((ask) => (
            <li key={`${ask.kind}${ask.record}`}>
              <Go className="linkrow" href={placeOf(org, ask)}>
                <span className="spread">
                  <span className="title">
                    {ask.kind === "mention" ? ask.headline : headline(ask.record, ask.headline)}
                  </span>
                  <span
                    className="tag"
                    style={{ flexShrink: 0 }}
                    data-tone={ask.kind.includes("signal") ? "bad" : "accent"}
                  >
                    {t(`home.ask.${ask.kind.replaceAll(".", "_")}`, { defaultValue: t("home.ask.other") })}
                  </span>
                </span>
                <span className="n">
                  {t("home.since", { when: format.ago(ask.since) })}
                  {ask.due && ` · ${t("home.due", { when: format.day(ask.due) })}`}
                </span>
              </Go>
            </li>
          ))}
        </ul>
      )}
      {home.asked.length > 8 && !all && (
        <Button size="compact-sm" variant="subtle" mt={8} onClick={() => setAll(true)}>
          {t("home.showAll", { count: home.asked.length })}
        </Button>
      )}
    </section>
  )
}

/** Whether it worked is said beside the plan. */
const placeOf = (org: string, { kind, record }: { kind: string; record: string }) =>
  kind === "outcome" ? paths.outcome(org, record.slice("plan:".length)) : (pathOfRecord(org, record) ?? paths.home(org))

// Only what has been read has a sentiment, and only words are read.
const withWords = JSON.stringify([{ field: "sentimentLabel", op: "exists" }])

/** The customers' newest words, as they come in. */
function LiveVoices() {
  const { t } = useTranslation()
  const { org } = useSession()
  const newest = useGet<Page<Feedback>>("feedback", "/feedback", { limit: 5, where: withWords })
  return (
    <section>
      <div className="spread">
        <h2>{t("home.live")}</h2>
        <Go className="n" href={paths.feedbackList(org)}>
          {t("home.allFeedback")}
        </Go>
      </div>
      <Loaded query={newest} bones={<RowBones count={4} />}>
        {(data) =>
          data.items.length === 0 ? (
            <EmptyState
              title={t("home.emptyTitle")}
              example={<Voice text={t("home.emptyExample")} who={t("home.emptyExampleWho")} />}
              action={
                <Button component={Go} variant="filled" href={paths.imports(org)}>
                  {t("home.emptyAction")}
                </Button>
              }
            >
              {t("home.emptyBody")}
            </EmptyState>
          ) : (
            <ul className="rows">
              {data.items.map((item) => (
                <li key={item.id}>
                  <FeedbackRow feedback={item} lines={3} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  )
}

const shownKeys = ["csat", "contact_rate", "sentiment", "nps"]

/** The last four weeks of what a department watches first. */
function LiveCards() {
  const { t } = useTranslation()
  const { org } = useSession()
  const cards = useGet<{ items: MetricCard[] }>("metrics", "/metrics/cards", { from: daysAgo(28) }, { keep: true })
  const shown = (cards.data?.items ?? [])
    .filter((card) => shownKeys.includes(card.metric.key) && card.value.n > 0)
    .slice(0, 3)
  if (cards.data && shown.length === 0) return null
  return (
    <section>
      <h2>{t("home.numbers")}</h2>
      <div style={{ display: "grid", gap: 10 }}>
        {cards.data ? (
          shown.map((card) => (
            <NumberCard key={card.metric.key} card={card} href={paths.metric(org, card.metric.key)} />
          ))
        ) : (
          <NumberCardBones />
        )}
      </div>
    </section>
  )
}

function Worked({ home }: { home: Home }) {
  const { t } = useTranslation()
  return (
    <section>
      <h2>{t("home.worked")}</h2>
      {home.worked.length === 0 ? (
        <p className="n">{t("home.workedEmpty")}</p>
      ) : (
        <ul className="rows">
          {home.worked.map((one) => (
            <li key={one.id} style={{ padding: "9px 0" }}>
              <WorkedLine outcome={one.outcome} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function HomeBones() {
  return (
    <>
      <HeadBones />
      <div className="cols">
        <div>
          <RowBones count={3} />
          <Bone height={20} width={140} top={28} />
          <RowBones count={3} />
        </div>
        <RowBones count={5} />
      </div>
    </>
  )
}
