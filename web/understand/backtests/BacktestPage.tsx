import { Progress } from "@mantine/core"
import { useParams } from "@tanstack/react-router"
import { Trans, useTranslation } from "react-i18next"
import type { Backtest, BacktestResult, BacktestSignal } from "../../api/contract.ts"
import { useGet } from "../../app/data.tsx"
import { countDigits, ratioDigits, useFormat } from "../../app/format.ts"
import { Go } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { whereOfSlice, writeQuery } from "../../ui/filters/query-state.ts"
import { HeadBones, Loaded, RowBones } from "../../ui/Loaded.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { sliceWords } from "../signals/signal-words.ts"

/** The answer of a replay: which signals, when, how long before what was known, and what was missed. */
export default function BacktestPage() {
  const { id } = useParams({ strict: false })
  const backtest = useGet<Backtest>("backtests", `/backtests/${id}`, {}, { refetchInterval: false })
  const waiting = backtest.data && (backtest.data.state === "waiting" || backtest.data.state === "running")
  // The stream tells when it is done; asking now and then covers a stream that was cut.
  useGet<Backtest>(
    "backtests",
    `/backtests/${id}`,
    {},
    { enabled: Boolean(waiting), refetchInterval: waiting ? 1_500 : false },
  )
  return (
    <Loaded
      query={backtest}
      bones={
        <>
          <HeadBones />
          <RowBones count={6} />
        </>
      }
    >
      {(data) => (data.result ? <Result result={data.result} /> : <Running backtest={data} />)}
    </Loaded>
  )
}

function Running({ backtest }: { backtest: Backtest }) {
  const { t } = useTranslation()
  if (backtest.state === "failed")
    return <PageHead title={t("backtest.failed")} lede={backtest.error ?? t("backtest.failedHint")} />
  return (
    <>
      <PageHead title={t("backtest.running")} lede={t("backtest.runningHint")} />
      <Progress value={backtest.progress * 100} aria-label={t("backtest.running")} style={{ maxWidth: 520 }} />
    </>
  )
}

function Result({ result }: { result: BacktestResult }) {
  const { t } = useTranslation()
  const format = useFormat()
  const warned = result.events.filter((event) => event.leadWeeks !== null)
  return (
    <>
      <PageHead
        title={t("backtest.answer", { count: result.signals.length })}
        documentTitle={t("place.backtests")}
        lede={
          result.events.length > 0 && (
            <Trans
              i18nKey={result.medianLeadWeeks === null ? "backtest.leadNone" : "backtest.lead"}
              values={{
                warned: warned.length,
                events: result.events.length,
                weeks:
                  result.medianLeadWeeks === null
                    ? ""
                    : t("common.weeks", { count: Math.round(result.medianLeadWeeks) }),
                missed: result.missed,
              }}
              components={{ b: <b /> }}
            />
          )
        }
      />
      <h2>{t("backtest.signals")}</h2>
      <ol className="rows">
        {result.signals.map((signal) => (
          <BacktestRow key={signal.firstSeen + JSON.stringify(signal.slice)} signal={signal} />
        ))}
      </ol>
      {result.events.length > 0 && (
        <section style={{ marginTop: 32 }}>
          <h2>{t("backtest.events")}</h2>
          <div className="scroll-x">
            <table className="plain">
              <thead>
                <tr>
                  <th scope="col">{t("backtest.event")}</th>
                  <th scope="col" className="r">
                    {t("backtest.on")}
                  </th>
                  <th scope="col" className="r">
                    {t("backtest.warnedBefore")}
                  </th>
                </tr>
              </thead>
              <tbody>
                {result.events.map((event) => (
                  <tr key={event.id}>
                    <td>{event.title}</td>
                    <td className="r">{format.dayAndYear(event.at)}</td>
                    <td className="r">
                      {event.leadWeeks === null ? (
                        <span className="tag" data-tone="warn">
                          {t("backtest.missed")}
                        </span>
                      ) : (
                        <b className="good">{t("common.weeks", { count: Math.round(event.leadWeeks) })}</b>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
    </>
  )
}

function BacktestRow({ signal }: { signal: BacktestSignal }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  return (
    <li>
      <Go
        className="linkrow"
        href={paths.feedbackList(
          org,
          writeQuery({
            where: whereOfSlice(signal.slice),
            from: signal.since.slice(0, 10),
            to: signal.firstSeen.slice(0, 10),
          }),
        )}
      >
        <span className="spread">
          <span>
            <span className="title">{sliceWords(signal.slice, t)}</span>{" "}
            <span className="n">{t("backtest.since", { date: format.dayAndYear(signal.since) })}</span>
          </span>
          <b style={{ whiteSpace: "nowrap" }}>{format.dayAndYear(signal.firstSeen)}</b>
        </span>
        <span className="n">
          {t("backtest.figures", {
            observed: format.number(signal.observed),
            expected: format.number(signal.expected, countDigits(signal.expected)),
            ratio: format.number(signal.ratio[0], ratioDigits(signal.ratio[0])),
            low: format.number(signal.ratio[1], ratioDigits(signal.ratio[0])),
            high: format.number(signal.ratio[2], ratioDigits(signal.ratio[0])),
          })}
          {" · "}
          {t("signal.peopleShort", { count: signal.people })}
          {signal.terms.length > 0 && ` · ${signal.terms.slice(0, 5).join(t("common.listComma"))}`}
        </span>
      </Go>
    </li>
  )
}
