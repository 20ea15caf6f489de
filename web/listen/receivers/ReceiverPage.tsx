import { Button, Menu, Modal } from "@mantine/core"
import { useParams } from "@tanstack/react-router"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../api/generated.ts"
import { useChange, useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go, useGo } from "../../app/Go.tsx"
import { useMay, useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { HeadBones, Loaded } from "../../ui/Loaded.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { Connecting, SecretForm } from "./parts/Connecting.tsx"
import { Deliveries } from "./parts/Deliveries.tsx"
import { Failures } from "./parts/Failures.tsx"
import { MappingBench } from "./parts/MappingBench.tsx"

type Receiver = Answer<"Receiver">

/** One tool that sends: whether what it says becomes feedback, what did not, and how it is read. */
export default function ReceiverPage() {
  const { id } = useParams({ strict: false })
  const receiver = useGet<Receiver>("receivers", `/receivers/${id}`)
  return (
    <Loaded query={receiver} bones={<HeadBones />}>
      {(one) => <ReceiverView key={one.id} receiver={one} />}
    </Loaded>
  )
}

function ReceiverView({ receiver }: { receiver: Receiver }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const may = useMay("connections.manage")
  const { counts, name } = receiver
  const n = (value: number) => format.number(value)
  const came = counts.taken + counts.failed + counts.skipped + counts.waiting
  return (
    <>
      <PageHead
        title={
          receiver.removedAt
            ? t("receivers.head.removed", { name })
            : !receiver.hasSecret
              ? t("receivers.head.noSecret", { name })
              : came === 0
                ? t("receivers.head.quiet", { name })
                : counts.failed > 0
                  ? t("receivers.head.failed", { name, count: counts.failed, n: n(counts.failed) })
                  : t("receivers.head.works", { name, count: counts.taken, n: n(counts.taken) })
        }
        documentTitle={name}
        tags={
          <>
            <Go href={paths.sources(org)}>{t("place.sources")}</Go>
            <span className="tag">{t(`receivers.vendor.${receiver.vendor}`)}</span>
          </>
        }
        lede={
          came > 0 &&
          t("receivers.head.lede", {
            came: n(came),
            taken: n(counts.taken),
            skipped: n(counts.skipped),
            when: receiver.lastReceivedAt ? format.ago(receiver.lastReceivedAt) : "–",
          })
        }
      >
        <Acts receiver={receiver} />
      </PageHead>
      {receiver.lastRefusal && (
        <p className="n" style={{ marginBottom: 18 }}>
          {t("receivers.refused", { count: counts.refused, n: n(counts.refused) })}{" "}
          {t("receivers.lastRefused", { when: format.ago(receiver.lastRefusal.at) })}{" "}
          {t(`error.code.${receiver.lastRefusal.reason}`)}
        </p>
      )}
      {may && !receiver.removedAt && (came === 0 || !receiver.hasSecret) && <Connecting receiver={receiver} />}
      {receiver.failures.length > 0 && <Failures receiver={receiver} />}
      {may && <MappingBench receiver={receiver} />}
      <Deliveries receiver={receiver} />
    </>
  )
}

function Acts({ receiver }: { receiver: Receiver }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const go = useGo()
  const may = useMay("connections.manage")
  const [open, setOpen] = useState<"connect" | "secret" | null>(null)
  const path = `/receivers/${receiver.id}`
  const remove = useChange<void>({
    run: (_, send) => send("DELETE", path),
    touches: ["receivers"],
    said: () => t("receivers.removed", { name: receiver.name }),
    undo: (_, __, send) => send("POST", `${path}/restoration`),
    after: () => go(paths.sources(org)),
  })
  const restore = useChange<void>({ run: (_, send) => send("POST", `${path}/restoration`), touches: ["receivers"] })
  const heard = (
    <Button
      component={Go}
      variant={receiver.counts.failed === 0 && receiver.counts.taken > 0 ? "filled" : "default"}
      href={paths.feedbackList(org, {
        where: JSON.stringify([{ field: "source", op: "in", values: [receiver.source] }]),
      })}
    >
      {t("receivers.see")}
    </Button>
  )
  if (!may) return heard
  if (receiver.removedAt)
    return (
      <Button variant="filled" onClick={() => restore.mutate()}>
        {t("receivers.restore")}
      </Button>
    )
  return (
    <>
      {receiver.counts.taken > 0 && heard}
      <Button onClick={() => setOpen("connect")}>{t("receivers.connect")}</Button>
      <Menu>
        <Menu.Target>
          <Button aria-label={t("common.moreActions")}>…</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setOpen("secret")}>{t("receivers.newSecret")}</Menu.Item>
          <Menu.Item onClick={() => remove.mutate()}>{t("receivers.remove")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={open === "connect"} onClose={() => setOpen(null)} title={t("receivers.connect")} size="lg">
        {open === "connect" && <Connecting receiver={receiver} bare />}
      </Modal>
      <Modal opened={open === "secret"} onClose={() => setOpen(null)} title={t("receivers.newSecret")}>
        {open === "secret" && <SecretForm receiver={receiver} onDone={() => setOpen(null)} />}
      </Modal>
    </>
  )
}
