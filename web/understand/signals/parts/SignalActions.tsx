import { ActionIcon, Button, Checkbox, Menu, Popover } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Department, SignalDetail } from "../../../api/contract.ts"
import type { Answer } from "../../../api/generated.ts"
import { useChange, useGet } from "../../../app/data.tsx"
import { useGo } from "../../../app/Go.tsx"
import { useMay, useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { Icon } from "../../../ui/Icon.tsx"
import { MayButton } from "../../../ui/MayButton.tsx"
import { DismissButton } from "./DismissButton.tsx"
import { MergeDialog } from "./MergeDialog.tsx"
import { SettledLine } from "./SettledLine.tsx"
import { SnoozeButton } from "./SnoozeButton.tsx"

/** What a person can do about a signal; one main action, everything else undoable. */
export function SignalActions({ signal }: { signal: SignalDetail }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const go = useGo()
  const may = useMay("signals.act")
  const [merging, setMerging] = useState(false)
  const base = `/signals/${signal.id}`
  const accept = useChange<void, Answer<"Problem">>({
    run: (_, send) => send("POST", `${base}/problem`, {}),
    touches: ["signals", "problems", "home", "activity"],
    said: () => t("signal.done.accepted"),
    after: (problem) => go(paths.problem(org, problem.id)),
  })
  const acknowledge = useChange<void>({
    run: (_, send) => send("POST", `${base}/acknowledgement`, {}),
    touches: ["signals", "home", "activity"],
    said: () => t("signal.done.acknowledged"),
  })
  if (signal.state !== "new" && signal.state !== "acknowledged") return <SettledLine signal={signal} />
  return (
    <>
      <MayButton permission="problems.edit" variant="filled" loading={accept.isPending} onClick={() => accept.mutate()}>
        {t("signal.accept")}
      </MayButton>
      {signal.state === "new" && (
        <MayButton permission="signals.act" loading={acknowledge.isPending} onClick={() => acknowledge.mutate()}>
          {t("signal.acknowledge")}
        </MayButton>
      )}
      <AssignButton signal={signal} />
      <SnoozeButton signal={signal} />
      <DismissButton signal={signal} />
      <Menu>
        <Menu.Target>
          <ActionIcon size={34} variant="default" aria-label={t("common.moreActions")} disabled={!may}>
            <Icon name="dots" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setMerging(true)}>{t("signal.merge")}</Menu.Item>
          <Menu.Item onClick={() => go(paths.signalPeople(org, signal.id))}>{t("signal.whoIsAffected")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <MergeDialog signal={signal} opened={merging} onClose={() => setMerging(false)} />
    </>
  )
}

function AssignButton({ signal }: { signal: SignalDetail }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const departments = useGet<{ items: Department[] }>("departments", "/departments", {}, { enabled: open })
  const assigned = signal.departments.map((one) => one.id)
  const assign = useChange<string[]>({
    run: (departmentIds, send) => send("PUT", `/signals/${signal.id}/assignments`, { departmentIds }),
    touches: ["signals", "home", "activity"],
    said: () => t("signal.done.assigned"),
    undo: (_, __, send) => send("PUT", `/signals/${signal.id}/assignments`, { departmentIds: assigned }),
  })
  const toggle = (id: string) =>
    assign.mutate(assigned.includes(id) ? assigned.filter((one) => one !== id) : [...assigned, id])
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" trapFocus width={240}>
      <Popover.Target>
        <MayButton permission="signals.act" onClick={() => setOpen(!open)}>
          {assigned.length > 0
            ? t("signal.assignedTo", { names: signal.departments.map((one) => one.name).join(t("common.listComma")) })
            : t("signal.assign")}
        </MayButton>
      </Popover.Target>
      <Popover.Dropdown>
        <h3>{t("signal.assignQuestion")}</h3>
        {(departments.data?.items ?? []).map((department) => (
          <Checkbox
            key={department.id}
            mt={8}
            size="sm"
            label={department.name}
            checked={assigned.includes(department.id)}
            onChange={() => toggle(department.id)}
          />
        ))}
        <Button mt="md" size="compact-sm" variant="subtle" onClick={() => setOpen(false)}>
          {t("common.done")}
        </Button>
      </Popover.Dropdown>
    </Popover>
  )
}
