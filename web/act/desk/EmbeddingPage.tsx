import { Button, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../api/generated.ts"
import { sayDone, useChange, useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { useSession } from "../../app/session.tsx"
import { Loaded, RowBones } from "../../ui/Loaded.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { ScrollRegion } from "../../ui/ScrollRegion.tsx"

/** Where the desk may stand inside a help desk, and what its links are signed with. */
export default function EmbeddingPage() {
  const { t } = useTranslation()
  const settings = useGet<Answer<"PanelSettings">>("desk", "/desk/panel")
  return (
    <Loaded query={settings} bones={<RowBones count={4} />}>
      {(data) => (
        <>
          <PageHead
            title={t("panel.title", { count: data.origins.length })}
            documentTitle={t("place.desk")}
            lede={t("panel.lede")}
          />
          <div className="stack" style={{ maxWidth: 760 }}>
            <Origins origins={data.origins} />
            <Keys keys={data.keys} />
            <How />
          </div>
        </>
      )}
    </Loaded>
  )
}

function Origins({ origins }: { origins: Answer<"PanelSettings">["origins"] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [origin, setOrigin] = useState("")
  const remove = (one: string) => `/desk/panel/origins?origin=${encodeURIComponent(one)}`
  const add = useChange<string, Answer<"PanelOrigin">>({
    run: (given, send) => send("POST", "/desk/panel/origins", { origin: given }),
    touches: ["desk"],
    said: () => t("panel.originAdded"),
    undo: (_, made, send) => send("DELETE", remove(made.origin)),
    after: () => setOrigin(""),
  })
  const forbid = useChange<string>({
    run: (given, send) => send("DELETE", remove(given)),
    touches: ["desk"],
    said: () => t("panel.originRemoved"),
    undo: (given, _, send) => send("POST", "/desk/panel/origins", { origin: given }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate(origin)
  }
  return (
    <section>
      <h2>{t("panel.origins")}</h2>
      {origins.length === 0 && <p className="n">{t("panel.noOrigins")}</p>}
      <ul className="rows">
        {origins.map((one) => (
          <li key={one.origin} className="spread" style={{ padding: "10px 0" }}>
            <span>
              <code>{one.origin}</code>{" "}
              <span className="n">{t("panel.addedBy", { name: one.addedBy, when: format.ago(one.addedAt) })}</span>
            </span>
            <Button size="compact-sm" variant="subtle" onClick={() => forbid.mutate(one.origin)}>
              {t("common.remove")}
            </Button>
          </li>
        ))}
      </ul>
      <form className="row" style={{ marginTop: 12, alignItems: "flex-end" }} onSubmit={submit}>
        <TextInput
          label={t("panel.origin")}
          placeholder={t("panel.originHint")}
          w={320}
          maw="100%"
          required
          value={origin}
          onChange={(event) => setOrigin(event.currentTarget.value)}
        />
        <Button type="submit" variant="filled" loading={add.isPending}>
          {t("panel.add")}
        </Button>
      </form>
    </section>
  )
}

function Keys({ keys }: { keys: Answer<"PanelSettings">["keys"] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const make = useChange<void, Answer<"NewPanelKey">>({
    run: (_, send) => send("POST", "/desk/panel/keys"),
    touches: ["desk"],
  })
  const revoke = useChange<string>({
    run: (id, send) => send("DELETE", `/desk/panel/keys/${id}`),
    touches: ["desk"],
    said: () => t("panel.revoked"),
  })
  const copy = async (key: string) => {
    await navigator.clipboard.writeText(key)
    sayDone(t("common.copied"))
  }
  return (
    <section>
      <h2>{t("panel.keys")}</h2>
      {keys.length === 0 && <p className="n">{t("panel.noKeys")}</p>}
      <ul className="rows">
        {keys.map((one) => (
          <li key={one.id} className="spread" style={{ padding: "10px 0" }}>
            <span>
              <code>{one.start}…</code>{" "}
              <span className="n">{t("panel.madeBy", { name: one.createdBy, when: format.ago(one.createdAt) })}</span>
            </span>
            <Button size="compact-sm" variant="subtle" onClick={() => revoke.mutate(one.id)}>
              {t("panel.revoke")}
            </Button>
          </li>
        ))}
      </ul>
      {make.data && keys.some((one) => one.id === make.data?.id) && (
        <div className="card" style={{ marginTop: 12 }} role="status">
          <p>{t("panel.once")}</p>
          <p style={{ margin: "8px 0" }}>
            <code data-panel-key>{make.data.key}</code>
          </p>
          <Button onClick={() => void copy(make.data?.key ?? "")}>{t("panel.copy")}</Button>
        </div>
      )}
      <Button mt={12} onClick={() => make.mutate()} loading={make.isPending}>
        {t("panel.make")}
      </Button>
    </section>
  )
}

function How() {
  const { t } = useTranslation()
  const { org } = useSession()
  const address = `${location.origin}/${org}/desk/panel`
  return (
    <section>
      <h2>{t("panel.how")}</h2>
      <p>{t("panel.howBody")}</p>
      <ScrollRegion label={t("panel.how")} card>
        <pre
          style={{ font: "12.5px / 1.6 ui-monospace, Menlo, monospace", margin: "8px 0" }}
        >{`const query = new URLSearchParams({
  agent: "agent@example.com",           // a member here
  key: "+1 614 555 0142",               // who is calling
  origin: "https://help.example.com",   // the page that shows it
  expires: Math.floor(Date.now() / 1000) + 300,
  nonce: crypto.randomUUID(),
}).toString()
const signature = createHmac("sha256", PANEL_KEY).update(query).digest("hex")
iframe.src = \`${address}?\${query}&signature=\${signature}\``}</pre>
      </ScrollRegion>
    </section>
  )
}
