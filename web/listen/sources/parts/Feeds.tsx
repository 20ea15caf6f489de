import { Button, Menu, Modal, NumberInput, Select, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
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

type Feed = Answer<"Feed">

/** Addresses that are fetched on a schedule: feeds of reviews and posts, and tables. */
export function Feeds() {
  const { t } = useTranslation()
  const [adding, setAdding] = useState(false)
  const feeds = useGet<{ items: Feed[] }>("feeds", "/feeds")
  return (
    <section>
      <div className="spread" style={{ alignItems: "center" }}>
        <h2>{t("feeds.title")}</h2>
        <MayButton permission="connections.manage" size="compact-sm" onClick={() => setAdding(true)}>
          {t("feeds.add")}
        </MayButton>
      </div>
      <Loaded query={feeds} bones={<RowBones count={1} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="n">{t("feeds.none")}</p>
          ) : (
            <ul className="rows">
              {items.map((one) => (
                <li key={one.id} style={{ padding: "12px 0" }}>
                  <FeedRow feed={one} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <Modal opened={adding} onClose={() => setAdding(false)} title={t("feeds.add")}>
        {adding && <FeedForm onDone={() => setAdding(false)} />}
      </Modal>
    </section>
  )
}

function FeedRow({ feed }: { feed: Feed }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const may = useMay("connections.manage")
  const [changing, setChanging] = useState(false)
  const path = `/feeds/${feed.id}`
  const pause = useChange<boolean>({
    run: (paused, send) => send(paused ? "PUT" : "DELETE", `${path}/pause`),
    touches: ["feeds"],
    said: (paused) => t(paused ? "mailboxes.nowPaused" : "mailboxes.nowRead", { name: feed.name }),
    undo: (paused, _, send) => send(paused ? "DELETE" : "PUT", `${path}/pause`),
  })
  const read = useChange<void>({
    run: (_, send) => send("POST", `${path}/reading`),
    touches: ["feeds"],
    said: () => t("mailboxes.reading"),
  })
  const remove = useChange<void>({
    run: (_, send) => send("DELETE", path),
    touches: ["feeds"],
    said: () => t("mailboxes.removed", { name: feed.name }),
    undo: (_, __, send) =>
      send("POST", "/feeds", {
        name: feed.name,
        kind: feed.kind,
        url: feed.url,
        everyMinutes: feed.everyMinutes,
        defaults: feed.defaults,
      }),
  })
  const state = feed.paused ? "paused" : feed.failure ? "failing" : "read"
  const waits = feed.importId && (feed.importState === "ready" || feed.importState === "checked")
  return (
    <>
      <div className="spread" style={{ alignItems: "center", flexWrap: "wrap" }}>
        <span style={{ overflowWrap: "anywhere" }}>
          <Go
            href={paths.feedbackList(org, {
              where: JSON.stringify([{ field: "source", op: "in", values: [feed.name] }]),
            })}
          >
            <b>{feed.name}</b>
          </Go>{" "}
          <span className="tag" data-tone={{ paused: "warn", failing: "bad", read: "good" }[state]}>
            {t(`mailboxes.state.${state}`)}
          </span>{" "}
          <span className="n">{feed.url}</span>
        </span>
        {may && (
          <Menu>
            <Menu.Target>
              <Button size="compact-sm" aria-label={t("mailboxes.more", { name: feed.name })}>
                …
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => setChanging(true)}>{t("mailboxes.change")}</Menu.Item>
              {!feed.paused && <Menu.Item onClick={() => read.mutate()}>{t("mailboxes.readNow")}</Menu.Item>}
              <Menu.Item onClick={() => pause.mutate(!feed.paused)}>
                {t(feed.paused ? "mailboxes.resume" : "mailboxes.pause")}
              </Menu.Item>
              <Menu.Item onClick={() => remove.mutate()}>{t("common.remove")}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      <p className="n">
        {feed.readAt ? t("mailboxes.lastRead", { when: format.ago(feed.readAt) }) : t("mailboxes.notReadYet")}
        {feed.kind === "feed" && ` · ${t("feeds.taken", { count: feed.taken, n: format.number(feed.taken) })}`}
      </p>
      {feed.importId && (
        <p className="n">
          <Go href={paths.import(org, feed.importId)}>{t(waits ? "feeds.waits" : "feeds.newest")}</Go>
        </p>
      )}
      {feed.failure && !feed.paused && <FailureWords failure={feed.failure} nextAt={feed.nextAt} />}
      <Modal opened={changing} onClose={() => setChanging(false)} title={feed.name}>
        {changing && <FeedForm feed={feed} onDone={() => setChanging(false)} />}
      </Modal>
    </>
  )
}

const kinds = ["feed", "table"] as const
const voices = ["review", "social", "complaint", "other"] as const

function FeedForm({ feed, onDone }: { feed?: Feed; onDone: () => void }) {
  const { t } = useTranslation()
  const [name, setName] = useState(feed?.name ?? "")
  const [kind, setKind] = useState<(typeof kinds)[number]>(feed?.kind ?? "feed")
  const [url, setUrl] = useState(feed?.url ?? "")
  const [every, setEvery] = useState(feed?.everyMinutes ?? 60)
  const [voice, setVoice] = useState<(typeof voices)[number]>(feed?.defaults.kind ?? "review")
  const [product, setProduct] = useState(feed?.defaults.product ?? "")
  const [touchpoint, setTouchpoint] = useState(feed?.defaults.touchpoint ?? "")
  const save = useChange<void, Feed>({
    run: (_, send) =>
      send(feed ? "PATCH" : "POST", feed ? `/feeds/${feed.id}` : "/feeds", {
        ...(feed ? {} : { name, kind }),
        ...{ url, everyMinutes: every },
        defaults: {
          ...feed?.defaults,
          kind: voice,
          product: product || undefined,
          touchpoint: touchpoint || undefined,
        },
      }),
    touches: ["feeds"],
    said: () => t(feed ? "feeds.changed" : "feeds.added", { name }),
    after: onDone,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form onSubmit={submit} className="stack">
      {!feed && (
        <>
          <TextInput
            label={t("mailboxes.name")}
            description={t("mailboxes.nameHint")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            required
            data-autofocus
          />
          <Select
            label={t("feeds.kind")}
            data={kinds.map((value) => ({ value, label: t(`feeds.kinds.${value}`) }))}
            value={kind}
            onChange={(value) => value && setKind(value)}
            allowDeselect={false}
          />
        </>
      )}
      <TextInput
        label={t("feeds.url")}
        description={t(`feeds.hint.${kind}`)}
        type="url"
        placeholder="https://"
        value={url}
        onChange={(event) => setUrl(event.currentTarget.value)}
        required
      />
      <Select
        label={t("feeds.voice")}
        data={voices.map((value) => ({ value, label: t(`feeds.voices.${value}`) }))}
        value={voice}
        onChange={(value) => value && setVoice(value)}
        allowDeselect={false}
      />
      <TextInput
        label={t("feeds.product")}
        value={product}
        onChange={(event) => setProduct(event.currentTarget.value)}
      />
      <TextInput
        label={t("mailboxes.touchpoint")}
        value={touchpoint}
        onChange={(event) => setTouchpoint(event.currentTarget.value)}
      />
      <NumberInput
        label={t("mailboxes.every")}
        value={every}
        onChange={(value) => setEvery(Number(value) || 60)}
        min={5}
        max={10_080}
      />
      <Button type="submit" variant="filled" loading={save.isPending}>
        {t("feeds.save")}
      </Button>
    </form>
  )
}
