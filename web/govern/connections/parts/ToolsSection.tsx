import { Button, Menu, Modal } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { sayDone, useChange, useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { Loaded, RowBones } from "../../../ui/Loaded.tsx"
import { MayButton } from "../../../ui/MayButton.tsx"
import { ConnectionForm } from "./ConnectionForm.tsx"

type Connection = Answer<"Connection">
type Tested = { ok: boolean; reason: string | null; detail: string }

/** Issue trackers and chats: what each is for, how it goes, and a test that speaks to the other side. */
export function ToolsSection() {
  const { t } = useTranslation()
  const [adding, setAdding] = useState(false)
  const connections = useGet<{ items: Connection[] }>("connections", "/connections")
  return (
    <section style={{ maxWidth: 860, marginBottom: 30 }}>
      <div className="spread" style={{ alignItems: "center" }}>
        <h2>{t("connections.tools.title")}</h2>
        <MayButton permission="connections.manage" onClick={() => setAdding(true)}>
          {t("connections.tools.add")}
        </MayButton>
      </div>
      <Loaded query={connections} bones={<RowBones count={2} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="n">{t("connections.tools.none")}</p>
          ) : (
            <ul className="rows">
              {items.map((connection) => (
                <li key={connection.id} style={{ padding: "12px 0" }}>
                  <ConnectionRow connection={connection} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <Modal opened={adding} onClose={() => setAdding(false)} title={t("connections.tools.add")}>
        {adding && <ConnectionForm onDone={() => setAdding(false)} />}
      </Modal>
    </section>
  )
}

function ConnectionRow({ connection }: { connection: Connection }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState<"hook" | "remove" | null>(null)
  const path = `/connections/${connection.id}`
  const test = useChange<void, Tested>({
    run: (_, send) => send("POST", `${path}/test`),
    touches: ["connections"],
    after: ({ ok, detail }) =>
      sayDone(ok ? t("connections.tools.works", { detail }) : t("connections.tools.fails", { detail })),
  })
  const remove = useChange<void>({
    run: (_, send) => send("DELETE", path),
    touches: ["connections", "plans"],
    said: () => t("connections.tools.removed", { name: connection.name }),
  })
  return (
    <>
      <div className="spread" style={{ alignItems: "center", flexWrap: "wrap" }}>
        <span>
          <b>{connection.name}</b> <span className="tag">{t(`connections.kind.${connection.kind}`)}</span>{" "}
          <span className="n">{[...Object.values(connection.settings), ...connection.events].join(" · ")}</span>
        </span>
        <span className="row">
          <Button size="compact-sm" loading={test.isPending} onClick={() => test.mutate()}>
            {t("connections.webhook.test")}
          </Button>
          <Menu>
            <Menu.Target>
              <Button size="compact-sm" aria-label={t("common.moreActions")}>
                …
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {connection.hook && <Menu.Item onClick={() => setOpen("hook")}>{t("connections.tools.hook")}</Menu.Item>}
              <Menu.Item onClick={() => setOpen("remove")}>{t("common.remove")}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </span>
      </div>
      <Condition connection={connection} />
      <Modal opened={open === "hook"} onClose={() => setOpen(null)} title={t("connections.tools.hook")}>
        <p>{t("connections.tools.hookHint")}</p>
        <p className="n" style={{ marginTop: 12 }}>
          {t("connections.webhook.url")}
          <br />
          <code>{connection.hook?.url}</code>
        </p>
        <p className="n" style={{ marginTop: 12 }}>
          {t("connections.tools.secret")}
          <br />
          <code>{connection.hook?.secret}</code>
        </p>
      </Modal>
      <Modal opened={open === "remove"} onClose={() => setOpen(null)} title={connection.name}>
        <p>{t("connections.tools.removeHint")}</p>
        <Button mt="md" variant="filled" color="red" onClick={() => remove.mutate()}>
          {t("common.remove")}
        </Button>
      </Modal>
    </>
  )
}

/** How the last conversation went, and what to do where it failed. */
function Condition({ connection }: { connection: Connection }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { lastSuccess, lastFailure } = connection
  if (lastFailure && (!lastSuccess || lastFailure.at > lastSuccess))
    return (
      <p className="n bad">
        {t(`connections.refusal.${lastFailure.reason}`)} {lastFailure.detail} ({format.ago(lastFailure.at)})
      </p>
    )
  return (
    <p className="n">
      {lastSuccess
        ? t("connections.tools.lastSuccess", { when: format.ago(lastSuccess) })
        : t("connections.webhook.nothingYet")}
    </p>
  )
}
