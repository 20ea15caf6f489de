import { Checkbox, Select } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { CardBones, Loaded } from "../../../ui/Loaded.tsx"
import { ScrollRegion } from "../../../ui/ScrollRegion.tsx"
import { duration, type Severity } from "../plan-words.ts"

type Draft = Answer<"PlanDraft">

/** What a playbook would make of a problem now: who would do what until when, before anybody is asked. */
export function DraftTable({
  problemId,
  playbook,
  severity,
  people,
  owners,
  onOwner,
  skipped,
  onSkip,
}: {
  problemId: string
  playbook: string
  severity: Severity
  people: { value: string; label: string }[]
  owners: Record<number, string | null>
  onOwner: (step: number, ownerId: string | null) => void
  skipped: readonly number[]
  onSkip: (step: number) => void
}) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const query = { playbook, severity, language: i18n.language }
  const draft = useGet<Draft>("playbooks", `/problems/${problemId}/plan-draft`, query, { keep: true })
  return (
    <section>
      <h2>{t("newPlan.preview")}</h2>
      <Loaded query={draft} bones={<CardBones height={180} />}>
        {(data) => (
          <>
            <p className="n" style={{ marginBottom: 8 }}>
              {t("newPlan.promise", {
                guidance: duration(data.promise.guidance_live, t, format),
                notice: duration(data.promise.first_notice, t, format),
                fix: duration(data.promise.fix_shipped, t, format),
                verified: duration(data.promise.verified, t, format),
              })}{" "}
              {data.nextUpdateAt && t("update.next", { when: format.dayAndTime(data.nextUpdateAt) })}
            </p>
            <ScrollRegion label={t("newPlan.preview")} card>
              <table className="plain" style={{ minWidth: 620 }}>
                <thead>
                  <tr>
                    <th>{t("newPlan.take")}</th>
                    <th>{t("plan.department")}</th>
                    <th>{t("workstream.title")}</th>
                    <th>{t("workstream.owner")}</th>
                    <th className="r">{t("workstream.due")}</th>
                  </tr>
                </thead>
                <tbody>
                  {data.workstreams.map((one, step) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place in the playbook
                    <tr key={step} style={skipped.includes(step) ? { opacity: 0.5 } : undefined}>
                      <td>
                        <Checkbox
                          size="sm"
                          aria-label={t("newPlan.takeOne", { title: one.title })}
                          checked={!skipped.includes(step)}
                          onChange={() => onSkip(step)}
                        />
                      </td>
                      <td>
                        <b>{one.department.name}</b>
                        {one.department.members === 0 && (
                          <span className="bad" style={{ display: "block" }}>
                            {t("workstream.nobody")}
                          </span>
                        )}
                      </td>
                      <td>
                        {one.title}
                        <span className="n" style={{ display: "block" }}>
                          {one.role}
                        </span>
                      </td>
                      <td>
                        <Select
                          size="xs"
                          w={170}
                          searchable
                          clearable
                          aria-label={`${t("workstream.owner")}: ${one.title}`}
                          placeholder={t("workstream.noOwner")}
                          value={owners[step] === undefined ? (one.owner?.id ?? null) : owners[step]}
                          onChange={(ownerId) => onOwner(step, ownerId)}
                          data={people}
                        />
                      </td>
                      <td className="r">{format.dayAndTime(one.dueAt)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </ScrollRegion>
          </>
        )}
      </Loaded>
    </section>
  )
}
