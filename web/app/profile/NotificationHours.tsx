import { Autocomplete, Button, Checkbox, NativeSelect, Switch } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../api/generated.ts"
import { useChange } from "../data.tsx"
import { useFormat } from "../format.ts"
import classes from "../notifications/Notifications.module.css"

type Hours = Answer<"NotificationSettings">["hours"]
type Change = Partial<Omit<Hours, "inEffect">>

/** When mail and chat may reach the member, by her own clock. */
export function NotificationHours({ hours, chat }: { hours: Hours; chat: string | undefined }) {
  const { t } = useTranslation()
  const save = useChange<Change>({
    run: (change, send) => send("PATCH", "/notification-hours", change),
    touches: ["notifications"],
  })
  const { quiet, quietDays } = hours
  return (
    <div className={classes.hours}>
      <h3 style={{ margin: 0 }}>{t("notify.hours")}</h3>
      <TimeZone key={hours.inEffect} hours={hours} onChoose={(timeZone) => save.mutate({ timeZone })} />
      <div className="row" style={{ alignItems: "end" }}>
        <Hour
          label={t("notify.dailyHour")}
          value={hours.dailyHour}
          onChange={(dailyHour) => save.mutate({ dailyHour })}
        />
        <Switch
          style={{ alignSelf: "center" }}
          label={t("notify.weekly")}
          description={t("notify.weeklyWhat")}
          checked={hours.weekly}
          onChange={() => save.mutate({ weekly: !hours.weekly })}
        />
      </div>
      <Switch
        label={t("notify.quiet")}
        description={t(chat ? "notify.quietWhatChat" : "notify.quietWhat", { chat })}
        checked={quiet !== null}
        onChange={() => save.mutate({ quiet: quiet ? null : { from: 20, to: 7 } })}
      />
      {quiet && (
        <div className="row">
          <Hour
            label={t("notify.from")}
            value={quiet.from}
            except={quiet.to}
            onChange={(from) => save.mutate({ quiet: { ...quiet, from } })}
          />
          <Hour
            label={t("notify.to")}
            value={quiet.to}
            except={quiet.from}
            onChange={(to) => save.mutate({ quiet: { ...quiet, to } })}
          />
        </div>
      )}
      <Days chosen={quietDays} onChoose={(days) => save.mutate({ quietDays: days })} />
      {(quiet || quietDays.length > 0) && (
        <Switch
          label={t("notify.breakThrough")}
          description={t("notify.breakThroughWhat")}
          checked={hours.breakThrough}
          onChange={() => save.mutate({ breakThrough: !hours.breakThrough })}
        />
      )}
    </div>
  )
}

function TimeZone({ hours, onChoose }: { hours: Hours; onChoose: (zone: string) => void }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(hours.inEffect)
  const zones = Intl.supportedValuesOf("timeZone")
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone
  return (
    <div className="row" style={{ alignItems: "end" }}>
      <Autocomplete
        label={t("notify.timeZone")}
        description={hours.timeZone === null ? t("notify.timeZoneOfAll") : undefined}
        value={typed}
        limit={20}
        onChange={(zone) => {
          setTyped(zone)
          if (zones.includes(zone) && zone !== hours.inEffect) onChoose(zone)
        }}
        onBlur={() => setTyped(hours.inEffect)}
        data={zones}
      />
      {here !== hours.inEffect && (
        <Button size="compact-sm" variant="subtle" mb={5} onClick={() => onChoose(here)}>
          {t("notify.useHere", { zone: here })}
        </Button>
      )}
    </div>
  )
}

function Hour({
  label,
  value,
  except,
  onChange,
}: {
  label: string
  value: number
  except?: number
  onChange: (hour: number) => void
}) {
  return (
    <NativeSelect
      label={label}
      value={String(value)}
      onChange={(event) => onChange(Number(event.currentTarget.value))}
      data={Array.from({ length: 24 }, (_, hour) => hour)
        .filter((hour) => hour !== except)
        .map((hour) => ({ value: String(hour), label: `${String(hour).padStart(2, "0")}:00` }))}
    />
  )
}

// A Sunday, and the six days after it.
const aWeek = Array.from({ length: 7 }, (_, day) => ({ day, date: new Date(Date.UTC(2026, 2, 1 + day)) }))

function Days({ chosen, onChoose }: { chosen: readonly number[]; onChoose: (days: number[]) => void }) {
  const { t } = useTranslation()
  const { locale } = useFormat()
  const name = new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" })
  const fromMonday = [...aWeek.slice(1), ...aWeek.slice(0, 1)]
  return (
    <Checkbox.Group
      label={t("notify.quietDays")}
      value={chosen.map(String)}
      onChange={(days) => onChoose(days.map(Number).sort())}
    >
      <div className="row" style={{ marginTop: 6, gap: 14 }}>
        {fromMonday.map(({ day, date }) => (
          <Checkbox key={day} value={String(day)} label={name.format(date)} />
        ))}
      </div>
    </Checkbox.Group>
  )
}
