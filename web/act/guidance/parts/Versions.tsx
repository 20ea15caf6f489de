import { Button } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useFormat } from "../../../app/format.ts"
import { valueLabel } from "../../../ui/filters/field-words.ts"
import { differences, tones } from "../guidance-words.ts"

/** Every version there was: who wrote, who approved, and what changed from the one before. */
export function Versions({ guidance }: { guidance: Answer<"GuidancePage"> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [open, setOpen] = useState<string | null>(null)
  return (
    <section>
      <h2>{t("guidance.versions")}</h2>
      <ul className="rows">
        {guidance.versions.map((version, place) => {
          const before = guidance.versions[place + 1]
          return (
            <li key={version.id} style={{ padding: "10px 0" }}>
              <div className="spread">
                <span>
                  <b>{t("guidance.version", { number: version.number })}</b>{" "}
                  <span className="tag" data-tone={tones[version.state]}>
                    {t(`guidance.state.${version.state}`)}
                  </span>
                </span>
                {before && (
                  <Button
                    size="compact-sm"
                    variant="subtle"
                    aria-expanded={open === version.id}
                    onClick={() => setOpen(open === version.id ? null : version.id)}
                  >
                    {t("guidance.whatChanged")}
                  </Button>
                )}
              </div>
              <p className="n">
                {[
                  t("guidance.writtenBy", { name: version.changed.by, when: format.ago(version.changed.at) }),
                  version.approved &&
                    t("guidance.approvedBy", { name: version.approved.by, when: format.ago(version.approved.at) }),
                  version.validFrom && t("guidance.from", { day: format.dayAndTime(version.validFrom) }),
                  version.validUntil && t("guidance.to", { day: format.dayAndTime(version.validUntil) }),
                  version.withdrawn &&
                    t("guidance.withdrawnBy", { name: version.withdrawn.by, reason: version.withdrawn.reason }),
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </p>
              {before && open === version.id && <Changes before={before} after={version} />}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function Changes({ before, after }: { before: Answer<"GuidanceVersion">; after: Answer<"GuidanceVersion"> }) {
  const { t } = useTranslation()
  const all = differences(before, after)
  if (all.length === 0) return <p className="n">{t("guidance.sameWords")}</p>
  return (
    <dl style={{ margin: "8px 0 0" }}>
      {all.map((one) => (
        <div key={`${one.field} ${one.language}`} style={{ marginTop: 8 }}>
          <dt className="n">
            {t(`guidance.field.${one.field}`)}
            {one.language && ` · ${valueLabel("language", one.language, t)}`}
          </dt>
          <dd style={{ margin: 0, whiteSpace: "pre-line" }}>
            {one.before && (
              <del style={{ color: "var(--bad)" }} lang={one.language ?? undefined}>
                {one.before}
              </del>
            )}
            {one.before && one.after && <br />}
            {one.after && (
              <ins style={{ color: "var(--good)", textDecoration: "none" }} lang={one.language ?? undefined}>
                {one.after}
              </ins>
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}
