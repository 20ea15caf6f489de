import { Button, MultiSelect, NumberInput, Select, Switch } from "@mantine/core"
import { type ReactNode, useState } from "react"
import { useTranslation } from "react-i18next"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useMay, useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { metricName, type Policy } from "../asking-words.ts"
import classes from "./Asking.module.css"
import { usePolicyChange } from "./use-policy.ts"

/** Each sentence of the policy, changed where it stands, with how many people it holds back at this moment. */
export function Sentences({ policy }: { policy: Policy }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const may = useMay("surveys.publish")
  const change = usePolicyChange(policy)
  const { rules, holdsBack } = policy
  const held = (count: number) => t("policy.holdsBack", { count, n: format.number(count) })
  const days = t("policy.everyDays")
  return (
    <section>
      <h2>{t("policy.sentences")}</h2>
      <ul className="rows">
        <Sentence
          on={rules.everyDays !== null}
          name={days.replace("#", String(rules.everyDays ?? 30))}
          held={held(holdsBack.everyDays)}
          onToggle={may ? (on) => change.mutate({ everyDays: on ? 30 : null }) : undefined}
        >
          <Filled text={days}>
            <Amount
              label={days}
              value={rules.everyDays ?? 30}
              most={1000}
              onChange={may && rules.everyDays !== null ? (everyDays) => change.mutate({ everyDays }) : undefined}
            />
          </Filled>
        </Sentence>
        {rules.perYear.map((one) => (
          <Sentence
            key={one.metric}
            on
            name={t("policy.perYear", { metric: metricName(one.metric, t) }).replace("#", String(one.most))}
            held={held(holdsBack.perYear[one.metric] ?? 0)}
            onToggle={
              may
                ? () => change.mutate({ perYear: rules.perYear.filter((other) => other.metric !== one.metric) })
                : undefined
            }
          >
            <Filled text={t("policy.perYear", { metric: metricName(one.metric, t) })}>
              <Amount
                label={t("policy.perYear", { metric: metricName(one.metric, t) })}
                value={one.most}
                most={365}
                onChange={
                  may
                    ? (most) =>
                        change.mutate({
                          perYear: rules.perYear.map((other) =>
                            other.metric === one.metric ? { ...one, most } : other,
                          ),
                        })
                    : undefined
                }
              />
            </Filled>
          </Sentence>
        ))}
        {may && (
          <AnotherMetric
            policy={policy}
            onAdd={(metric) => change.mutate({ perYear: [...rules.perYear, { metric, most: 2 }] })}
          />
        )}
        <Sentence
          on={rules.withinHours !== null}
          name={t("policy.withinHours").replace("#", String(rules.withinHours ?? 24))}
          onToggle={may ? (on) => change.mutate({ withinHours: on ? 24 : null }) : undefined}
        >
          <Filled text={t("policy.withinHours")}>
            <Amount
              label={t("policy.withinHours")}
              value={rules.withinHours ?? 24}
              most={8760}
              onChange={may && rules.withinHours !== null ? (withinHours) => change.mutate({ withinHours }) : undefined}
            />
          </Filled>
        </Sentence>
        <Sentence
          on={rules.notInFollowUp}
          name={t("policy.notInFollowUp")}
          held={held(holdsBack.inFollowUp)}
          more={<Go href={paths.followups(org)}>{t("place.followups")}</Go>}
          onToggle={may ? (notInFollowUp) => change.mutate({ notInFollowUp }) : undefined}
        >
          {t("policy.notInFollowUp")}
        </Sentence>
        <Quiet policy={policy} onChange={may ? (quiet) => change.mutate({ quiet }) : undefined} />
        <Sentence on name={t("policy.consent")} held={held(holdsBack.unsubscribed)}>
          {t("policy.consent")}
        </Sentence>
        <Sentence on name={t("policy.bounces")} held={held(holdsBack.bounced)}>
          {t("policy.bounces")}
        </Sentence>
      </ul>
    </section>
  )
}

type SentenceProps = {
  on: boolean
  name: string
  held?: string
  more?: ReactNode
  /** Without it the sentence always holds, or the reader may not change it. */
  onToggle?: ((on: boolean) => void) | undefined
  children: ReactNode
}

function Sentence({ on, name, held, more, onToggle, children }: SentenceProps) {
  return (
    <li className={classes.sentence} data-off={!on || undefined}>
      <span className={classes.switch}>
        {onToggle && (
          <Switch checked={on} aria-label={name} onChange={(event) => onToggle(event.currentTarget.checked)} />
        )}
      </span>
      <span className={classes.words}>{children}</span>
      <p className={classes.held}>
        {on && held} {on && more}
      </p>
    </li>
  )
}

/** A sentence with a field where `#` stands. */
function Filled({ text, children }: { text: string; children: ReactNode }) {
  const [before, after] = text.split("#")
  return (
    <>
      {before} {children} {after}
    </>
  )
}

type AmountProps = { label: string; value: number; most: number; onChange?: ((value: number) => void) | undefined }

function Amount({ label, value, most, onChange }: AmountProps) {
  const [typed, setTyped] = useState<number | null>(null)
  if (!onChange) return <b>{value}</b>
  const commit = () => {
    if (typed !== null && typed !== value && typed >= 1) onChange(typed)
    setTyped(null)
  }
  return (
    <NumberInput
      className={classes.amount}
      size="xs"
      aria-label={label.replace("#", "…")}
      value={typed ?? value}
      min={1}
      max={most}
      clampBehavior="strict"
      allowDecimal={false}
      onChange={(to) => setTyped(typeof to === "number" ? to : null)}
      onBlur={commit}
      onKeyDown={(event) => event.key === "Enter" && commit()}
    />
  )
}

function AnotherMetric({ policy, onAdd }: { policy: Policy; onAdd: (metric: string) => void }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const known = new Set(policy.rules.perYear.map((one) => one.metric))
  const all = [...new Set([...policy.surveys.flatMap((one) => one.metrics), "nps", "csat", "ces"])]
  const left = all.filter((one) => !known.has(one))
  if (left.length === 0) return null
  return (
    <li className={classes.sentence}>
      <span className={classes.switch} />
      <span className={classes.words}>
        {open ? (
          <Select
            size="xs"
            w={220}
            aria-label={t("policy.anotherMetric")}
            placeholder={t("policy.whichMetric")}
            data={left.map((value) => ({ value, label: metricName(value, t) }))}
            value={null}
            onChange={(metric) => {
              setOpen(false)
              if (metric) onAdd(metric)
            }}
          />
        ) : (
          <Button size="compact-sm" variant="subtle" onClick={() => setOpen(true)}>
            {t("policy.anotherMetric")}
          </Button>
        )}
      </span>
    </li>
  )
}

type QuietRule = Policy["rules"]["quiet"]

function Quiet({ policy, onChange }: { policy: Policy; onChange?: ((quiet: QuietRule) => void) | undefined }) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const { quiet } = policy.rules
  const [editing, setEditing] = useState(false)
  const { quietUntil } = policy.holdsBack
  const now = quiet ?? { from: 20, to: 8, days: [7], timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }
  const dayName = (day: number) =>
    new Intl.DateTimeFormat(i18n.language, { weekday: "long", timeZone: "UTC" }).format(
      new Date(Date.UTC(2024, 0, day)),
    )
  const hours = (hour: number) => `${String(hour).padStart(2, "0")}:00`
  const words = t(now.days.length > 0 ? "policy.quietDays" : "policy.quiet", {
    from: hours(now.from),
    to: hours(now.to),
    days: now.days.map(dayName).join(t("common.listComma")),
    zone: now.timeZone,
  })
  const set = (more: Partial<NonNullable<QuietRule>>) => onChange?.({ ...now, ...more })
  const clock = Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: hours(hour) }))
  return (
    <Sentence
      on={quiet !== null}
      name={words}
      held={quietUntil ? t("policy.quietUntil", { when: format.dayAndTime(quietUntil) }) : t("policy.notQuietNow")}
      onToggle={onChange && ((on) => onChange(on ? now : null))}
    >
      {words}{" "}
      {onChange && quiet && (
        <Button size="compact-sm" variant="subtle" aria-expanded={editing} onClick={() => setEditing(!editing)}>
          {t(editing ? "common.close" : "policy.change")}
        </Button>
      )}
      {editing && quiet && onChange && (
        <span className={classes.quiet}>
          <Select
            size="xs"
            w={110}
            label={t("policy.from")}
            data={clock}
            allowDeselect={false}
            value={String(now.from)}
            onChange={(from) => from && set({ from: Number(from) })}
          />
          <Select
            size="xs"
            w={110}
            label={t("policy.to")}
            data={clock}
            allowDeselect={false}
            value={String(now.to)}
            onChange={(to) => to && set({ to: Number(to) })}
          />
          <MultiSelect
            size="xs"
            w={240}
            maxValues={6}
            label={t("policy.days")}
            data={[1, 2, 3, 4, 5, 6, 7].map((day) => ({ value: String(day), label: dayName(day) }))}
            value={now.days.map(String)}
            onChange={(days) => set({ days: days.map(Number).sort() })}
          />
          <Select
            size="xs"
            w={220}
            searchable
            label={t("policy.zone")}
            data={[...new Set([now.timeZone, "UTC", ...Intl.supportedValuesOf("timeZone")])]}
            allowDeselect={false}
            value={now.timeZone}
            onChange={(timeZone) => timeZone && set({ timeZone })}
          />
        </span>
      )}
    </Sentence>
  )
}
