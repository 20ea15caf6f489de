import { Button, Menu, Modal } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange, useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useMay, useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { Loaded, RowBones } from "../../../ui/Loaded.tsx"
import { MayButton } from "../../../ui/MayButton.tsx"
import { FailureWords } from "./FailureWords.tsx"
import { MailboxForm } from "./MailboxForm.tsx"

type Mailbox = Answer<"Mailbox">

/** Mailboxes that are read: how each goes, what it brought, and what was left out and why. */
export function Mailboxes() {
  const { t } = useTranslation()
  const [adding, setAdding] = useState(false)
  const boxes = useGet<{ items: Mailbox[] }>("mailboxes", "/mailboxes")
  return (
    <section>
      <div className="spread" style={{ alignItems: "center" }}>
        <h2>{t("mailboxes.title")}</h2>
        <MayButton permission="connections.manage" size="compact-sm" onClick={() => setAdding(true)}>
          {t("mailboxes.add")}
        </MayButton>
      </div>
      <Loaded query={boxes} bones={<RowBones count={1} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="n">{t("mailboxes.none")}</p>
          ) : (
            <ul className="rows">
              {items.map((one) => (
                <li key={one.id} style={{ padding: "12px 0" }}>
                  <MailboxRow box={one} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <Modal opened={adding} onClose={() => setAdding(false)} title={t("mailboxes.add")}>
        {adding && <MailboxForm onDone={() => setAdding(false)} />}
      </Modal>
    </section>
  )
}

function MailboxRow({ box }: { box: Mailbox }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const may = useMay("connections.manage")
  const [open, setOpen] = useState<"change" | "remove" | null>(null)
  const path = `/mailboxes/${box.id}`
  const pause = useChange<boolean>({
    run: (paused, send) => send(paused ? "PUT" : "DELETE", `${path}/pause`),
    touches: ["mailboxes"],
    said: (paused) => t(paused ? "mailboxes.nowPaused" : "mailboxes.nowRead", { name: box.name }),
    undo: (paused, _, send) => send(paused ? "DELETE" : "PUT", `${path}/pause`),
  })
  const read = useChange<void>({
    run: (_, send) => send("POST", `${path}/reading`),
    touches: ["mailboxes"],
    said: () => t("mailboxes.reading"),
  })
  const remove = useChange<void>({
    run: (_, send) => send("DELETE", path),
    touches: ["mailboxes"],
    said: () => t("mailboxes.removed", { name: box.name }),
    after: () => setOpen(null),
  })
  const brought = box.counts.taken + box.counts.added
  const leftOut = leftOutOf(box)
  const state = box.paused ? "paused" : box.failure ? "failing" : "read"
  return (
    <>
      <div className="spread" style={{ alignItems: "center", flexWrap: "wrap" }}>
        <span>
          <Go
            href={paths.feedbackList(org, {
              where: JSON.stringify([{ field: "source", op: "in", values: [box.name] }]),
            })}
          >
            <b>{box.name}</b>
          </Go>{" "}
          <span className="tag" data-tone={{ paused: "warn", failing: "bad", read: "good" }[state]}>
            {t(`mailboxes.state.${state}`)}
          </span>{" "}
          <span className="n">
            {box.username} · {box.host} · {box.folder}
          </span>
        </span>
        {may && (
          <Menu>
            <Menu.Target>
              <Button size="compact-sm" aria-label={t("mailboxes.more", { name: box.name })}>
                …
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {!box.paused && <Menu.Item onClick={() => read.mutate()}>{t("mailboxes.readNow")}</Menu.Item>}
              <Menu.Item onClick={() => pause.mutate(!box.paused)}>
                {t(box.paused ? "mailboxes.resume" : "mailboxes.pause")}
              </Menu.Item>
              <Menu.Item onClick={() => setOpen("change")}>{t("mailboxes.change")}</Menu.Item>
              <Menu.Item onClick={() => setOpen("remove")}>{t("common.remove")}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      <p className="n">
        {box.readAt ? t("mailboxes.lastRead", { when: format.ago(box.readAt) }) : t("mailboxes.notReadYet")}
        {" · "}
        {t("mailboxes.brought", { count: brought, n: format.number(brought) })}
      </p>
      {leftOut.length > 0 && (
        <p className="n">
          {t("mailboxes.leftOut", {
            reasons: leftOut
              .map(({ reason, n }) => `${format.number(n)} ${t(`mailboxes.reason.${reason}`)}`)
              .join(", "),
          })}
        </p>
      )}
      {box.paused && (
        <p className="n">{t("mailboxes.pausedBy", { name: box.paused.by, when: format.ago(box.paused.at) })}</p>
      )}
      {box.failure && !box.paused && <FailureWords failure={box.failure} nextAt={box.nextAt} />}
      <Modal opened={open === "change"} onClose={() => setOpen(null)} title={box.name}>
        {open === "change" && <MailboxForm box={box} onDone={() => setOpen(null)} />}
      </Modal>
      <Modal opened={open === "remove"} onClose={() => setOpen(null)} title={box.name}>
        <p>{t("mailboxes.removeHint")}</p>
        <Button mt="md" variant="filled" color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
          {t("common.remove")}
        </Button>
      </Modal>
    </>
  )
}

const reasons = ["automatic", "bounce", "own", "empty", "early", "unreadable"] as const
const leftOutOf = ({ counts }: Mailbox) =>
  reasons.map((reason) => ({ reason, n: counts[reason] })).filter((one) => one.n > 0)
