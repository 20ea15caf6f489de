import { Modal } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../api/generated.ts"
import { useGet } from "../../app/data.tsx"
import { Go } from "../../app/Go.tsx"
import { useMay, useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { Loaded, RowBones } from "../../ui/Loaded.tsx"
import { MayButton } from "../../ui/MayButton.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { ToolsSection } from "./parts/ToolsSection.tsx"
import { WebhookForm } from "./parts/WebhookForm.tsx"
import { useWebhookState, WebhookTag } from "./parts/WebhookTag.tsx"

/** The tools people have: which of them know what happens here, and whether it arrives. */
export default function ConnectionsPage() {
  const { t } = useTranslation()
  const may = useMay("connections.manage")
  const webhooks = useGet<{ items: Answer<"Webhook">[] }>("connections", "/webhooks", {}, { enabled: may })
  const tools = useGet<{ items: Answer<"Connection">[] }>("connections", "/connections", {}, { enabled: may })
  const failing =
    (webhooks.data?.items ?? []).filter((one) => one.pause || one.dead > 0).length +
    (tools.data?.items ?? []).filter((one) => one.lastFailure && one.lastFailure.at > (one.lastSuccess ?? "")).length
  const count = (webhooks.data?.items.length ?? 0) + (tools.data?.items.length ?? 0)
  return (
    <>
      <PageHead
        title={t("connections.sentence", { count })}
        documentTitle={t("place.connections")}
        lede={
          failing > 0 ? (
            <span className="bad">{t("connections.failing", { count: failing })}</span>
          ) : (
            t("connections.lede")
          )
        }
      />
      {may ? (
        <>
          <ToolsSection />
          <Webhooks query={webhooks} />
        </>
      ) : (
        <p className="n">{t("permission.connections.manage")}</p>
      )}
    </>
  )
}

function Webhooks({ query }: { query: ReturnType<typeof useGet<{ items: Answer<"Webhook">[] }>> }) {
  const { t } = useTranslation()
  const [adding, setAdding] = useState(false)
  const add = (
    <MayButton permission="connections.manage" variant="filled" onClick={() => setAdding(true)}>
      {t("connections.webhook.add")}
    </MayButton>
  )
  return (
    <section style={{ maxWidth: 860 }}>
      <Loaded query={query} bones={<RowBones count={3} />}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState
              title={t("connections.webhook.emptyTitle")}
              example={<code>{'{ "type": "signal.found", "data": { "record": "signal:…" } }'}</code>}
              action={add}
            >
              {t("connections.webhook.emptyBody")}
            </EmptyState>
          ) : (
            <>
              <div className="spread" style={{ alignItems: "center" }}>
                <h2>{t("connections.webhook.title")}</h2>
                {add}
              </div>
              <ul className="rows">
                {items.map((webhook) => (
                  <li key={webhook.id}>
                    <WebhookRow webhook={webhook} />
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </Loaded>
      <Modal opened={adding} onClose={() => setAdding(false)} title={t("connections.webhook.add")}>
        {adding && <WebhookForm onDone={() => setAdding(false)} />}
      </Modal>
    </section>
  )
}

function WebhookRow({ webhook }: { webhook: Answer<"Webhook"> }) {
  const { org } = useSession()
  const { words } = useWebhookState(webhook)
  return (
    <Go className="linkrow" href={paths.webhook(org, webhook.id)}>
      <span className="spread">
        <span className="title">{webhook.description || new URL(webhook.url).host}</span>
        <WebhookTag webhook={webhook} />
      </span>
      <span className="n clip" style={{ display: "block" }}>
        {webhook.url} · {webhook.events.join(", ")}
      </span>
      <span className="n">{words}</span>
    </Go>
  )
}
