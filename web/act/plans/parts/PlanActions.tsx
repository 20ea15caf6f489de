import { ActionIcon, Button, Menu, Modal, Textarea } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import { useChange } from "../../../app/data.tsx"
import { useMay } from "../../../app/session.tsx"
import { Icon } from "../../../ui/Icon.tsx"
import { MayButton } from "../../../ui/MayButton.tsx"
import type { PlanDetail } from "../plan-words.ts"
import { EditDialog } from "./EditDialog.tsx"
import { HandOverDialog } from "./HandOver.tsx"
import { StatusPageDialog } from "./StatusPageDialog.tsx"
import { UpdateDialog } from "./UpdatesCard.tsx"

type Dialog = "update" | "hand-over" | "edit" | "close" | "reopen" | "status" | null

/** What can be done with the plan as a whole; saying where it stands is the main thing. */
export function PlanActions({ plan }: { plan: PlanDetail }) {
  const { t } = useTranslation()
  const may = useMay("plans.edit")
  const [dialog, setDialog] = useState<Dialog>(null)
  const close = () => setDialog(null)
  const open = plan.state === "open"
  return (
    <>
      {open ? (
        <MayButton permission="plans.edit" variant="filled" onClick={() => setDialog("update")}>
          {t("plan.postUpdate")}
        </MayButton>
      ) : (
        <MayButton permission="plans.edit" onClick={() => setDialog("reopen")}>
          {t("plan.reopen")}
        </MayButton>
      )}
      <MayButton permission="plans.edit" onClick={() => setDialog("status")}>
        {t("plan.statusPage")}
      </MayButton>
      <Menu>
        <Menu.Target>
          <ActionIcon size={34} variant="default" aria-label={t("common.moreActions")} disabled={!may}>
            <Icon name="dots" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {open && <Menu.Item onClick={() => setDialog("edit")}>{t("plan.edit")}</Menu.Item>}
          {open && (
            <Menu.Item disabled={!plan.mayHandOver} onClick={() => setDialog("hand-over")}>
              {t("plan.handOver.title")}
            </Menu.Item>
          )}
          {open && <Menu.Item onClick={() => setDialog("close")}>{t("plan.close")}</Menu.Item>}
          <Menu.Item onClick={() => window.print()}>{t("plan.print")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <UpdateDialog plan={plan} opened={dialog === "update"} onClose={close} />
      <StatusPageDialog plan={plan} opened={dialog === "status"} onClose={close} />
      <HandOverDialog plan={plan} opened={dialog === "hand-over"} onClose={close} />
      <ReasonDialog plan={plan} kind={dialog === "close" || dialog === "reopen" ? dialog : null} onClose={close} />
      {dialog === "edit" && <EditDialog plan={plan} onClose={close} />}
    </>
  )
}

function ReasonDialog({
  plan,
  kind,
  onClose,
}: {
  plan: PlanDetail
  kind: "close" | "reopen" | null
  onClose: () => void
}) {
  const { t } = useTranslation()
  const [reason, setReason] = useState("")
  const act = useChange<"close" | "reopen">({
    run: (what, send) => send("POST", `/plans/${plan.id}/${what === "close" ? "closure" : "reopening"}`, { reason }),
    touches: ["plans", "activity", "home"],
    said: (what) => t(what === "close" ? "plan.closed" : "plan.reopened"),
    after: onClose,
  })
  if (!kind) return null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    act.mutate(kind)
  }
  return (
    <Modal opened onClose={onClose} title={t(kind === "close" ? "plan.close" : "plan.reopen")}>
      <form onSubmit={submit}>
        <p className="n">{t(kind === "close" ? "plan.closeHint" : "plan.reopenHint")}</p>
        <Textarea
          mt="md"
          label={t("plan.reason")}
          autosize
          minRows={2}
          required
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          data-autofocus
        />
        <Button mt="lg" type="submit" variant="filled" loading={act.isPending} disabled={!reason.trim()}>
          {t(kind === "close" ? "plan.close" : "plan.reopen")}
        </Button>
      </form>
    </Modal>
  )
}
