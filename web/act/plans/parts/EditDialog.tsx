import { Button, Modal, NumberInput, Select, Switch, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import { useChange } from "../../../app/data.tsx"
import { type PlanDetail, type Severity, severities } from "../plan-words.ts"

const promised = ["guidance_live", "first_notice", "fix_shipped", "verified"] as const

/** What this plan is called, how bad it is, what is promised, and how often the lead says where it stands. */
export function EditDialog({ plan, onClose }: { plan: PlanDetail; onClose: () => void }) {
  const { t } = useTranslation()
  const [title, setTitle] = useState(plan.title)
  const [severity, setSeverity] = useState<Severity>(plan.severity)
  const [promise, setPromise] = useState(plan.promise)
  const [cadence, setCadence] = useState(plan.cadence)
  // As it was when this was opened: who changed it meanwhile is not overwritten.
  const [version] = useState(plan.version)
  const changed = promised.filter((step) => promise[step] !== plan.promise[step])
  const change = useChange<void>({
    run: (_, send) =>
      send("PATCH", `/plans/${plan.id}`, {
        version,
        title,
        severity,
        ...(changed.length > 0 ? { promise: Object.fromEntries(changed.map((step) => [step, promise[step]])) } : {}),
        ...(JSON.stringify(cadence) === JSON.stringify(plan.cadence) ? {} : { cadence }),
      }),
    touches: ["plans", "activity"],
    said: () => t("plan.changed"),
    after: onClose,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate()
  }
  return (
    <Modal opened onClose={onClose} title={t("plan.edit")}>
      <form onSubmit={submit} className="stack">
        <TextInput
          label={t("plan.titleLabel")}
          description={t("plan.titleHint")}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
          required
          data-autofocus
        />
        <Select
          label={t("plan.severityLabel")}
          description={t("plan.severityChange")}
          allowDeselect={false}
          value={severity}
          onChange={(value) => setSeverity(severities.find((one) => one === value) ?? plan.severity)}
          data={severities.map((one) => ({ value: one, label: t(`plan.severity.${one}`) }))}
        />
        <fieldset style={{ border: 0, padding: 0, margin: 0 }}>
          <legend>
            <b>{t("plan.promiseTitle")}</b>
          </legend>
          <p className="n">{t("plan.promiseHint")}</p>
          <div className="row" style={{ alignItems: "end" }}>
            {promised.map((step) => (
              <NumberInput
                key={step}
                size="xs"
                w={118}
                label={t(`plan.step.${step}`)}
                suffix={t("plan.hoursSuffix")}
                min={1}
                max={17_520}
                allowDecimal={false}
                value={promise[step]}
                onChange={(hours) => typeof hours === "number" && setPromise((now) => ({ ...now, [step]: hours }))}
              />
            ))}
          </div>
        </fieldset>
        <Switch
          label={t("plan.cadence")}
          description={t("plan.cadenceHint")}
          checked={cadence !== null}
          onChange={(event) => setCadence(event.currentTarget.checked ? (plan.cadence ?? usual) : null)}
        />
        {cadence && (
          <div className="row" style={{ alignItems: "end" }}>
            <NumberInput
              size="xs"
              w={150}
              label={t("plan.everyDays")}
              min={1}
              max={90}
              allowDecimal={false}
              value={cadence.everyDays}
              onChange={(days) => typeof days === "number" && setCadence({ ...cadence, everyDays: days })}
            />
            <NumberInput
              size="xs"
              w={150}
              label={t("plan.atHour")}
              min={0}
              max={23}
              allowDecimal={false}
              value={cadence.hour}
              onChange={(hour) => typeof hour === "number" && setCadence({ ...cadence, hour })}
            />
          </div>
        )}
        <Button type="submit" variant="filled" loading={change.isPending}>
          {t("common.save")}
        </Button>
      </form>
    </Modal>
  )
}

const usual = { everyDays: 7, hour: 15 }
