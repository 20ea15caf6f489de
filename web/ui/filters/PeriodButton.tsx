import { Button, Menu, TextInput } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { useFormat } from "../../app/format.ts"
import { Icon } from "../Icon.tsx"
import { dayAfter, dayBefore, daysAgo } from "./period.ts"

type PeriodButtonProps = { from?: string; to?: string; onChange: (period: { from?: string; to?: string }) => void }
const presets = [7, 28, 91, 365, 730] as const

/** From when to when; the end the reader chooses is included, the API's is not. */
export function PeriodButton({ from, to, onChange }: PeriodButtonProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const [open, setOpen] = useState(false)
  const preset = !to && presets.find((days) => from === daysAgo(days))
  const label = preset
    ? t("period.last", { count: preset })
    : from && to
      ? t("figure.range", { low: format.dayAndYear(from), high: format.dayAndYear(dayBefore(to)) })
      : from
        ? t("period.since", { date: format.dayAndYear(from) })
        : to
          ? t("period.until", { date: format.dayAndYear(dayBefore(to)) })
          : t("period.all")
  return (
    <Menu opened={open} onChange={setOpen} closeOnItemClick>
      <Menu.Target>
        <Button rightSection={<Icon name="down" size={12} />} aria-label={t("period.label", { period: label })}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {presets.map((days) => (
          <Menu.Item
            key={days}
            onClick={() => onChange({ from: daysAgo(days), to: undefined })}
            rightSection={preset === days ? <Icon name="check" size={13} /> : null}
          >
            {t("period.last", { count: days })}
          </Menu.Item>
        ))}
        <Menu.Item onClick={() => onChange({ from: undefined, to: undefined })}>{t("period.all")}</Menu.Item>
        <Menu.Divider />
        <div style={{ padding: "4px 12px 10px", display: "grid", gap: 8 }}>
          <TextInput
            type="date"
            size="xs"
            label={t("period.from")}
            value={from ?? ""}
            max={to}
            onChange={(event) => onChange({ from: event.currentTarget.value || undefined, to })}
          />
          <TextInput
            type="date"
            size="xs"
            label={t("period.to")}
            value={to ? dayBefore(to) : ""}
            min={from}
            onChange={(event) =>
              onChange({ from, to: event.currentTarget.value ? dayAfter(event.currentTarget.value) : undefined })
            }
          />
        </div>
      </Menu.Dropdown>
    </Menu>
  )
}
