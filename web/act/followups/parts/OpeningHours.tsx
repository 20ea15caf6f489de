import { NativeSelect, NumberInput, Textarea, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange } from "../../../app/data.tsx"
import { MayButton } from "../../../ui/MayButton.tsx"

type Settings = Answer<"FollowupSettings">

/** When the company answers: what promises are counted in. */
export function OpeningHours({ settings }: { settings: Settings }) {
  const { t } = useTranslation()
  const [zone, setZone] = useState(settings.timeZone)
  const [week, setWeek] = useState(settings.week.map((day) => (day ? `${clock(day[0])}-${clock(day[1])}` : "")))
  const [holidays, setHolidays] = useState(settings.holidays.join("\n"))
  const [matching, setMatching] = useState<Settings["matching"]>(settings.matching)
  const [old, setOld] = useState(settings.notOlderThanDays)
  const [again, setAgain] = useState(settings.reopenWithinDays)
  const save = useChange<void, Settings>({
    run: (_, send) =>
      send("PUT", "/followups/settings", {
        timeZone: zone.trim(),
        week: week.map(hoursIn),
        holidays: holidays.split(/\s+/).filter(Boolean),
        matching,
        notOlderThanDays: old,
        reopenWithinDays: again,
        version: settings.version,
      }),
    touches: ["followups"],
    said: () => t("rules.settingsSaved"),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <section className="card" style={{ marginTop: 30 }}>
      <h2>{t("rules.opening")}</h2>
      <p className="n">{t("rules.openingLede")}</p>
      <form onSubmit={submit} className="stack" style={{ marginTop: 12 }}>
        <TextInput
          label={t("rules.zone")}
          w={240}
          value={zone}
          onChange={(event) => setZone(event.currentTarget.value)}
        />
        <div className="row" style={{ alignItems: "flex-end" }}>
          {[1, 2, 3, 4, 5, 6, 0].map((day) => (
            <TextInput
              key={day}
              w={112}
              size="xs"
              label={t(`rules.day.${day}`)}
              placeholder="–"
              value={week[day] ?? ""}
              onChange={(event) => {
                const value = event.currentTarget.value
                setWeek(week.map((one, index) => (index === day ? value : one)))
              }}
            />
          ))}
        </div>
        <div className="row" style={{ alignItems: "flex-end" }}>
          <NativeSelect
            label={t("rules.matching")}
            value={matching}
            onChange={(event) => setMatching(event.currentTarget.value === "all" ? "all" : "first")}
            data={[
              { value: "first", label: t("rules.matchFirst") },
              { value: "all", label: t("rules.matchAll") },
            ]}
          />
          <NumberInput
            label={t("rules.old")}
            min={0}
            max={365}
            value={old}
            onChange={(value) => setOld(Number(value))}
          />
          <NumberInput
            label={t("rules.again")}
            min={0}
            max={365}
            value={again}
            onChange={(value) => setAgain(Number(value))}
          />
        </div>
        <Textarea
          autosize
          minRows={2}
          maxRows={8}
          label={t("rules.holidays")}
          value={holidays}
          onChange={(event) => setHolidays(event.currentTarget.value)}
        />
        <MayButton type="submit" permission="settings.manage" variant="filled" loading={save.isPending}>
          {t("common.save")}
        </MayButton>
      </form>
    </section>
  )
}

const clock = (hour: number) => `${Math.floor(hour)}:${String(Math.round((hour % 1) * 60)).padStart(2, "0")}`

/** "9:00-17:30" → [9, 17.5]; empty: closed. What cannot be read is sent as it is, and refused with the field's name. */
function hoursIn(text: string): [number, number] | null {
  if (!text.trim()) return null
  const [from, to] = text.split(/[-–]/).map((one) => {
    const [hours, minutes = "0"] = one.trim().split(":")
    return Number(hours) + Number(minutes) / 60
  })
  return [from ?? Number.NaN, to ?? Number.NaN]
}
