import { Button, CopyButton, Modal, TextInput } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange, useGet } from "../../../app/data.tsx"
import { CardBones, Loaded } from "../../../ui/Loaded.tsx"
import type { PlanDetail } from "../plan-words.ts"

type Kept = Answer<"StatusPageKept">

/** The page customers may look at: open it, give it a title, share its address, close it. */
export function StatusPageDialog({
  plan,
  opened,
  onClose,
}: {
  plan: PlanDetail
  opened: boolean
  onClose: () => void
}) {
  const { t } = useTranslation()
  const kept = useGet<Kept>("plans", `/plans/${plan.id}/status-page`, {}, { enabled: opened })
  return (
    <Modal opened={opened} onClose={onClose} title={t("plan.statusPage")} size="lg">
      <p className="n">{t("statusPage.what")}</p>
      <Loaded query={kept} bones={<CardBones height={80} />}>
        {(data) => <Form plan={plan} kept={data} />}
      </Loaded>
    </Modal>
  )
}

function Form({ plan, kept }: { plan: PlanDetail; kept: Kept }) {
  const { t } = useTranslation()
  const [titles, setTitles] = useState(kept.page?.titles ?? { en: "", "zh-CN": "" })
  const given = Object.fromEntries(Object.entries(titles).filter(([, text]) => text?.trim()))
  const save = useChange<void>({
    run: (_, send) => send("PUT", `/plans/${plan.id}/status-page`, { titles: given }),
    touches: ["plans"],
    said: () => t("statusPage.opened"),
  })
  const close = useChange<void>({
    run: (_, send) => send("DELETE", `/plans/${plan.id}/status-page`),
    touches: ["plans"],
    said: () => t("statusPage.closed"),
  })
  return (
    <>
      <TextInput
        mt="md"
        label={t("statusPage.titleEn")}
        placeholder={t("statusPage.example")}
        value={titles.en ?? ""}
        onChange={(event) => setTitles({ ...titles, en: event.currentTarget.value })}
      />
      <TextInput
        mt="md"
        label={t("statusPage.titleZh")}
        value={titles["zh-CN"] ?? ""}
        onChange={(event) => setTitles({ ...titles, "zh-CN": event.currentTarget.value })}
      />
      {kept.page && (
        <p style={{ marginTop: 16, overflowWrap: "anywhere" }}>
          <a href={kept.page.link} target="_blank" rel="noreferrer">
            {kept.page.link}
          </a>
        </p>
      )}
      <div className="row" style={{ marginTop: 16 }}>
        <Button
          variant="filled"
          loading={save.isPending}
          disabled={Object.keys(given).length === 0}
          onClick={() => save.mutate()}
        >
          {kept.page ? t("common.save") : t("statusPage.open")}
        </Button>
        {kept.page && (
          <>
            <CopyButton value={kept.page.link}>
              {({ copied, copy }) => (
                <Button onClick={copy}>{copied ? t("common.copied") : t("statusPage.copy")}</Button>
              )}
            </CopyButton>
            <Button variant="subtle" color="red" loading={close.isPending} onClick={() => close.mutate()}>
              {t("statusPage.close")}
            </Button>
          </>
        )}
      </div>
    </>
  )
}
