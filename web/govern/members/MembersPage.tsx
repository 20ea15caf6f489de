import { MultiSelect, Select, Switch } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Department, Member, Role } from "../../api/contract.ts"
import { useChange, useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { useMay } from "../../app/session.tsx"
import { Loaded, RowBones } from "../../ui/Loaded.tsx"
import { MayButton } from "../../ui/MayButton.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { Invitations } from "./parts/Invitations.tsx"
import { grantableRoles } from "./roles.ts"

/** Who is here, in which departments, with which rights; and who has been asked to come. */
export default function MembersPage() {
  const { t } = useTranslation()
  const members = useGet<{ items: Member[] }>("members", "/members")
  const departments = useGet<{ items: Department[] }>("departments", "/departments")
  const may = useMay("members.manage")
  return (
    <>
      <PageHead
        title={members.data ? t("members.sentence", { count: members.data.items.length }) : t("place.members")}
        documentTitle={t("place.members")}
        lede={t("members.lede")}
      />
      <Loaded query={members} bones={<RowBones count={5} />}>
        {({ items }) => (
          <div className="scroll-x">
            <table className="plain">
              <thead>
                <tr>
                  <th scope="col">{t("members.name")}</th>
                  <th scope="col">{t("members.departments")}</th>
                  <th scope="col">{t("members.role")}</th>
                  <th scope="col">{t("members.personalData")}</th>
                  <th scope="col">
                    <span className="only-screen-reader">{t("common.actions")}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {items.map((member) => (
                  <MemberRow key={member.id} member={member} departments={departments.data?.items ?? []} may={may} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Loaded>
      <Invitations departments={departments.data?.items ?? []} />
    </>
  )
}

function MemberRow({ member, departments, may }: { member: Member; departments: Department[]; may: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const owner = member.role === "owner"
  const before = {
    role: member.role,
    departmentIds: member.departments.map((one) => one.id),
    personalData: member.personalData,
  }
  const change = useChange<Partial<typeof before>>({
    run: (part, send) => send("PATCH", `/members/${member.id}`, part),
    touches: ["members", "me"],
    said: () => t("members.changed", { name: member.name }),
    undo: (part, _, send) =>
      send(
        "PATCH",
        `/members/${member.id}`,
        Object.fromEntries(Object.keys(part).map((key) => [key, before[key as keyof typeof before]])),
      ),
  })
  const remove = useChange<void>({
    run: (_, send) => send("DELETE", `/members/${member.id}`),
    touches: ["members"],
    said: () => t("members.removed", { name: member.name }),
  })
  return (
    <tr>
      <td>
        <b>{member.name}</b>
        <br />
        <span className="n">
          {member.email}
          {member.lastSeenAt && ` · ${format.ago(member.lastSeenAt)}`}
        </span>
      </td>
      <td style={{ minWidth: 200 }}>
        {may ? (
          <MultiSelect
            size="xs"
            aria-label={t("members.departmentsOf", { name: member.name })}
            value={before.departmentIds}
            onChange={(departmentIds) => change.mutate({ departmentIds })}
            data={departments.map((one) => ({ value: one.id, label: one.name }))}
          />
        ) : (
          member.departments.map((one) => one.name).join(t("common.listComma"))
        )}
      </td>
      <td style={{ minWidth: 130 }}>
        {may && !owner ? (
          <Select
            size="xs"
            allowDeselect={false}
            aria-label={t("members.roleOf", { name: member.name })}
            value={member.role}
            onChange={(role) => role && change.mutate({ role: role as Role })}
            data={grantableRoles.map((role) => ({ value: role, label: t(`role.${role}`) }))}
          />
        ) : (
          t(`role.${member.role}`)
        )}
      </td>
      <td>
        <Switch
          aria-label={t("members.personalDataOf", { name: member.name })}
          disabled={!may || owner}
          checked={member.personalData}
          onChange={(event) => change.mutate({ personalData: event.currentTarget.checked })}
        />
      </td>
      <td className="r">
        {!owner && (
          <MayButton permission="members.manage" size="compact-xs" variant="subtle" onClick={() => remove.mutate()}>
            {t("common.remove")}
          </MayButton>
        )}
      </td>
    </tr>
  )
}
