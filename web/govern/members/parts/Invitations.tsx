import { Button, CopyButton, MultiSelect, Select, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Department, Invitation } from "../../../api/contract.ts"
import { useChange, useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { useMay } from "../../../app/session.tsx"
import { grantableRoles } from "../roles.ts"

/** Invitations are links: mail carries them, and without a mail server they can be copied. */
export function Invitations({ departments }: { departments: Department[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay("members.manage")
  const [email, setEmail] = useState("")
  const [role, setRole] = useState<string | null>("member")
  const [departmentIds, setDepartmentIds] = useState<string[]>([])
  const invitations = useGet<{ items: Invitation[] }>("invitations", "/invitations", {}, { enabled: may })
  const invite = useChange<void, Invitation>({
    run: (_, send) => send("POST", "/invitations", { email, role, departmentIds }),
    touches: ["invitations"],
    said: () => t("invitations.sent", { email }),
    after: () => setEmail(""),
  })
  const withdraw = useChange<Invitation>({
    run: (one, send) => send("DELETE", `/invitations/${one.id}`),
    touches: ["invitations"],
    said: (one) => t("invitations.withdrawn", { email: one.email }),
  })
  if (!may) return null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    invite.mutate()
  }
  const link = invite.data?.link
  return (
    <section style={{ marginTop: 32 }}>
      <h2>{t("invitations.title")}</h2>
      <form className="row" style={{ alignItems: "end" }} onSubmit={submit}>
        <TextInput
          type="email"
          w={240}
          label={t("invitations.email")}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          required
        />
        <Select
          w={140}
          label={t("members.role")}
          allowDeselect={false}
          value={role}
          onChange={setRole}
          data={grantableRoles.map((one) => ({ value: one, label: t(`role.${one}`) }))}
        />
        <MultiSelect
          miw={200}
          label={t("members.departments")}
          value={departmentIds}
          onChange={setDepartmentIds}
          data={departments.map((one) => ({ value: one.id, label: one.name }))}
        />
        <Button type="submit" variant="filled" loading={invite.isPending}>
          {t("invitations.invite")}
        </Button>
      </form>
      {link && (
        <p className="row" style={{ marginTop: 12 }} role="status">
          <code>{link}</code>
          <CopyButton value={link}>
            {({ copied, copy }) => (
              <Button size="compact-sm" onClick={copy}>
                {copied ? t("common.copied") : t("invitations.copy")}
              </Button>
            )}
          </CopyButton>
        </p>
      )}
      <ul className="rows" style={{ marginTop: 16, maxWidth: 760 }}>
        {(invitations.data?.items ?? []).map((one) => (
          <li key={one.id} className="spread" style={{ padding: "9px 0" }}>
            <span>
              {one.email}{" "}
              <span className="n">
                {t(`role.${one.role}`)}
                {one.createdAt && ` · ${format.ago(one.createdAt)}`}
              </span>
            </span>
            <Button size="compact-xs" variant="subtle" onClick={() => withdraw.mutate(one)}>
              {t("invitations.withdraw")}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
