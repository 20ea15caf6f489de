import { useParams } from "@tanstack/react-router"
import type { TFunction } from "i18next"
import { Trans, useTranslation } from "react-i18next"
import type { SignalDetail } from "../../api/contract.ts"
import { useGet } from "../../app/data.tsx"
import { countDigits, type Format, ratioDigits, useFormat } from "../../app/format.ts"
import { Go, useGo } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { SignalChart } from "../../ui/charts/SignalChart.tsx"
import { dayAfter } from "../../ui/filters/period.ts"
import { whereOfSlice, writeQuery } from "../../ui/filters/query-state.ts"
import { CardBones, HeadBones, Loaded } from "../../ui/Loaded.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { ActivityList } from "../../ui/record/ActivityList.tsx"
import { Comments } from "../../ui/record/Comments.tsx"
import { Following } from "../../ui/record/Following.tsx"
import { Readers } from "../../ui/record/Readers.tsx"
import { SignalActions } from "./parts/SignalActions.tsx"
import { ChangesCard, EffectsCard, MergedCard, WhereCard } from "./parts/SignalCards.tsx"
import { SignalStateTag } from "./parts/SignalStateTag.tsx"
import { SignalVoices } from "./parts/SignalVoices.tsx"
import { headlineOf, reachWords, sliceFields, thingsOf } from "./signal-words.ts"

/** One signal: the sentence, its figures, what to do, and everything it rests on. */
export default function SignalPage() {
  const { id } = useParams({ strict: false })
  const signal = useGet<SignalDetail>("signals", `/signals/${id}`)
  return (
    <Loaded
      query={signal}
      bones={
        <>
          <HeadBones />
          <div className="cols">
            <CardBones height={230} />
            <CardBones height={180} />
          </div>
        </>
      }
    >
      {(data) => <SignalView signal={data} />}
    </Loaded>
  )
}

function SignalView({ signal }: { signal: SignalDetail }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const go = useGo()
  const record = `signal:${signal.id}`
  const sentences = (from: string, to?: string) =>
    paths.feedbackList(
      org,
      writeQuery({ where: signal.query?.where ?? whereOfSlice(signal.slice), from: from.slice(0, 10), to }),
    )
  const openWeek = (start: string) =>
    go(sentences(start, dayAfter(new Date(Date.parse(start.slice(0, 10)) + 6 * 86_400_000).toISOString().slice(0, 10))))
  return (
    <>
      <PageHead
        title={headlineOf(signal, t)}
        tags={
          <>
            <span className="tag" data-tone="bad">
              {t("signal.kicker", { number: signal.number })}
            </span>
            <span className="tag">{sliceFields(signal.slice, t)}</span>
            <span className="tag">{t("signal.found", { date: format.day(signal.firstSeen) })}</span>
            {signal.state !== "new" && <SignalStateTag signal={signal} />}
          </>
        }
        lede={<Figures signal={signal} />}
      >
        <SignalActions signal={signal} />
        <Following record={record} />
        <Readers record={record} />
      </PageHead>
      <div className="cols">
        <div className="stack">
          <SignalChart chart={signal.chart} unit={thingsOf(signal, t)} onWeek={openWeek} />
          <SignalVoices signal={signal} allHref={sentences(signal.query?.from ?? signal.since, signal.query?.to)} />
          <Comments record={record} />
        </div>
        <aside className="stack" aria-label={t("signal.aside")}>
          <WhereCard signal={signal} />
          <ChangesCard signal={signal} />
          <EffectsCard effects={signal.effects} />
          <MergedCard signal={signal} />
          <section className="card">
            <h2>{t("signal.history")}</h2>
            <ActivityList items={signal.history} linked={false} />
          </section>
        </aside>
      </div>
    </>
  )
}

function Figures({ signal }: { signal: SignalDetail }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  return (
    <>
      <Trans
        i18nKey="signal.figures"
        values={{
          observed: format.number(signal.observed),
          things: thingsOf(signal, t),
          weeks: t("common.weeks", { count: signal.weeks }),
          expected: format.number(signal.expected, countDigits(signal.expected)),
          ratio: format.number(signal.ratio[0], ratioDigits(signal.ratio[0])),
          low: format.number(signal.ratio[1], ratioDigits(signal.ratio[0])),
          high: format.number(signal.ratio[2], ratioDigits(signal.ratio[0])),
        }}
        components={{ b: <b /> }}
      />
      {t("common.space")}
      <Go href={paths.signalPeople(org, signal.id)}>
        <b>{reachWords(signal, t, format)}</b>
      </Go>
      {t("common.space")}
      {signal.terms.length > 0 && t("signal.terms", { terms: signal.terms.slice(0, 5).join(t("common.listComma")) })}
      {t("common.space")}
      {recurrenceWords(signal.recurrenceWeeks, t, format)}
    </>
  )
}

/** Beyond a century a number of weeks says no more than "never". */
const centuryWeeks = 5_218

function recurrenceWords(weeks: number | null, t: TFunction, format: Format): string {
  if (weeks === null) return ""
  if (weeks > centuryWeeks) return t("signal.recurrenceNever")
  return t("signal.recurrence", { count: Math.round(weeks), weeks: format.number(Math.round(weeks)) })
}
