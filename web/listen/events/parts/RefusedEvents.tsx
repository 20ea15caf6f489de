import { NativeSelect } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { Loaded, RowBones } from "../../../ui/Loaded.tsx"

/** What was not taken in, by reason, so that whoever sends it can put it right. */
export function RefusedEvents() {
  const { t } = useTranslation()
  const format = useFormat()
  const [reason, setReason] = useState("")
  const refused = useGet<Answer<"EventRefusals">>(
    "events",
    "/events/refused",
    { reason: reason || undefined },
    { keep: true },
  )
  return (
    <Loaded query={refused} bones={<RowBones count={4} />}>
      {({ items, counts }) =>
        counts.length === 0 ? (
          <p className="n">{t("events.refusedNone")}</p>
        ) : (
          <>
            <NativeSelect
              aria-label={t("events.tab.refused")}
              w="fit-content"
              mb="sm"
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
              data={[
                { value: "", label: t("events.all") },
                ...counts.map((one) => ({
                  value: one.reason,
                  label: `${t(`events.reason.${one.reason}`)} (${format.number(one.count)})`,
                })),
              ]}
            />
            <ul className="rows">
              {items.map((one, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: refusals have no id, and two may be alike
                <li key={`${one.at} ${index}`} style={{ padding: "10px 0" }}>
                  <span className="spread">
                    <b>{t(`events.reason.${one.reason}`)}</b>
                    <span className="n">{format.ago(one.at)}</span>
                  </span>
                  <p className="n">{[one.source, one.kind, one.name, one.detail].filter(Boolean).join(" · ")}</p>
                  {one.message && <code>{one.message}</code>}
                </li>
              ))}
            </ul>
            <p className="n" style={{ marginTop: 12 }}>
              {t("events.refusedNote")}
            </p>
          </>
        )
      }
    </Loaded>
  )
}
