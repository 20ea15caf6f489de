import { SegmentedControl } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Signal } from "../../../api/contract.ts"
import type { Answer } from "../../../api/generated.ts"
import { useChange, usePages } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { valueLabel } from "../../../ui/filters/field-words.ts"
import { Loaded, RowBones } from "../../../ui/Loaded.tsx"
import { MayButton } from "../../../ui/MayButton.tsx"
import { More } from "../../../ui/More.tsx"
import { Voice } from "../../../ui/Voice.tsx"
import { SignalRow } from "../../../understand/signals/parts/SignalRow.tsx"
import type { Problem } from "../problem-words.ts"

type Item = Answer<"ProblemEvidence">

/** What customers said about it: what people chose, and what joined by itself, said so and removable. */
export function Evidence({ problem }: { problem: Problem }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [how, setHow] = useState<"all" | "chosen" | "joined">("all")
  const voices = usePages<Item>("problems", `/problems/${problem.id}/evidence`, {
    limit: 8,
    how: how === "all" ? undefined : how,
  })
  const remove = useChange<Item>({
    run: (item, send) => send("DELETE", `/problems/${item.problem}/evidence/${item.feedbackId}`),
    touches: ["problems"],
    said: () => t("problem.evidence.removed"),
    undo: (item, _, send) => send("POST", `/problems/${item.problem}/evidence`, { feedbackIds: [item.feedbackId] }),
  })
  return (
    <section>
      <div className="spread" style={{ flexWrap: "wrap" }}>
        <h2>{t("problem.evidence.title")}</h2>
        {problem.size && problem.size.reports > 0 && (
          <span className="n">
            {t("problem.evidence.figures", {
              reports: format.number(problem.size.reports),
              joined: format.number(problem.size.joined),
            })}
          </span>
        )}
      </div>
      {(problem.size?.joined ?? 0) > 0 && (
        <SegmentedControl
          size="xs"
          aria-label={t("problem.evidence.which")}
          value={how}
          onChange={(value) => setHow(value === "chosen" || value === "joined" ? value : "all")}
          data={[
            { value: "all", label: t("problem.evidence.all") },
            { value: "chosen", label: t("problem.evidence.chosen") },
            { value: "joined", label: t("problem.evidence.onlyJoined") },
          ]}
        />
      )}
      <Loaded
        query={{ data: voices.data, error: voices.error, refetch: voices.refetch as never }}
        bones={<RowBones count={3} />}
      >
        {() =>
          voices.items.length === 0 ? (
            <p className="n">{t("problem.evidence.none")}</p>
          ) : (
            <ul className="rows">
              {voices.items.map((item) => (
                <li key={item.feedbackId} style={{ padding: "10px 0" }}>
                  <EvidenceVoice item={item} own={item.problem === problem.id} onRemove={() => remove.mutate(item)} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <More pages={voices} />
    </section>
  )
}

function EvidenceVoice({ item, own, onRemove }: { item: Item; own: boolean; onRemove: () => void }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const how = t(`problem.evidence.${item.how}`, { name: item.by ?? "Rapport" })
  const who = (
    <span className="spread">
      <span>
        <Go href={paths.feedback(org, item.feedbackId)}>
          {item.who ?? t("problem.evidence.customer")}, {format.day(item.occurredAt)}
        </Go>
        {` · ${valueLabel("kind", item.kind, t)} · `}
        <span className={item.how === "joined" ? "tag" : undefined}>{how}</span>
        {!own && ` · ${t("problem.evidence.fromDuplicate")}`}
      </span>
      <MayButton permission="problems.edit" size="compact-xs" variant="subtle" onClick={onRemove}>
        {t("problem.evidence.remove")}
      </MayButton>
    </span>
  )
  if (item.text) return <Voice text={item.text} language={item.language} lines={4} who={who} />
  return (
    <div className="n" style={{ paddingLeft: 16 }}>
      {t("problem.evidence.noWords")}
      {who}
    </div>
  )
}

/** The signals it rests on. */
export function SignalsBehind({ problem }: { problem: Problem }) {
  const { t } = useTranslation()
  const remove = useChange<Problem["signals"][number]>({
    run: (signal, send) => send("DELETE", `/problems/${signal.problem}/signals/${signal.id}`),
    touches: ["problems", "signals"],
    said: () => t("problem.evidence.signalRemoved"),
    undo: (signal, _, send) => send("POST", `/problems/${signal.problem}/signals`, { signalId: signal.id }),
  })
  if (problem.signals.length === 0) return null
  return (
    <section>
      <h2>{t("problem.evidence.signals")}</h2>
      <ul className="rows">
        {problem.signals.map((signal) => (
          <li key={signal.id}>
            {/* The API says the ratio as a list of numbers; the row knows that it has three. */}
            <SignalRow signal={signal as unknown as Signal} />
            <div className="row n">
              {signal.how === "joined" && <span className="tag">{t("problem.evidence.signalJoined")}</span>}
              <MayButton
                permission="problems.edit"
                size="compact-xs"
                variant="subtle"
                onClick={() => remove.mutate(signal)}
              >
                {t("problem.evidence.removeSignal")}
              </MayButton>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
