import { Button, Modal, Select, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { KnownEvent, KnownEventKind } from "../../../api/contract.ts"
import { useChange } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { MayButton } from "../../../ui/MayButton.tsx"

const kinds: KnownEventKind[] = ["release", "recall", "campaign", "incident", "batch", "other"]

/** What the company knows happened: stands on every chart at its day. */
export function KnownEventsCard({ events }: { events: KnownEvent[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [adding, setAdding] = useState(false)
  const [all, setAll] = useState(false)
  const newest = [...events].sort((a, b) => (a.at < b.at ? 1 : -1))
  const remove = useChange<KnownEvent>({
    run: (event, send) => send("DELETE", `/known-events/${event.id}`),
    touches: ["known-events", "metrics", "signals"],
    said: (event) => t("event.removed", { title: event.title }),
    undo: (event, _, send) =>
      send("POST", "/known-events", { at: event.at, title: event.title, kind: event.kind, slice: event.slice }),
  })
  return (
    <section className="card">
      <h2>{t("event.title")}</h2>
      {events.length === 0 && <p className="n">{t("event.none")}</p>}
      <ul className="rows">
        {(all ? newest : newest.slice(0, 5)).map((event) => (
          <li key={event.id} className="spread" style={{ padding: "7px 0" }}>
            <span>
              {event.title}
              <br />
              <span className="n">
                {t(`event.kind.${event.kind}`)} · {format.day(event.at)}
              </span>
            </span>
            <MayButton permission="events.edit" size="compact-xs" variant="subtle" onClick={() => remove.mutate(event)}>
              {t("common.remove")}
            </MayButton>
          </li>
        ))}
      </ul>
      {newest.length > 5 && !all && (
        <Button size="compact-sm" variant="subtle" mt={6} mr={6} onClick={() => setAll(true)}>
          {t("event.all", { count: newest.length })}
        </Button>
      )}
      <MayButton permission="events.edit" size="compact-sm" mt="sm" onClick={() => setAdding(true)}>
        {t("event.add")}
      </MayButton>
      <Modal opened={adding} onClose={() => setAdding(false)} title={t("event.add")}>
        <AddEvent onDone={() => setAdding(false)} />
      </Modal>
    </section>
  )
}

function AddEvent({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation()
  const [title, setTitle] = useState("")
  const [at, setAt] = useState(() => new Date().toISOString().slice(0, 10))
  const [kind, setKind] = useState<string | null>("release")
  const add = useChange<void, KnownEvent>({
    run: (_, send) => send("POST", "/known-events", { title, at, kind, slice: {} }),
    touches: ["known-events", "metrics", "signals"],
    said: () => t("event.added"),
    undo: (_, event, send) => send("DELETE", `/known-events/${event.id}`),
    after: onDone,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate()
  }
  return (
    <form onSubmit={submit}>
      <TextInput
        label={t("event.what")}
        placeholder={t("event.example")}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
        required
        data-autofocus
      />
      <TextInput
        mt="sm"
        type="date"
        label={t("event.when")}
        value={at}
        onChange={(event) => setAt(event.currentTarget.value)}
        required
      />
      <Select
        mt="sm"
        label={t("event.kindLabel")}
        value={kind}
        onChange={setKind}
        allowDeselect={false}
        data={kinds.map((value) => ({ value, label: t(`event.kind.${value}`) }))}
      />
      <Button mt="lg" type="submit" variant="filled" loading={add.isPending}>
        {t("event.add")}
      </Button>
    </form>
  )
}
