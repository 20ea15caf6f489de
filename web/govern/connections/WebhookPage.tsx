import { Button, Menu, Modal, SegmentedControl } from "@mantine/core"
import { useParams } from "@tanstack/react-router"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../api/generated.ts"
import { sayDone, useChange, useGet, usePages } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { useGo } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { HeadBones, Loaded, RowBones } from "../../ui/Loaded.tsx"
import { More } from "../../ui/More.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { Secret } from "../../ui/Secret.tsx"
import { WebhookForm } from "./parts/WebhookForm.tsx"
import { useWebhookState, WebhookTag, whyOf } from "./parts/WebhookTag.tsx"

type Webhook = Answer<"Webhook">

/** One endpoint: whether what happens arrives there, what was sent, and sending again what did not. */
export default function WebhookPage() {
  const { id } = useParams({ strict: false })
  const { t } = useTranslation()
  const webhooks = useGet<{ items: Webhook[] }>("connections", "/webhooks")
  return (
    <Loaded query={webhooks} bones={<HeadBones />}>
      {({ items }) => {
        const webhook = items.find((one) => one.id === id)
        return webhook ? <WebhookView webhook={webhook} /> : <p>{t("error.notFound")}</p>
      }}
    </Loaded>
  )
}

function WebhookView({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation()
  const { words } = useWebhookState(webhook)
  const name = webhook.description || new URL(webhook.url).host
  return (
    <>
      <PageHead
        title={t("connections.webhook.heading", { name })}
        documentTitle={name}
        tags={
          <>
            <WebhookTag webhook={webhook} />
            {webhook.events.map((event) => (
              <span key={event} className="tag">
                {event}
              </span>
            ))}
          </>
        }
        lede={
          <>
            <code>{webhook.url}</code>
            <br />
            {words}
          </>
        }
      >
        <Acts webhook={webhook} />
      </PageHead>
      <Deliveries webhook={webhook} />
    </>
  )
}

function Acts({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const go = useGo()
  const [open, setOpen] = useState<"edit" | "remove" | "secret" | null>(null)
  const path = `/webhooks/${webhook.id}`
  const test = useChange<void, { ok: boolean; attempt: Answer<"WebhookAttempt"> }>({
    run: (_, send) => send("POST", `${path}/test`),
    touches: ["connections"],
    after: ({ ok, attempt }) =>
      sayDone(
        ok
          ? t("connections.webhook.testArrived", { ms: attempt.milliseconds })
          : t("connections.webhook.testFailed", { why: whyOf(attempt, t) }),
      ),
  })
  const pause = useChange<void>({
    run: (_, send) => send(webhook.pause ? "DELETE" : "PUT", `${path}/pause`),
    touches: ["connections"],
    said: () => t(webhook.pause ? "connections.webhook.resumed" : "connections.webhook.pausedNow"),
    undo: (_, __, send) => send(webhook.pause ? "PUT" : "DELETE", `${path}/pause`),
  })
  const rotate = useChange<void, Answer<"WebhookWithSecret">>({
    run: (_, send) => send("POST", `${path}/secret`),
    touches: ["connections"],
    after: () => setOpen("secret"),
  })
  const remove = useChange<void>({
    run: (_, send) => send("DELETE", path),
    touches: ["connections"],
    said: () => t("connections.webhook.removed"),
    after: () => go(paths.connections(org)),
  })
  return (
    <>
      <Button variant="filled" loading={test.isPending} onClick={() => test.mutate()}>
        {t("connections.webhook.test")}
      </Button>
      <Button onClick={() => pause.mutate()}>
        {t(webhook.pause ? "connections.webhook.resume" : "connections.webhook.pause")}
      </Button>
      <Button onClick={() => setOpen("edit")}>{t("connections.webhook.change")}</Button>
      <Menu>
        <Menu.Target>
          <Button aria-label={t("common.moreActions")}>…</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => rotate.mutate()}>{t("connections.webhook.newSecret")}</Menu.Item>
          <Menu.Item onClick={() => setOpen("remove")}>{t("connections.webhook.remove")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={open === "edit"} onClose={() => setOpen(null)} title={t("connections.webhook.change")}>
        {open === "edit" && <WebhookForm webhook={webhook} onDone={() => setOpen(null)} />}
      </Modal>
      <Modal opened={open === "secret"} onClose={() => setOpen(null)} title={t("connections.webhook.newSecret")}>
        {rotate.data && (
          <Secret
            why={t("connections.webhook.onceMore")}
            value={rotate.data.secret}
            copy={t("connections.webhook.copy")}
            onDone={() => setOpen(null)}
          />
        )}
      </Modal>
      <Modal opened={open === "remove"} onClose={() => setOpen(null)} title={t("connections.webhook.remove")}>
        <p>{t("connections.webhook.removeHint", { count: webhook.waiting })}</p>
        <Button mt="md" variant="filled" color="red" onClick={() => remove.mutate()}>
          {t("connections.webhook.remove")}
        </Button>
      </Modal>
    </>
  )
}

const shown = ["all", "waiting", "dead", "delivered"] as const

function Deliveries({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation()
  const [state, setState] = useState<(typeof shown)[number]>("all")
  const deliveries = usePages<Answer<"WebhookDelivery">>("connections", `/webhooks/${webhook.id}/deliveries`, {
    state: state === "all" ? undefined : state,
    limit: 30,
  })
  const again = useChange<void, { count: number }>({
    run: (_, send) =>
      send("POST", `/webhooks/${webhook.id}/replay`, { since: new Date(Date.now() - 30 * 86_400_000).toISOString() }),
    touches: ["connections"],
    said: (_, { count }) => t("connections.webhook.again", { count }),
  })
  return (
    <section style={{ maxWidth: 860 }}>
      <div className="spread" style={{ alignItems: "center", flexWrap: "wrap", marginBottom: 8 }}>
        <h2>{t("connections.webhook.deliveries")}</h2>
        {webhook.dead > 0 && !webhook.pause && (
          <Button size="compact-sm" onClick={() => again.mutate()}>
            {t("connections.webhook.sendDead", { count: webhook.dead })}
          </Button>
        )}
      </div>
      <SegmentedControl
        size="xs"
        value={state}
        onChange={(value) => setState(shown.find((one) => one === value) ?? "all")}
        data={shown.map((value) => ({ value, label: t(`connections.webhook.show.${value}`) }))}
      />
      <Loaded query={{ ...deliveries, data: deliveries.data }} bones={<RowBones count={4} />}>
        {() =>
          deliveries.items.length === 0 ? (
            <p className="n" style={{ marginTop: 12 }}>
              {t("connections.webhook.noDeliveries")}
            </p>
          ) : (
            <ul className="rows" style={{ marginTop: 12 }}>
              {deliveries.items.map((delivery) => (
                <li key={delivery.id} style={{ padding: "10px 0" }}>
                  <DeliveryRow delivery={delivery} webhook={webhook} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <More pages={deliveries} />
    </section>
  )
}

const tones = { delivered: "good", waiting: "warn", dead: "bad" } as const

function DeliveryRow({ delivery, webhook }: { delivery: Answer<"WebhookDelivery">; webhook: Webhook }) {
  const { t } = useTranslation()
  const format = useFormat()
  const again = useChange<void>({
    run: (_, send) => send("POST", `/webhooks/${webhook.id}/deliveries/${delivery.id}/replay`),
    touches: ["connections"],
    said: () => t("connections.webhook.again", { count: 1 }),
  })
  return (
    <details>
      <summary style={{ cursor: "pointer" }}>
        <b>{delivery.event}</b>{" "}
        <span className="tag" data-tone={tones[delivery.state]}>
          {t(`connections.webhook.show.${delivery.state}`)}
        </span>{" "}
        <span className="n">
          {format.dayAndTime(delivery.createdAt)}
          {delivery.nextAt && ` · ${t("connections.webhook.next", { when: format.dayAndTime(delivery.nextAt) })}`}
        </span>
      </summary>
      <ol style={{ margin: "8px 0", paddingLeft: 20 }}>
        {delivery.attempts.map((attempt) => (
          <li key={attempt.number} className="n">
            {format.dayAndTime(attempt.at)} · {whyOf(attempt, t)} · {format.number(attempt.milliseconds)} ms
            {(attempt.answer ?? attempt.detail) && (
              <>
                <br />
                <code>{attempt.answer ?? attempt.detail}</code>
              </>
            )}
          </li>
        ))}
      </ol>
      <pre style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere", margin: 0 }}>
        <code>{delivery.body}</code>
      </pre>
      {delivery.state !== "waiting" && !webhook.pause && (
        <Button mt="xs" size="compact-xs" onClick={() => again.mutate()}>
          {t("connections.webhook.sendAgain")}
        </Button>
      )}
    </details>
  )
}
