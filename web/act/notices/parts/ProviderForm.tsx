import { Button, Code, CopyButton } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange } from "../../../app/data.tsx"

/** The secret a provider of SMS or push checks our signature with, and signs its reports with. It is shown once. */
export function ProviderSecret({ settings }: { settings: Answer<"NoticeSettings"> }) {
  const { t } = useTranslation()
  const [secret, setSecret] = useState<string | null>(null)
  const renew = useChange<void, { secret: string }>({
    run: (_, send) => send("POST", "/notices/settings/webhook-secret"),
    touches: ["notices"],
    after: (made) => setSecret(made.secret),
  })
  return (
    <div>
      {secret === null ? (
        <p className="n">{t(settings.hasWebhookSecret ? "notices.secretIsSet" : "notices.secretMissing")}</p>
      ) : (
        <>
          <p>{t("notices.secretOnce")}</p>
          <Code block>{secret}</Code>
        </>
      )}
      <div className="row" style={{ marginTop: 8 }}>
        <Button size="xs" loading={renew.isPending} onClick={() => renew.mutate()}>
          {t(settings.hasWebhookSecret ? "notices.secretRenew" : "notices.secretMake")}
        </Button>
        {secret !== null && (
          <CopyButton value={secret}>
            {({ copied, copy }) => (
              <Button size="xs" onClick={copy}>
                {t(copied ? "notices.copied" : "notices.copy")}
              </Button>
            )}
          </CopyButton>
        )}
      </div>
    </div>
  )
}
