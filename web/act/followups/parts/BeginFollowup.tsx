import { Button, Modal, Select, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { sayDone, useChange, useGet } from "../../../app/data.tsx"
import { Go, useGo } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { MayButton } from "../../../ui/MayButton.tsx"

const priorities = ["urgent", "high", "normal"] as const
const hoursOf = { urgent: 4, high: 24, normal: 0 } as const

type Props = {
  personId: string
  /** What it is about, where it begins from a piece of feedback. */
  feedbackId?: string
  /** A first proposal for the reason. */
  reason?: string
  size?: "compact-sm" | "sm"
}

/** Somebody promises to answer this customer: by hand, where no rule saw it. */
export function BeginFollowup({ size = "sm", ...about }: Props) {
  const { t } = useTranslation()
  const [opened, setOpened] = useState(false)
  return (
    <>
      <MayButton permission="followups.act" size={size} onClick={() => setOpened(true)}>
        {t("followups.begin")}
      </MayButton>
      <Modal opened={opened} onClose={() => setOpened(false)} title={t("followups.beginTitle")}>
        <Form {...about} onDone={() => setOpened(false)} />
      </Modal>
    </>
  )
}

function Form({ personId, feedbackId, reason: given = "", onDone }: Props & { onDone: () => void }) {
  const { t } = useTranslation()
  const { org, me } = useSession()
  const go = useGo()
  const [reason, setReason] = useState(given.slice(0, 200))
  const [priority, setPriority] = useState<(typeof priorities)[number]>("normal")
  const [who, setWho] = useState<string>("me")
  const departments = useGet<{ items: { id: string; name: string }[] }>("departments", "/departments")
  const open = useGet<{ items: Answer<"Followup">[] }>("followups", "/followups", {
    person: personId,
    state: "live",
    limit: 1,
  })
  const begin = useChange<void, Answer<"Followup">>({
    run: (_, send) =>
      send("POST", "/followups", {
        personId,
        ...(feedbackId ? { feedbackId } : {}),
        reason,
        priority,
        ...(who === "me" ? { ownerId: me.member.id } : { departmentId: who }),
        ...(hoursOf[priority] > 0
          ? { promisedAt: new Date(Date.now() + hoursOf[priority] * 3_600_000).toISOString() }
          : {}),
      }),
    touches: ["followups", "home", "people"],
    after: (made) => {
      onDone()
      sayDone(<Go href={paths.followup(org, made.id)}>{t("followups.begun", { number: made.number })}</Go>)
    },
  })
  const already = open.data?.items[0]
  const submit = (event: FormEvent) => {
    event.preventDefault()
    begin.mutate()
  }
  if (already)
    return (
      <div className="stack">
        <p>
          {t("followups.already", {
            number: already.number,
            who: already.owner?.name ?? already.department?.name ?? t("followups.nobodyYet"),
          })}
        </p>
        <Button variant="filled" onClick={() => go(paths.followup(org, already.id))}>
          {t("followups.openIt")}
        </Button>
      </div>
    )
  return (
    <form onSubmit={submit} className="stack">
      <TextInput
        label={t("followups.beginReason")}
        description={t("followups.beginReasonHint")}
        maxLength={200}
        required
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-autofocus
      />
      <Select
        label={t("followups.beginWho")}
        allowDeselect={false}
        value={who}
        onChange={(value) => value && setWho(value)}
        data={[
          { value: "me", label: t("followups.beginMe") },
          ...(departments.data?.items ?? []).map((one) => ({ value: one.id, label: one.name })),
        ]}
      />
      <Select
        label={t("followup.priority")}
        allowDeselect={false}
        value={priority}
        onChange={(value) => setPriority(priorities.find((one) => one === value) ?? "normal")}
        data={priorities.map((one) => ({ value: one, label: t(`followups.beginWithin.${one}`) }))}
      />
      <Button type="submit" variant="filled" loading={begin.isPending}>
        {t("followups.begin")}
      </Button>
    </form>
  )
}
