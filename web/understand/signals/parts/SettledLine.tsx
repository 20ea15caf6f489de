import { Button } from "@mantine/core"
import i18next from "i18next"
import { useTranslation } from "react-i18next"
import type { SignalDetail } from "../../../api/contract.ts"
import { useChange } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { MayButton } from "../../../ui/MayButton.tsx"

const takenBackBy: Partial<Record<SignalDetail["state"], string>> = {
  snoozed: "snooze",
  dismissed: "dismissal",
  merged: "merge",
}

/** What was decided about a signal, and the way back. */
export function SettledLine({ signal }: { signal: SignalDetail }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const reopen = useChange<void>({
    run: (_, send) => send("DELETE", `/signals/${signal.id}/${takenBackBy[signal.state]}`),
    touches: ["signals", "home", "activity"],
    said: () => t("signal.done.reopened"),
  })
  if (signal.state === "accepted") {
    return signal.problemId ? (
      <Button component={Go} variant="filled" href={paths.problem(org, signal.problemId)}>
        {t("signal.toProblem")}
      </Button>
    ) : null
  }
  const reasonKey = `signal.reason.${signal.dismissedReason ?? ""}`
  const words =
    signal.state === "snoozed" && signal.snoozedUntil
      ? t("signal.settled.snoozed", { date: format.day(signal.snoozedUntil) })
      : signal.state === "dismissed"
        ? t("signal.settled.dismissed", {
            reason: signal.dismissedReason && i18next.exists(reasonKey) ? t(reasonKey) : (signal.dismissedReason ?? ""),
          })
        : t("signal.settled.merged")
  return (
    <>
      <span>{words}</span>
      {signal.mergedInto && <Go href={paths.signal(org, signal.mergedInto)}>{t("signal.toMerged")}</Go>}
      <MayButton permission="signals.act" loading={reopen.isPending} onClick={() => reopen.mutate()}>
        {t(`signal.reopen.${signal.state}`)}
      </MayButton>
    </>
  )
}
