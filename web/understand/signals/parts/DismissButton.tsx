import { Button, Popover, Radio, Textarea } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { SignalDetail } from "../../../api/contract.ts"
import { useChange } from "../../../app/data.tsx"
import { MayButton } from "../../../ui/MayButton.tsx"

/** Why a signal can be no problem; the same alarm does not return, and the reason teaches the watch. */
export const dismissalReasons = ["expected", "known", "data", "small", "other"] as const

export function DismissButton({ signal }: { signal: SignalDetail }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState<string>("expected")
  const [note, setNote] = useState("")
  const dismiss = useChange<void>({
    run: (_, send) => send("POST", `/signals/${signal.id}/dismissal`, { reason, note: note || undefined }),
    touches: ["signals", "home", "activity"],
    said: () => t("signal.done.dismissed"),
    undo: (_, __, send) => send("DELETE", `/signals/${signal.id}/dismissal`),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setOpen(false)
    dismiss.mutate()
  }
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" trapFocus width={320}>
      <Popover.Target>
        <MayButton permission="signals.act" onClick={() => setOpen(!open)} loading={dismiss.isPending}>
          {t("signal.dismiss")}
        </MayButton>
      </Popover.Target>
      <Popover.Dropdown>
        <form onSubmit={submit}>
          <Radio.Group label={t("signal.dismissQuestion")} value={reason} onChange={setReason}>
            {dismissalReasons.map((one) => (
              <Radio key={one} mt={8} size="sm" value={one} label={t(`signal.reason.${one}`)} />
            ))}
          </Radio.Group>
          <Textarea
            mt="sm"
            autosize
            minRows={2}
            label={t("signal.dismissNote")}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <Button mt="md" type="submit" variant="filled">
            {t("signal.dismissSubmit")}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
