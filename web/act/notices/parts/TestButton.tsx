import { Button, Menu, Modal, Select, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange } from "../../../app/data.tsx"
import { MayButton } from "../../../ui/MayButton.tsx"

type To = { language: string; phone?: string }

/** Sends the notice to oneself: by mail to one's own address, by SMS to a number that is asked for. */
export function TestButton({ notice }: { notice: Answer<"Notice"> }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const test = useChange<To, Answer<"NoticeTest">>({
    run: (to, send) => send("POST", `/notices/${notice.id}/test`, to),
    touches: ["mail", "activity"],
    said: (_, { state, detail }) => [t(`notice.tested.${state}`), state === "sent" ? "" : (detail ?? "")].join(" "),
    after: () => setAsking(false),
  })
  if (notice.channel === "webhook")
    return (
      <>
        <MayButton permission="notices.edit" onClick={() => setAsking(true)}>
          {t("notice.test")}
        </MayButton>
        <Modal opened={asking} onClose={() => setAsking(false)} title={t("notice.test")}>
          <ByPhone notice={notice} busy={test.isPending} onTest={(to) => test.mutate(to)} />
        </Modal>
      </>
    )
  return (
    <Menu>
      <Menu.Target>
        <MayButton permission="notices.edit">{t("notice.test")}</MayButton>
      </Menu.Target>
      <Menu.Dropdown>
        {notice.texts.map(({ language }) => (
          <Menu.Item key={language} onClick={() => test.mutate({ language })}>
            {t("notice.testIn", { language })}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function ByPhone({ notice, busy, onTest }: { notice: Answer<"Notice">; busy: boolean; onTest: (to: To) => void }) {
  const { t } = useTranslation()
  const [phone, setPhone] = useState("")
  const [language, setLanguage] = useState(notice.language)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onTest({ language, phone: phone.replace(/[ ()-]/g, "") })
  }
  return (
    <form onSubmit={submit} className="stack">
      <TextInput
        label={t("notice.testPhone")}
        type="tel"
        placeholder="+49 151 12345678"
        required
        value={phone}
        onChange={(event) => setPhone(event.currentTarget.value)}
        data-autofocus
      />
      <Select
        label={t("notice.column.language")}
        allowDeselect={false}
        value={language}
        onChange={(one) => one && setLanguage(one)}
        data={notice.texts.map((text) => text.language)}
      />
      <Button type="submit" variant="filled" loading={busy}>
        {t("notice.test")}
      </Button>
    </form>
  )
}
