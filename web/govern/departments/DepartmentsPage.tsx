import { Button, Select, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Department, DepartmentKind } from "../../api/contract.ts"
import { useChange, useGet } from "../../app/data.tsx"
import { useMay } from "../../app/session.tsx"
import { Loaded, RowBones } from "../../ui/Loaded.tsx"
import { MayButton } from "../../ui/MayButton.tsx"
import { PageHead } from "../../ui/PageHead.tsx"

const kinds: DepartmentKind[] = ["product", "cx", "contact_centre", "marketing", "executive", "other"]

/** The company's parts, each with what it is in the loop. */
export default function DepartmentsPage() {
  const { t } = useTranslation()
  const departments = useGet<{ items: Department[] }>("departments", "/departments")
  const may = useMay("settings.manage")
  return (
    <>
      <PageHead
        title={
          departments.data
            ? t("departments.sentence", { count: departments.data.items.length })
            : t("place.departments")
        }
        documentTitle={t("place.departments")}
        lede={t("departments.lede")}
      />
      <Loaded query={departments} bones={<RowBones count={5} />}>
        {({ items }) => (
          <ul className="rows" style={{ maxWidth: 720 }}>
            {items.map((one) => (
              <DepartmentRow key={one.id} department={one} may={may} />
            ))}
          </ul>
        )}
      </Loaded>
      {may ? (
        <AddDepartment />
      ) : (
        <p className="n" style={{ marginTop: 16 }}>
          {t("permission.settings.manage")}
        </p>
      )}
    </>
  )
}

function DepartmentRow({ department, may }: { department: Department; may: boolean }) {
  const { t } = useTranslation()
  const change = useChange<Partial<Pick<Department, "name" | "kind">>>({
    run: (part, send) => send("PATCH", `/departments/${department.id}`, part),
    touches: ["departments", "me", "members"],
    said: () => t("departments.changed"),
    undo: (_, __, send) =>
      send("PATCH", `/departments/${department.id}`, { name: department.name, kind: department.kind }),
  })
  const remove = useChange<void>({
    run: (_, send) => send("DELETE", `/departments/${department.id}`),
    touches: ["departments"],
    said: () => t("departments.removed", { name: department.name }),
    undo: (_, __, send) => send("POST", "/departments", { name: department.name, kind: department.kind }),
  })
  return (
    <li className="row" style={{ padding: "10px 0" }}>
      {may ? (
        <>
          <TextInput
            w={240}
            aria-label={t("departments.name")}
            defaultValue={department.name}
            key={department.name}
            onBlur={(event) =>
              event.currentTarget.value.trim() &&
              event.currentTarget.value !== department.name &&
              change.mutate({ name: event.currentTarget.value.trim() })
            }
          />
          <Select
            w={180}
            aria-label={t("departments.kindOf", { name: department.name })}
            allowDeselect={false}
            value={department.kind}
            onChange={(kind) => kind && change.mutate({ kind: kind as DepartmentKind })}
            data={kinds.map((kind) => ({ value: kind, label: t(`departments.kind.${kind}`) }))}
          />
          <MayButton permission="settings.manage" variant="subtle" size="compact-sm" onClick={() => remove.mutate()}>
            {t("common.remove")}
          </MayButton>
        </>
      ) : (
        <>
          <b>{department.name}</b> <span className="n">{t(`departments.kind.${department.kind}`)}</span>
        </>
      )}
    </li>
  )
}

function AddDepartment() {
  const { t } = useTranslation()
  const [name, setName] = useState("")
  const [kind, setKind] = useState<string | null>("other")
  const add = useChange<void>({
    run: (_, send) => send("POST", "/departments", { name, kind }),
    touches: ["departments"],
    said: () => t("departments.added", { name }),
    after: () => setName(""),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate()
  }
  return (
    <form className="row" style={{ marginTop: 20, alignItems: "end" }} onSubmit={submit}>
      <TextInput
        w={240}
        label={t("departments.name")}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        required
      />
      <Select
        w={180}
        label={t("departments.kindLabel")}
        allowDeselect={false}
        value={kind}
        onChange={setKind}
        data={kinds.map((one) => ({ value: one, label: t(`departments.kind.${one}`) }))}
      />
      <Button type="submit" loading={add.isPending}>
        {t("departments.add")}
      </Button>
    </form>
  )
}
