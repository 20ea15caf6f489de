import { Button, Modal } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../api/generated.ts"
import { useChange, useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { conditionLabel } from "../../ui/filters/field-words.ts"
import { Loaded, RowBones } from "../../ui/Loaded.tsx"
import { MayButton } from "../../ui/MayButton.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { OpeningHours } from "./parts/OpeningHours.tsx"
import { RuleForm } from "./parts/RuleForm.tsx"

type Rule = Answer<"FollowupRule">
type Settings = Answer<"FollowupSettings">

/** Which feedback is answered, by whom, within which time. */
export default function FollowupRulesPage() {
  const { t } = useTranslation()
  const { org } = useSession()
  const rules = useGet<{ items: Rule[] }>("followups", "/followup-rules")
  const settings = useGet<Settings>("followups", "/followups/settings")
  const [editing, setEditing] = useState<Rule | "new" | null>(null)
  const items = rules.data?.items ?? []
  const on = items.filter((one) => !one.paused).length
  const fresh = (
    <MayButton permission="guidance.edit" variant="filled" onClick={() => setEditing("new")}>
      {t("rules.new")}
    </MayButton>
  )
  return (
    <>
      <PageHead
        title={rules.data && on > 0 ? t("rules.sentence", { count: on }) : t("rules.none")}
        documentTitle={t("rules.documentTitle")}
        lede={settings.data && t(settings.data.matching === "first" ? "rules.first" : "rules.all")}
      >
        {items.length > 0 && fresh}
        <Button component={Go} href={paths.followups(org)}>
          {t("rules.back")}
        </Button>
      </PageHead>
      <Loaded query={rules} bones={<RowBones count={3} />}>
        {() =>
          items.length === 0 ? (
            <EmptyState title={t("followups.emptyTitle")} example={<p>{t("followups.emptyExample")}</p>} action={fresh}>
              {t("followups.emptyBody")}
            </EmptyState>
          ) : (
            <ul className="rows">
              {items.map((one, index) => (
                <li key={one.id} style={{ padding: "13px 0" }}>
                  <RuleLine rule={one} before={items.slice(0, index)} all={items} onEdit={() => setEditing(one)} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {settings.data && <OpeningHours key={settings.data.version} settings={settings.data} />}
      <Modal
        opened={editing !== null}
        onClose={() => setEditing(null)}
        title={t(editing === "new" ? "rules.new" : "rules.edit")}
        size="lg"
      >
        {editing && <RuleForm rule={editing === "new" ? undefined : editing} onDone={() => setEditing(null)} />}
      </Modal>
    </>
  )
}

function RuleLine({ rule, before, all, onEdit }: { rule: Rule; before: Rule[]; all: Rule[]; onEdit: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const pause = useChange<boolean>({
    run: (off, send) => send(off ? "POST" : "DELETE", `/followup-rules/${rule.id}/pause`),
    touches: ["followups"],
    said: (off) => t(off ? "rules.pausedDone" : "rules.resumedDone"),
    undo: (off, _, send) => send(off ? "DELETE" : "POST", `/followup-rules/${rule.id}/pause`),
  })
  const up = useChange<void>({
    run: (_, send) => {
      const above = before.at(-1)!
      const ids = all.map((one) => (one.id === rule.id ? above.id : one.id === above.id ? rule.id : one.id))
      return send("PUT", "/followup-rules/order", { ids })
    },
    touches: ["followups"],
  })
  const remove = useChange<void>({
    run: (_, send) => send("DELETE", `/followup-rules/${rule.id}`),
    touches: ["followups"],
    said: () => t("rules.removed"),
    undo: (_, __, send) => {
      const { name, definition, audienceId, departmentId, assigning, ownerId, promisedHours, businessHours, priority } =
        rule
      const content = { name, definition, audienceId, assigning, ownerId, promisedHours, businessHours, priority }
      return departmentId ? send("POST", "/followup-rules", { ...content, departmentId }) : Promise.resolve()
    },
  })
  const { where, q, scale } = rule.definition
  const hours = format.number(rule.promisedHours, Number.isInteger(rule.promisedHours) ? 0 : 1)
  return (
    <>
      <div className="spread" style={{ flexWrap: "wrap" }}>
        <b style={{ opacity: rule.paused ? 0.6 : 1 }}>{rule.name}</b>
        <span className="row">
          {rule.paused ? (
            <span className="tag">{t("rules.paused", { when: format.day(rule.paused.at), by: rule.paused.by })}</span>
          ) : !rule.department ? (
            <span className="tag" data-tone="warn">
              {t("rules.noDepartment")}
            </span>
          ) : (
            rule.members === 0 && (
              <span className="tag" data-tone="warn">
                {t("rules.noMembers")}
              </span>
            )
          )}
          {rule.priority !== "normal" && (
            <span className="tag" data-tone={rule.priority === "urgent" ? "bad" : undefined}>
              {t(`followup.priorities.${rule.priority}`)}
            </span>
          )}
        </span>
      </div>
      <p>
        {[
          ...(where ?? []).map((one) => conditionLabel(one as never, t)),
          scale && t("rules.scale", { min: scale.min, max: scale.max }),
          q && t("rules.mentions", { words: q }),
        ]
          .filter(Boolean)
          .join(t("common.listComma"))}{" "}
        {t("rules.then", {
          department: rule.department?.name ?? "–",
          within: t(rule.businessHours ? "rules.withinOpen" : "rules.withinClock", { hours }),
          assigning: rule.owner?.name ?? t(`rules.assigning.${rule.assigning}`),
        })}
      </p>
      <div className="row">
        <span className="n">{t("rules.made", { count: rule.made })}</span>
        <MayButton permission="guidance.edit" size="compact-xs" variant="subtle" onClick={onEdit}>
          {t("rules.edit")}
        </MayButton>
        {before.length > 0 && (
          <MayButton permission="guidance.edit" size="compact-xs" variant="subtle" onClick={() => up.mutate()}>
            {t("rules.up")}
          </MayButton>
        )}
        <MayButton
          permission="guidance.edit"
          size="compact-xs"
          variant="subtle"
          onClick={() => pause.mutate(rule.paused === null)}
        >
          {t(rule.paused ? "rules.resume" : "rules.pause")}
        </MayButton>
        <MayButton permission="guidance.edit" size="compact-xs" variant="subtle" onClick={() => remove.mutate()}>
          {t("rules.remove")}
        </MayButton>
      </div>
    </>
  )
}
