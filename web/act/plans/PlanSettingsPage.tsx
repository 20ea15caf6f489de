import { NumberInput, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../api/generated.ts"
import { useChange, useGet } from "../../app/data.tsx"
import { CardBones, Loaded } from "../../ui/Loaded.tsx"
import { MayButton } from "../../ui/MayButton.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { ScrollRegion } from "../../ui/ScrollRegion.tsx"
import { type Severity, severities } from "./plan-words.ts"

type Kept = Answer<"PlanSettingsKept">
type Settings = Kept["settings"]

const promised = ["guidance_live", "first_notice", "fix_shipped", "verified"] as const
const rungs = ["lead", "sponsor", "committee"] as const

/** What do we promise, and who is told when we are late? */
export default function PlanSettingsPage() {
  const { t } = useTranslation()
  const kept = useGet<Kept>("plans", "/plan-settings")
  return (
    <>
      <PageHead title={t("planSettings.title")} documentTitle={t("planSettings.link")} lede={t("planSettings.lede")} />
      <Loaded query={kept} bones={<CardBones height={300} />}>
        {(data) => <Form key={data.version} kept={data} />}
      </Loaded>
    </>
  )
}

function Form({ kept }: { kept: Kept }) {
  const { t } = useTranslation()
  const [settings, setSettings] = useState<Settings>(kept.settings)
  const save = useChange<void>({
    run: (_, send) => send("PUT", "/plan-settings", { version: kept.version, settings }),
    touches: ["plans"],
    said: () => t("planSettings.saved"),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  const promise = (severity: Severity, step: (typeof promised)[number], hours: number) =>
    setSettings({
      ...settings,
      promise: { ...settings.promise, [severity]: { ...settings.promise[severity], [step]: hours } },
    })
  const rung = (severity: Severity, level: (typeof rungs)[number], days: number) =>
    setSettings({
      ...settings,
      escalation: {
        ...settings.escalation,
        days: { ...settings.escalation.days, [severity]: { ...settings.escalation.days[severity], [level]: days } },
      },
    })
  const every = (severity: Severity, everyDays: number) =>
    setSettings({
      ...settings,
      updates: { ...settings.updates, [severity]: { ...settings.updates[severity], everyDays } },
    })
  const cell = (label: string, value: number, most: number, onChange: (value: number) => void, least = 0) => (
    <NumberInput
      size="xs"
      w={92}
      aria-label={label}
      min={least}
      max={most}
      value={value}
      onChange={(next) => typeof next === "number" && onChange(next)}
    />
  )
  return (
    <form onSubmit={submit} className="stack">
      <section>
        <h2>{t("planSettings.promise")}</h2>
        <p className="n">{t("planSettings.promiseHint")}</p>
        <ScrollRegion label={t("planSettings.promise")} card>
          <table className="plain" style={{ minWidth: 560 }}>
            <thead>
              <tr>
                <th>{t("plan.severityLabel")}</th>
                {promised.map((step) => (
                  <th key={step}>{t(`plan.step.${step}`)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {severities.map((severity) => (
                <tr key={severity}>
                  <th scope="row">{t(`plan.severity.${severity}`)}</th>
                  {promised.map((step) => (
                    <td key={step}>
                      {cell(
                        `${t(`plan.severity.${severity}`)}: ${t(`plan.step.${step}`)}`,
                        settings.promise[severity][step],
                        17_520,
                        (hours) => promise(severity, step, hours),
                        1,
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      </section>
      <section>
        <h2>{t("planSettings.ladder")}</h2>
        <p className="n">{t("planSettings.ladderHint")}</p>
        <ScrollRegion label={t("planSettings.ladder")} card>
          <table className="plain" style={{ minWidth: 520 }}>
            <thead>
              <tr>
                <th>{t("plan.severityLabel")}</th>
                {rungs.map((level) => (
                  <th key={level}>{t(`workstream.level.${level}`)}</th>
                ))}
                <th>{t("planSettings.updates")}</th>
              </tr>
            </thead>
            <tbody>
              {severities.map((severity) => (
                <tr key={severity}>
                  <th scope="row">{t(`plan.severity.${severity}`)}</th>
                  {rungs.map((level) => (
                    <td key={level}>
                      {cell(
                        `${t(`plan.severity.${severity}`)}: ${t(`workstream.level.${level}`)}`,
                        settings.escalation.days[severity][level],
                        90,
                        (days) => rung(severity, level, days),
                      )}
                    </td>
                  ))}
                  <td>
                    {cell(
                      `${t(`plan.severity.${severity}`)}: ${t("planSettings.updates")}`,
                      settings.updates[severity].everyDays,
                      90,
                      (days) => every(severity, days),
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      </section>
      <div className="row" style={{ alignItems: "end" }}>
        <TextInput
          label={t("planSettings.zone")}
          list="zones"
          value={settings.timeZone}
          onChange={(event) => setSettings({ ...settings, timeZone: event.currentTarget.value })}
        />
        <datalist id="zones">
          {Intl.supportedValuesOf("timeZone").map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
        <NumberInput
          w={150}
          label={t("planSettings.hour")}
          min={0}
          max={23}
          value={settings.escalation.hour}
          onChange={(hour) =>
            typeof hour === "number" && setSettings({ ...settings, escalation: { ...settings.escalation, hour } })
          }
        />
      </div>
      <MayButton permission="settings.manage" type="submit" variant="filled" loading={save.isPending}>
        {t("common.save")}
      </MayButton>
    </form>
  )
}
