import { Menu } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { SignalDetail } from "../../../api/contract.ts"
import { useChange } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { MayButton } from "../../../ui/MayButton.tsx"

const weeksOffered = [1, 2, 4, 12]

/** Not now: the signal comes back by itself. */
export function SnoozeButton({ signal }: { signal: SignalDetail }) {
  const { t } = useTranslation()
  const format = useFormat()
  const snooze = useChange<string>({
    run: (until, send) => send("POST", `/signals/${signal.id}/snooze`, { until }),
    touches: ["signals", "home", "activity"],
    said: (until) => t("signal.done.snoozed", { date: format.day(until) }),
    undo: (_, __, send) => send("DELETE", `/signals/${signal.id}/snooze`),
  })
  const inWeeks = (weeks: number) => new Date(Date.now() + weeks * 7 * 86_400_000).toISOString()
  return (
    <Menu>
      <Menu.Target>
        <MayButton permission="signals.act" loading={snooze.isPending}>
          {t("signal.snooze")}
        </MayButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("signal.snoozeQuestion")}</Menu.Label>
        {weeksOffered.map((weeks) => (
          <Menu.Item
            key={weeks}
            onClick={() => snooze.mutate(inWeeks(weeks))}
            rightSection={<span className="n">{format.day(inWeeks(weeks))}</span>}
          >
            {t("common.weeks", { count: weeks })}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
