import { Button, NumberInput, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange, useGet } from "../../../app/data.tsx"
import { Loaded, RowBones } from "../../../ui/Loaded.tsx"
import { ProviderSecret } from "./ProviderForm.tsx"

/** Above how many people a second person approves, how fast mails go out, and where answers go. */
export function NoticeSettingsForm({ onSaved }: { onSaved: () => void }) {
  const settings = useGet<Answer<"NoticeSettings">>("notices", "/notices/settings")
  return (
    <Loaded query={settings} bones={<RowBones count={3} />}>
      {(data) => <Form settings={data} onSaved={onSaved} />}
    </Loaded>
  )
}

function Form({ settings, onSaved }: { settings: Answer<"NoticeSettings">; onSaved: () => void }) {
  const { t } = useTranslation()
  const [approvalAbove, setApprovalAbove] = useState<number | string>(settings.approvalAbove)
  const [perHour, setPerHour] = useState<number | string>(settings.perHour ?? "")
  const [perDomainHour, setPerDomainHour] = useState<number | string>(settings.perDomainHour ?? "")
  const [replyTo, setReplyTo] = useState(settings.replyTo ?? "")
  const [webhookUrl, setWebhookUrl] = useState(settings.webhookUrl ?? "")
  const save = useChange<void>({
    run: (_, send) =>
      send("PATCH", "/notices/settings", {
        version: settings.version,
        approvalAbove: Number(approvalAbove),
        perHour: perHour === "" ? null : Number(perHour),
        perDomainHour: perDomainHour === "" ? null : Number(perDomainHour),
        replyTo: replyTo.trim() || null,
        webhookUrl: webhookUrl.trim() || null,
      }),
    touches: ["notices"],
    said: () => t("notices.settingsSaved"),
    after: onSaved,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form onSubmit={submit} className="stack">
      {!settings.mailIsSent && <p className="n">{t("notices.noMailServer")}</p>}
      <NumberInput
        label={t("notices.approvalAbove")}
        description={t("notices.approvalAboveHint")}
        min={0}
        max={1_000_000}
        allowDecimal={false}
        value={approvalAbove}
        onChange={setApprovalAbove}
        required
      />
      <NumberInput
        label={t("notices.perHour")}
        description={t("notices.perHourHint")}
        min={1}
        allowDecimal={false}
        value={perHour}
        onChange={setPerHour}
      />
      <NumberInput
        label={t("notices.perDomainHour")}
        min={1}
        allowDecimal={false}
        value={perDomainHour}
        onChange={setPerDomainHour}
      />
      <TextInput
        label={t("notices.replyTo")}
        description={t(settings.repliesComeIn ? "notices.repliesComeIn" : "notices.repliesDoNot")}
        type="email"
        value={replyTo}
        onChange={(event) => setReplyTo(event.currentTarget.value)}
      />
      <TextInput
        label={t("notices.provider")}
        description={t("notices.providerHint")}
        type="url"
        placeholder="https://"
        value={webhookUrl}
        onChange={(event) => setWebhookUrl(event.currentTarget.value)}
      />
      {webhookUrl.trim() !== "" && <ProviderSecret settings={settings} />}
      <Button type="submit" variant="filled" loading={save.isPending}>
        {t("common.save")}
      </Button>
    </form>
  )
}
