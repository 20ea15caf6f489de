import { SegmentedControl } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { valueLabel } from "../../../ui/filters/field-words.ts"
import desk from "../../desk/parts/Desk.module.css"
import { GuidanceText } from "../../desk/parts/GuidanceText.tsx"
import { coverageLines } from "../guidance-words.ts"

/** Exactly as it stands on the agent's desk. */
export function Preview({
  version,
  language,
}: {
  version: Pick<Answer<"GuidanceVersion">, "title" | "texts" | "eligibility">
  language?: string
}) {
  const { t } = useTranslation()
  const languages = Object.keys(version.texts).sort()
  const [chosen, setChosen] = useState<string | null>(null)
  const shown = language ?? chosen ?? languages[0]
  const text = shown ? version.texts[shown] : undefined
  const covered = coverageLines(version.eligibility)
  return (
    <div>
      {!language && languages.length > 1 && (
        <SegmentedControl
          size="xs"
          mb={8}
          aria-label={t("desk.language")}
          value={shown ?? ""}
          onChange={setChosen}
          data={languages.map((tag) => ({ value: tag, label: valueLabel("language", tag, t) }))}
        />
      )}
      <div className={desk.problem} data-affects="yes" style={{ marginTop: 0 }}>
        <p style={{ font: "600 16px / 1.4 var(--font-ui)" }}>{t("desk.known", { statement: version.title })}</p>
        {text && shown ? <GuidanceText text={text} language={shown} /> : <p className="n">{t("guidance.noWords")}</p>}
      </div>
      {(covered ||
        version.eligibility.batch ||
        version.eligibility.purchasedFrom ||
        version.eligibility.purchasedTo) && (
        <p className="n" style={{ marginTop: 8 }}>
          {t("guidance.covers")}{" "}
          {[
            version.eligibility.product?.join(t("common.listComma")),
            version.eligibility.batch &&
              t("guidance.batches", { batches: version.eligibility.batch.join(t("common.listComma")) }),
            covered && t("guidance.serialLines", { count: covered.split("\n").length }),
            version.eligibility.purchasedFrom && t("guidance.from", { day: version.eligibility.purchasedFrom }),
            version.eligibility.purchasedTo && t("guidance.to", { day: version.eligibility.purchasedTo }),
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      )}
    </div>
  )
}
