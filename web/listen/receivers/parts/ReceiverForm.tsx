import { Button, Select, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange } from "../../../app/data.tsx"
import { useGo } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { Secret } from "../../../ui/Secret.tsx"

const vendors = ["zendesk", "intercom", "freshdesk", "salesforce", "generic"] as const
type Vendor = (typeof vendors)[number]

/** Opens an address for another tool; a secret that we make is shown once, and then its page. */
export function ReceiverForm() {
  const { t } = useTranslation()
  const { org } = useSession()
  const go = useGo()
  const [vendor, setVendor] = useState<Vendor>("zendesk")
  const [proof, setProof] = useState<"standard" | "header">("standard")
  const [name, setName] = useState("")
  const add = useChange<void, Answer<"ReceiverWithSecret">>({
    run: (_, send) =>
      send("POST", "/receivers", {
        name: name.trim() || t(`receivers.vendor.${vendor}`),
        vendor,
        ...(vendor === "generic" ? { proof } : {}),
      }),
    touches: ["receivers"],
    after: (made) => {
      if (made.secret === null) go(paths.receiver(org, made.id))
    },
  })
  const made = add.data
  if (made?.secret)
    return (
      <Secret
        why={t(`receivers.once.${made.proof}`)}
        value={made.secret}
        copy={t("receivers.copySecret")}
        onDone={() => go(paths.receiver(org, made.id))}
      />
    )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate()
  }
  return (
    <form onSubmit={submit} className="stack">
      <Select
        label={t("receivers.form.tool")}
        allowDeselect={false}
        value={vendor}
        onChange={(value) => setVendor(vendors.find((one) => one === value) ?? "generic")}
        data={vendors.map((value) => ({ value, label: t(`receivers.vendor.${value}`) }))}
        data-autofocus
      />
      {vendor === "generic" && (
        <Select
          label={t("receivers.form.proof")}
          description={t("receivers.form.proofHint")}
          allowDeselect={false}
          value={proof}
          onChange={(value) => setProof(value === "header" ? "header" : "standard")}
          data={(["standard", "header"] as const).map((value) => ({ value, label: t(`receivers.proof.${value}`) }))}
        />
      )}
      <TextInput
        label={t("receivers.form.name")}
        description={t("receivers.form.nameHint")}
        placeholder={t(`receivers.vendor.${vendor}`)}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={120}
      />
      <Button type="submit" variant="filled" loading={add.isPending}>
        {t("receivers.form.open")}
      </Button>
    </form>
  )
}
