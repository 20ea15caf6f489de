import { Button, Modal, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { ApiKey, Facet } from "../../api/contract.ts"
import { useChange, useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go } from "../../app/Go.tsx"
import { useMay, useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { Loaded, RowBones } from "../../ui/Loaded.tsx"
import { MayButton } from "../../ui/MayButton.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import classes from "../../ui/Secret.module.css"
import { Secret } from "../../ui/Secret.tsx"
import { ReceiversSection } from "../receivers/parts/ReceiversSection.tsx"
import { Feeds } from "./parts/Feeds.tsx"
import { Mailboxes } from "./parts/Mailboxes.tsx"

/** Where feedback comes from, and the keys that other programs send it with. */
export default function SourcesPage() {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const sources = useGet<{ facets: Facet[] }>("facets", "/facets", { fields: "source" })
  const values = sources.data?.facets[0]?.values ?? []
  return (
    <>
      <PageHead
        title={values.length > 0 ? t("sources.sentence", { count: values.length }) : t("sources.none")}
        documentTitle={t("place.sources")}
      />
      <div className="cols" style={{ marginTop: 0 }}>
        <div className="stack">
          <section>
            <h2>{t("sources.from")}</h2>
            <Loaded query={sources} bones={<RowBones count={3} />}>
              {() => (
                <ul className="rows">
                  {values.map(({ value, count }) => (
                    <li key={value}>
                      <Go
                        className="linkrow"
                        href={paths.feedbackList(org, {
                          where: JSON.stringify([{ field: "source", op: "in", values: [value] }]),
                        })}
                      >
                        <span className="spread">
                          <span className="title">{value}</span>
                          <span className="n">{t("sources.count", { count, n: format.number(count) })}</span>
                        </span>
                      </Go>
                    </li>
                  ))}
                </ul>
              )}
            </Loaded>
          </section>
          <ReceiversSection />
          <Mailboxes />
          <Feeds />
          <Keys />
        </div>
        <aside className="stack">
          <section className="card">
            <h2>{t("sources.howTitle")}</h2>
            <p>{t("sources.how")}</p>
            <pre className={classes.code}>{example(location.origin)}</pre>
            <p className="n">
              <a href="/api/docs">{t("sources.reference")}</a>
            </p>
          </section>
        </aside>
      </div>
    </>
  )
}

function Keys() {
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay("keys.manage")
  const [making, setMaking] = useState(false)
  const keys = useGet<{ items: ApiKey[] }>("api-keys", "/api-keys", {}, { enabled: may })
  const remove = useChange<ApiKey>({
    run: (key, send) => send("DELETE", `/api-keys/${key.id}`),
    touches: ["api-keys"],
    said: (key) => t("keys.removed", { name: key.name }),
  })
  return (
    <section>
      <div className="spread" style={{ alignItems: "center" }}>
        <h2>{t("keys.title")}</h2>
        <MayButton permission="keys.manage" size="compact-sm" onClick={() => setMaking(true)}>
          {t("keys.make")}
        </MayButton>
      </div>
      {!may ? (
        <p className="n">{t("permission.keys.manage")}</p>
      ) : (
        <Loaded query={keys} bones={<RowBones count={2} />}>
          {({ items }) =>
            items.length === 0 ? (
              <p className="n">{t("keys.none")}</p>
            ) : (
              <ul className="rows">
                {items.map((key) => (
                  <li key={key.id} className="spread" style={{ padding: "10px 0" }}>
                    <span>
                      <b>{key.name}</b> {key.start && <code>{key.start}…</code>}
                      <br />
                      <span className="n">
                        {t("keys.made", { when: format.ago(key.createdAt) })} ·{" "}
                        {key.lastUsedAt ? t("keys.used", { when: format.ago(key.lastUsedAt) }) : t("keys.neverUsed")}
                      </span>
                    </span>
                    <Button size="compact-xs" variant="subtle" onClick={() => remove.mutate(key)}>
                      {t("keys.remove")}
                    </Button>
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      )}
      <Modal opened={making} onClose={() => setMaking(false)} title={t("keys.make")}>
        {making && <MakeKey onDone={() => setMaking(false)} />}
      </Modal>
    </section>
  )
}

function MakeKey({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation()
  const [name, setName] = useState("")
  const make = useChange<void, ApiKey>({ run: (_, send) => send("POST", "/api-keys", { name }), touches: ["api-keys"] })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    make.mutate()
  }
  const secret = make.data?.key
  if (secret) return <Secret why={t("keys.once")} value={secret} copy={t("keys.copy")} onDone={onDone} />
  return (
    <form onSubmit={submit}>
      <TextInput
        label={t("keys.name")}
        description={t("keys.nameHint")}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        required
        data-autofocus
      />
      <Button mt="lg" type="submit" variant="filled" loading={make.isPending}>
        {t("keys.make")}
      </Button>
    </form>
  )
}

function example(origin: string): string {
  return `curl ${origin}/api/v1/feedback \\
  -H "Authorization: Bearer rp_…" \\
  -H "Content-Type: application/json" \\
  -d '{
  "source": "helpdesk",
  "externalId": "T-1042",
  "kind": "ticket",
  "component": "Battery",
  "text": "It stopped charging after two weeks.",
  "scores": [{ "metric": "csat", "value": 2,
               "scale": { "min": 1, "max": 5 } }]
}'`
}
