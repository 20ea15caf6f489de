import { Button, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange } from "../../../app/data.tsx"

type Verdict = Answer<"GuidanceCoverage">["verdict"]
const tones: Partial<Record<Verdict, string>> = {
  covered: "good",
  not_covered: "bad",
  need_serial: "warn",
  need_batch: "warn",
  need_date: "warn",
}
const asked = { need_serial: "serial", need_batch: "batch", need_date: "purchasedAt" } as const

/** Whether hers is covered; where it is not known, what to ask her for, checked as it is read out. */
export function Coverage({ guidance }: { guidance: Answer<"DeskGuidance"> }) {
  const { t } = useTranslation()
  const [value, setValue] = useState("")
  const [known, setKnown] = useState<Record<string, string>>({})
  const check = useChange<Record<string, string>, Answer<"GuidanceCoverage">>({
    run: (unit, send) => send("POST", `/guidance/${guidance.id}/coverage`, unit),
    touches: [],
    after: (_, unit) => {
      setKnown(unit)
      setValue("")
    },
  })
  const verdict = check.data?.verdict ?? guidance.coverage.verdict
  if (verdict === "everyone") return null
  const field = verdict in asked ? asked[verdict as keyof typeof asked] : null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (field && value.trim()) check.mutate({ ...known, [field]: value.trim() })
  }
  return (
    <div style={{ marginTop: 8 }} aria-live="polite">
      <span className="tag" data-tone={tones[verdict]}>
        {t(`desk.coverage.${verdict}`)}
      </span>
      {field && (
        <form className="row" style={{ marginTop: 8 }} onSubmit={submit}>
          <TextInput
            aria-label={t(`desk.ask.${field}`)}
            placeholder={t(`desk.ask.${field}`)}
            type={field === "purchasedAt" ? "date" : "text"}
            value={value}
            onChange={(event) => setValue(event.currentTarget.value)}
          />
          <Button type="submit">{t("desk.check")}</Button>
        </form>
      )}
    </div>
  )
}
