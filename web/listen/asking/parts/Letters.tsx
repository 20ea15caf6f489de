import { SegmentedControl } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useGet } from "../../../app/data.tsx"
import type { Mailing } from "../asking-words.ts"
import classes from "./Asking.module.css"

/** The letter as three of the people get it. */
export function Letters({ mailing }: { mailing: Mailing }) {
  const { t } = useTranslation()
  const previews = useGet<Answer<"MailingPreview">>(
    "mailings",
    `/mailings/${mailing.id}/preview`,
    {
      version: String(mailing.version),
    },
    { keep: true },
  )
  const [at, setAt] = useState("0")
  const items = previews.data?.items ?? []
  const letter = items[Number(at)] ?? items[0]
  if (!letter) return null
  return (
    <section style={{ marginTop: 28 }}>
      <h2>{t("mailing.letter")}</h2>
      {items.length > 1 && (
        <SegmentedControl
          size="xs"
          mb="xs"
          value={items[Number(at)] ? at : "0"}
          onChange={setAt}
          aria-label={t("mailing.letter")}
          data={items.map((one, index) => ({
            value: String(index),
            label: `${one.person?.name?.split(/\s+/)[0] ?? t("mailing.reader", { number: index + 1 })} · ${one.language}`,
          }))}
        />
      )}
      <p>
        <b lang={letter.language}>{letter.subject}</b>
      </p>
      <iframe
        className={classes.letter}
        title={t("mailing.letterTo", { name: letter.person?.name ?? "…" })}
        // Nothing in it runs, and its links lead nowhere.
        sandbox=""
        srcDoc={letter.html}
      />
    </section>
  )
}
