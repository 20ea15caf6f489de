import { Button, Modal, NumberInput, SegmentedControl, Select, Textarea, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { MetricCard } from "../../../api/contract.ts"
import type { Answer } from "../../../api/generated.ts"
import { useChange, useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { conditionLabel } from "../../../ui/filters/field-words.ts"
import { whereOfSlice } from "../../../ui/filters/query-state.ts"
import { MayButton } from "../../../ui/MayButton.tsx"
import { metricName } from "../../../understand/metrics/metric-words.ts"
import type { PlanDetail } from "../plan-words.ts"

type Problem = Answer<"Problem">
type Condition = Parameters<typeof conditionLabel>[0]
// The change of a share is told in points; of counts and rates as a part of what there was.
const ratios = ["count", "rate"]
const hundredths = ["share", ...ratios]

/** How we will know that it worked: set before the fix starts, or said why it is set later. */
export function SuccessCard({ plan }: { plan: PlanDetail }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [setting, setSetting] = useState(false)
  const cards = useGet<{ items: MetricCard[] }>("metrics", "/metrics/cards", {})
  const { success } = plan
  const metric = cards.data?.items.find((one) => one.metric.key === success?.metric)?.metric
  const size =
    success && metric ? (hundredths.includes(metric.unit) ? success.expected.size * 100 : success.expected.size) : 0
  return (
    <section className="card" aria-labelledby="success">
      <h2 id="success">{t("success.title")}</h2>
      {success ? (
        <p>
          {t(`success.sentence.${success.expected.direction}`, {
            metric: metric ? metricName(metric, t) : success.metric,
            size: metric ? format.number(size, size < 10 ? 1 : 0) : format.number(success.expected.size, 2),
            unit: !metric ? "" : ratios.includes(metric.unit) ? "%" : metric.unit === "share" ? t("figure.points") : "",
            by: format.day(success.by),
          })}{" "}
          {success.where.length > 0 && (
            <span className="n">
              {success.where.map((one) => conditionLabel(one as unknown as Condition, t)).join(t("common.listComma"))}
            </span>
          )}
        </p>
      ) : plan.successPostponed ? (
        <p>{t("success.postponed", { reason: plan.successPostponed.reason, name: plan.successPostponed.by })}</p>
      ) : (
        <p>{t("success.missing")}</p>
      )}
      {plan.state === "open" && (
        <MayButton mt="sm" permission="plans.edit" onClick={() => setSetting(true)}>
          {t(success ? "success.change" : "success.set")}
        </MayButton>
      )}
      {setting && <SuccessForm plan={plan} cards={cards.data?.items ?? []} onClose={() => setSetting(false)} />}
    </section>
  )
}

function SuccessForm({ plan, cards, onClose }: { plan: PlanDetail; cards: MetricCard[]; onClose: () => void }) {
  const { t } = useTranslation()
  const problem = useGet<Problem>("problems", `/problems/${plan.problem.id}`)
  const verified = plan.clock.find((one) => one.step === "verified")?.promisedAt ?? new Date().toISOString()
  const [metricKey, setMetric] = useState<string | null>(plan.success?.metric ?? null)
  const metric = cards.find((one) => one.metric.key === metricKey)?.metric
  const isHundredth = metric ? hundredths.includes(metric.unit) : false
  const [direction, setDirection] = useState(plan.success?.expected.direction ?? "up")
  const [size, setSize] = useState<number | string>(
    plan.success ? plan.success.expected.size * (isHundredth ? 100 : 1) : "",
  )
  const [by, setBy] = useState(plan.success?.by ?? verified.slice(0, 10))
  const [reason, setReason] = useState("")
  const where = plan.success?.where ?? (problem.data ? whereOfSlice(problem.data.slice) : [])
  const save = useChange<object>({
    run: (body, send) => send("PUT", `/plans/${plan.id}/success`, body),
    touches: ["plans", "outcomes", "activity"],
    said: () => t("success.saved"),
    after: onClose,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate({
      metric: metricKey,
      where,
      expected: { direction, size: Number(size) / (isHundredth ? 100 : 1) },
      by,
    })
  }
  return (
    <Modal opened onClose={onClose} title={t("success.title")} size="lg">
      <form onSubmit={submit}>
        <p className="n">{t("success.hint")}</p>
        <Select
          mt="md"
          label={t("success.metric")}
          required
          searchable
          value={metricKey}
          onChange={(key) => {
            setMetric(key)
            const way = cards.find((one) => one.metric.key === key)?.metric.direction
            if (way === "up" || way === "down") setDirection(way)
          }}
          data={cards.map(({ metric: one }) => ({ value: one.key, label: metricName(one, t) }))}
        />
        <div className="row" style={{ marginTop: 16, alignItems: "end" }}>
          <SegmentedControl
            aria-label={t("success.direction")}
            value={direction}
            onChange={(value) => setDirection(value === "down" ? "down" : "up")}
            data={(["up", "down"] as const).map((value) => ({ value, label: t(`success.${value}`) }))}
          />
          <NumberInput
            label={t(
              metric && ratios.includes(metric.unit)
                ? "success.sizePercent"
                : isHundredth
                  ? "success.sizePoints"
                  : "success.size",
            )}
            min={0}
            required
            value={size}
            onChange={setSize}
            w={170}
          />
          <TextInput
            type="date"
            label={t("success.by")}
            required
            value={by}
            onChange={(event) => setBy(event.currentTarget.value)}
          />
        </div>
        <p className="n" style={{ marginTop: 10 }}>
          {where.length > 0
            ? t("success.where", {
                where: where.map((one) => conditionLabel(one as unknown as Condition, t)).join(", "),
              })
            : t("success.everywhere")}
        </p>
        <Button mt="lg" type="submit" variant="filled" disabled={!metricKey || !Number(size)} loading={save.isPending}>
          {t("common.save")}
        </Button>
      </form>
      {!plan.success && (
        <form
          style={{ marginTop: 24, borderTop: "1px solid var(--line)", paddingTop: 16 }}
          onSubmit={(event) => {
            event.preventDefault()
            save.mutate({ postponed: reason })
          }}
        >
          <Textarea
            label={t("success.later")}
            autosize
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Button mt="sm" type="submit" disabled={!reason.trim()}>
            {t("success.postpone")}
          </Button>
        </form>
      )}
    </Modal>
  )
}
