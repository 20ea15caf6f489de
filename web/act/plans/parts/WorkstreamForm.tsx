import { Button, Modal, Select, Textarea, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Department, Member } from "../../../api/contract.ts"
import { useChange, useGet } from "../../../app/data.tsx"
import { asField, isGoing, type PlanDetail, type Workstream } from "../plan-words.ts"

export const deliverables = [
  "fix_released",
  "guidance_live",
  "notice_sent",
  "cause_found",
  "research_done",
  "offer_decided",
  "measured",
  "other",
] as const

/** A part of the plan: who does what until when. A later date asks why; dropping it too. */
export function WorkstreamForm({ plan, one, onClose }: { plan: PlanDetail; one?: Workstream; onClose: () => void }) {
  const { t } = useTranslation()
  const departments = useGet<{ items: Department[] }>("departments", "/departments")
  const members = useGet<{ items: Member[] }>("members", "/members")
  // As it was when this was opened, so that what somebody else says meanwhile is not overwritten unseen.
  const [before] = useState(one)
  const [title, setTitle] = useState(one?.title ?? "")
  const [departmentId, setDepartment] = useState<string | null>(one?.department.id ?? null)
  const [ownerId, setOwner] = useState<string | null>(one?.owner && !one.owner.left ? one.owner.id : null)
  const [deliverable, setDeliverable] = useState<string>(one?.deliverable ?? "other")
  const [due, setDue] = useState(asField(one?.dueAt ?? new Date(Date.now() + 7 * 86_400_000).toISOString()))
  const [note, setNote] = useState(one?.note ?? "")
  const [instructions, setInstructions] = useState(one?.instructions ?? "")
  const [reason, setReason] = useState("")
  const dueAt = due ? new Date(due).toISOString() : ""
  const dueMoved = before !== undefined && due !== asField(before.dueAt)
  const later = dueMoved && dueAt > before.dueAt
  const save = useChange<void>({
    run: (_, send) =>
      before
        ? send("PATCH", `/workstreams/${before.id}`, {
            version: before.version,
            title,
            ...(departmentId && departmentId !== before.department.id ? { departmentId } : {}),
            ...(ownerId !== (before.owner?.id ?? null) && !(ownerId === null && before.owner?.left) ? { ownerId } : {}),
            deliverable,
            instructions,
            note: note || null,
            ...(dueMoved ? { dueAt } : {}),
            ...(later ? { reason } : {}),
          })
        : send("POST", `/plans/${plan.id}/workstreams`, {
            departmentId,
            ownerId,
            title,
            deliverable,
            instructions,
            dueAt,
          }),
    touches: ["plans", "activity", "home"],
    said: () => t("workstream.saved"),
    after: onClose,
  })
  const drop = useChange<void>({
    run: (_, send) => send("POST", `/workstreams/${before?.id}/state`, { state: "dropped", reason }),
    touches: ["plans", "activity", "home"],
    said: () => t("workstream.moved.dropped"),
    undo: (_, __, send) => send("POST", `/workstreams/${before?.id}/state`, { state: before?.state }),
    after: onClose,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  const inDepartment = (members.data?.items ?? []).toSorted(
    (a, b) => Number(belongs(b, departmentId)) - Number(belongs(a, departmentId)),
  )
  return (
    <Modal opened onClose={onClose} title={t(before ? "workstream.change" : "plan.addWorkstream")} size="lg">
      <form onSubmit={submit}>
        <TextInput
          label={t("workstream.title")}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
          required
          data-autofocus
        />
        {before && (
          <TextInput
            mt="md"
            label={t("workstream.note")}
            description={t("workstream.noteHint")}
            value={note}
            maxLength={500}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
        )}
        <Select
          mt="md"
          label={t("plan.department")}
          required
          allowDeselect={false}
          value={departmentId}
          onChange={setDepartment}
          data={(departments.data?.items ?? []).map((department) => ({
            value: department.id,
            label: department.name,
          }))}
        />
        <Select
          mt="md"
          label={t("workstream.owner")}
          searchable
          clearable
          value={ownerId}
          onChange={setOwner}
          data={inDepartment.map((member) => ({ value: member.id, label: member.name }))}
        />
        <Select
          mt="md"
          label={t("workstream.deliverable")}
          allowDeselect={false}
          value={deliverable}
          onChange={(value) => value && setDeliverable(value)}
          data={deliverables.map((value) => ({ value, label: t(`workstream.kind.${value}`) }))}
        />
        <TextInput
          mt="md"
          type="datetime-local"
          label={t("workstream.due")}
          value={due}
          onChange={(event) => setDue(event.currentTarget.value)}
          required
        />
        <Textarea
          mt="md"
          label={t("workstream.instructions")}
          autosize
          minRows={2}
          value={instructions}
          onChange={(event) => setInstructions(event.currentTarget.value)}
        />
        {before && (
          <Textarea
            mt="md"
            label={t("plan.reason")}
            description={t(later ? "workstream.laterHint" : "workstream.reasonHint")}
            autosize
            value={reason}
            required={later}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
        <div className="spread" style={{ marginTop: 20 }}>
          <Button type="submit" variant="filled" loading={save.isPending} disabled={later && !reason.trim()}>
            {t("common.save")}
          </Button>
          {before && isGoing(before) && (
            <Button
              variant="subtle"
              color="red"
              disabled={!reason.trim()}
              loading={drop.isPending}
              onClick={() => drop.mutate()}
            >
              {t("workstream.drop")}
            </Button>
          )}
        </div>
      </form>
    </Modal>
  )
}

const belongs = (member: Member, departmentId: string | null) =>
  member.departments.some((department) => department.id === departmentId)
