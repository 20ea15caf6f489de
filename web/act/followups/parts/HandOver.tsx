import { Button, Modal, Select } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Member } from "../../../api/contract.ts"
import { useChange, useGet } from "../../../app/data.tsx"
import type { Followup } from "../followup-words.ts"

/** To whom: a colleague, or another department. */
export function HandOver({ one, opened, onClose }: { one: Followup; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const members = useGet<{ items: Member[] }>("members", "/members", {}, { enabled: opened })
  const departments = useGet<{ items: { id: string; name: string }[] }>(
    "departments",
    "/departments",
    {},
    { enabled: opened },
  )
  const [to, setTo] = useState<string | null>(null)
  const give = useChange<string>({
    run: (value, send) => {
      const [kind, id] = value.split(":")
      return send("POST", `/followups/${one.id}/hand-over`, kind === "member" ? { memberId: id } : { departmentId: id })
    },
    touches: ["followups", "home"],
    said: () => t("followup.handedOver"),
    undo: (_, __, send) =>
      one.owner
        ? send("POST", `/followups/${one.id}/hand-over`, {
            memberId: one.owner.id,
            ...(one.department ? { departmentId: one.department.id } : {}),
          })
        : one.department
          ? send("POST", `/followups/${one.id}/hand-over`, { departmentId: one.department.id })
          : Promise.resolve(),
    after: onClose,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (to) give.mutate(to)
  }
  return (
    <Modal opened={opened} onClose={onClose} title={t("followup.handOver")}>
      <form onSubmit={submit}>
        <Select
          searchable
          label={t("followup.toWhom")}
          value={to}
          onChange={setTo}
          data={[
            {
              group: t("place.departments"),
              items: (departments.data?.items ?? []).map((each) => ({
                value: `department:${each.id}`,
                label: each.name,
              })),
            },
            {
              group: t("place.members"),
              items: (members.data?.items ?? [])
                .filter((each) => each.role !== "viewer" && each.role !== "auditor" && each.id !== one.owner?.id)
                .map((each) => ({ value: `member:${each.id}`, label: each.name })),
            },
          ]}
        />
        <Button type="submit" variant="filled" mt="lg" disabled={!to} loading={give.isPending}>
          {t("followup.handOver")}
        </Button>
      </form>
    </Modal>
  )
}
