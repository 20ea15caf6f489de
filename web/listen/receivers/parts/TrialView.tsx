import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useFormat } from "../../../app/format.ts"
import { valueLabel } from "../../../ui/filters/field-words.ts"
import { Voice } from "../../../ui/Voice.tsx"
import { ProblemLine } from "./ProblemLine.tsx"
import { targetLabel } from "./target-words.ts"

type Trial = Answer<"ReceiverTrial">

/** The feedback a payload would become, or why it would not. */
export function TrialView({ trial }: { trial: Trial }) {
  const { t } = useTranslation()
  return (
    <div className="stack">
      {trial.skipped && <p className="n">{t("receivers.bench.skipped")}</p>}
      {trial.problems.length > 0 && (
        <div className="stack" style={{ borderLeft: "2px solid var(--bad)", paddingLeft: 12 }}>
          {trial.problems.map((problem) => (
            <div key={`${problem.code} ${problem.target} ${problem.path}`}>
              <ProblemLine problem={problem} />
            </div>
          ))}
        </div>
      )}
      {trial.items.slice(0, 3).map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: what a payload becomes has no other name
        <Item key={index} item={item} />
      ))}
      {trial.items.length > 3 && (
        <p className="n">{t("receivers.bench.moreItems", { count: trial.items.length - 3 })}</p>
      )}
    </div>
  )
}

function Item({ item }: { item: Trial["items"][number] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { text, scores = [], person = {}, attributes = {}, component, occurredAt, kind, source: _, ...rest } = item
  const rows: [string, string][] = [
    ...scores.map(({ metric, value, scale }): [string, string] => [
      targetLabel(`score.${metric}`, t),
      `${format.number(value)} (${scale.min}–${scale.max})`,
    ]),
    ...(kind ? [[targetLabel("kind", t), valueLabel("kind", kind, t)] as [string, string]] : []),
    ...(occurredAt ? [[targetLabel("occurredAt", t), format.dayAndTime(occurredAt)] as [string, string]] : []),
    ...Object.entries(rest).flatMap(([name, value]): [string, string][] =>
      typeof value === "string" ? [[targetLabel(name, t), value]] : [],
    ),
    ...(component ? [[targetLabel("component", t), [component].flat().join(", ")] as [string, string]] : []),
    ...Object.entries(person).map(([name, value]): [string, string] => [
      targetLabel(`person.${name}`, t),
      String(value),
    ]),
    ...Object.entries(attributes).map(([name, value]): [string, string] => [name, String(value)]),
  ]
  return (
    <div>
      {text && (
        <div style={{ whiteSpace: "pre-line" }}>
          <Voice text={text} language={item.language ?? null} />
        </div>
      )}
      <dl
        style={{ display: "grid", gridTemplateColumns: "minmax(90px, 34%) 1fr", gap: "4px 12px", margin: "10px 0 0" }}
      >
        {rows.map(([name, value]) => (
          <div key={name} style={{ display: "contents" }}>
            <dt className="n">{name}</dt>
            <dd style={{ margin: 0, overflowWrap: "anywhere" }}>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
