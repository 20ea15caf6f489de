import { Button, CopyButton, Modal, NativeSelect, Textarea, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { MayButton } from "../../../ui/MayButton.tsx"
import classes from "../../../ui/Secret.module.css"

type Key = Answer<"WriteKey">
const channels = ["web", "app", "server"] as const

/** The lines to put into a page, ready to copy, and the write keys they carry. */
export function Install({ keys }: { keys: Key[] }) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState("")
  const key = keys.find((one) => one.id === chosen) ?? keys[0]
  const shown = key?.key ?? "wk_…"
  return (
    <div className="cols" style={{ marginTop: 0 }}>
      <div className="stack">
        <section>
          <h2>{t("install.title")}</h2>
          <p>{t("install.how")}</p>
          {keys.length > 1 && (
            <NativeSelect
              mt="sm"
              w="fit-content"
              label={t("install.choose")}
              value={key?.id}
              onChange={(event) => setChosen(event.currentTarget.value)}
              data={keys.map((one) => ({ value: one.id, label: one.name }))}
            />
          )}
          <Code text={`<script async src="${location.origin}/rapport.js" data-write-key="${shown}"></script>`} />
          <p style={{ marginTop: 12 }}>{t("install.then")}</p>
          <Code
            text={'rapport("track", "plan chosen", { plan: "yearly" })\nrapport("identify", "customer-17", { email })'}
          />
        </section>
        <section>
          <h2>{t("install.segmentTitle")}</h2>
          <p>{t("install.segment")}</p>
          <Code text={`new Analytics({ writeKey: "${shown}", host: "${location.origin}" })`} />
        </section>
      </div>
      <aside className="stack">
        <Keys keys={keys} />
      </aside>
    </div>
  )
}

function Code({ text }: { text: string }) {
  const { t } = useTranslation()
  return (
    <>
      <pre className={classes.code}>{text}</pre>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button size="compact-sm" mt={6} onClick={copy}>
            {copied ? t("common.copied") : t("install.copy")}
          </Button>
        )}
      </CopyButton>
    </>
  )
}

function Keys({ keys }: { keys: Key[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [making, setMaking] = useState(false)
  const revoke = useChange<Key>({
    run: (key, send) => send("DELETE", `/write-keys/${key.id}`),
    touches: ["events"],
    said: (key) => t("install.revoked", { name: key.name }),
    undo: (key, _, send) => send("POST", `/write-keys/${key.id}/restoration`),
  })
  return (
    <section>
      <div className="spread" style={{ alignItems: "center" }}>
        <h2>{t("install.keys")}</h2>
        <MayButton permission="keys.manage" size="compact-sm" onClick={() => setMaking(true)}>
          {t("install.make")}
        </MayButton>
      </div>
      <p className="n">{keys.length === 0 ? t("install.none") : t("install.keysWhy")}</p>
      <ul className="rows">
        {keys.map((key) => (
          <li key={key.id} style={{ padding: "10px 0" }}>
            <span className="spread">
              <b>{key.name}</b>
              <MayButton
                permission="keys.manage"
                size="compact-xs"
                variant="subtle"
                aria-label={`${t("install.revoke")}: ${key.name}`}
                onClick={() => revoke.mutate(key)}
              >
                {t("install.revoke")}
              </MayButton>
            </span>
            <code>{key.key}</code>
            <p className="n">
              {t("install.traffic", { count: key.events, n: format.number(key.events) })}
              {key.refused > 0 && ` · ${t("install.trafficRefused", { n: format.number(key.refused) })}`}
              {key.origins.length > 0 && ` · ${key.origins.join(", ")}`}
            </p>
          </li>
        ))}
      </ul>
      <Modal opened={making} onClose={() => setMaking(false)} title={t("install.make")}>
        {making && <MakeKey onDone={() => setMaking(false)} />}
      </Modal>
    </section>
  )
}

function MakeKey({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation()
  const [name, setName] = useState("")
  const [channel, setChannel] = useState<(typeof channels)[number]>("web")
  const [product, setProduct] = useState("")
  const [origins, setOrigins] = useState("")
  const make = useChange<void>({
    run: (_, send) =>
      send("POST", "/write-keys", {
        name,
        channel,
        ...(product.trim() ? { product } : {}),
        origins: origins
          .split(/\s+/)
          .map((one) => one.replace(/\/$/, ""))
          .filter(Boolean),
      }),
    touches: ["events"],
    after: onDone,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    make.mutate()
  }
  return (
    <form onSubmit={submit}>
      <TextInput
        label={t("install.name")}
        description={t("install.nameHint")}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        required
        data-autofocus
      />
      <NativeSelect
        mt="sm"
        label={t("install.channel")}
        value={channel}
        onChange={(event) => setChannel(channels.find((one) => one === event.currentTarget.value) ?? "web")}
        data={channels.map((value) => ({ value, label: t(`install.channels.${value}`) }))}
      />
      <TextInput
        mt="sm"
        label={t("install.product")}
        value={product}
        onChange={(event) => setProduct(event.currentTarget.value)}
      />
      {channel === "web" && (
        <Textarea
          mt="sm"
          label={t("install.origins")}
          description={t("install.originsHint")}
          value={origins}
          onChange={(event) => setOrigins(event.currentTarget.value)}
          autosize
          minRows={2}
        />
      )}
      <Button mt="lg" type="submit" variant="filled" loading={make.isPending}>
        {t("install.make")}
      </Button>
    </form>
  )
}
