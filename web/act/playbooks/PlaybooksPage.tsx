import { Button } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../api/generated.ts"
import { useChange, useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Loaded, RowBones } from "../../ui/Loaded.tsx"
import { MayButton } from "../../ui/MayButton.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { PlaybookForm } from "./parts/PlaybookForm.tsx"

export type Playbook = Answer<"Playbook">

/** How do we answer problems? The playbooks that ship, and our own. */
export default function PlaybooksPage() {
  const { t, i18n } = useTranslation()
  const playbooks = useGet<{ items: Playbook[] }>("playbooks", "/playbooks", { language: i18n.language })
  const [editing, setEditing] = useState<{ playbook: Playbook; copy: boolean } | null>(null)
  const own = playbooks.data?.items.filter((one) => !one.shipped).length ?? 0
  return (
    <>
      <PageHead
        title={playbooks.data ? t("playbooks.sentence", { count: own }) : t("playbooks.title")}
        documentTitle={t("playbooks.title")}
        lede={t("playbooks.lede")}
      />
      <Loaded query={playbooks} bones={<RowBones count={5} />}>
        {({ items }) => (
          <ul className="rows">
            {items.map((one) => (
              <li key={one.id} style={{ padding: "14px 0" }}>
                <Entry
                  playbook={one}
                  onEdit={() => setEditing({ playbook: one, copy: false })}
                  onCopy={() => setEditing({ playbook: one, copy: true })}
                />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      {editing && <PlaybookForm {...editing} onClose={() => setEditing(null)} />}
    </>
  )
}

function Entry({ playbook, onEdit, onCopy }: { playbook: Playbook; onEdit: () => void; onCopy: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [open, setOpen] = useState(false)
  const retire = useChange<void>({
    run: (_, send) => send("DELETE", `/playbooks/${playbook.id}`),
    touches: ["playbooks"],
    said: () => t("playbooks.retired", { name: playbook.name }),
    undo: (_, __, send) =>
      send("POST", "/playbooks", {
        name: playbook.name,
        description: playbook.description,
        copiedFrom: playbook.copiedFrom,
        steps: playbook.steps,
      }),
  })
  return (
    <>
      <div className="spread" style={{ flexWrap: "wrap" }}>
        <h2 style={{ margin: 0 }}>
          {playbook.name}{" "}
          <span className="tag" data-tone={playbook.shipped ? undefined : "accent"}>
            {t(playbook.shipped ? "playbooks.shipped" : "playbooks.own")}
          </span>
        </h2>
        <span className="row">
          <Button size="compact-sm" aria-expanded={open} onClick={() => setOpen(!open)}>
            {t("playbooks.steps", { count: playbook.steps.length })}
          </Button>
          <MayButton permission="plans.edit" size="compact-sm" onClick={onCopy}>
            {t("playbooks.copy")}
          </MayButton>
          {!playbook.shipped && (
            <>
              <MayButton permission="plans.edit" size="compact-sm" onClick={onEdit}>
                {t("playbooks.edit")}
              </MayButton>
              <MayButton permission="plans.edit" size="compact-sm" variant="subtle" onClick={() => retire.mutate()}>
                {t("common.remove")}
              </MayButton>
            </>
          )}
        </span>
      </div>
      <p style={{ color: "var(--ink-2)", maxWidth: "62em" }}>{playbook.description}</p>
      {playbook.changedBy && playbook.changedAt && (
        <p className="n">{t("update.by", { name: playbook.changedBy, when: format.ago(playbook.changedAt) })}</p>
      )}
      {open && (
        <ol style={{ paddingLeft: 20 }}>
          {playbook.steps.map((step) => (
            <li key={`${step.department} ${step.title}`} style={{ marginTop: 10 }}>
              <b>{t(`departments.kind.${step.department}`)}</b>: {step.title}
              <span className="n" style={{ display: "block" }}>
                {t(`workstream.kind.${step.deliverable}`)} · {step.role}
              </span>
              {step.instructions && <span style={{ display: "block", maxWidth: "62em" }}>{step.instructions}</span>}
            </li>
          ))}
        </ol>
      )}
    </>
  )
}
