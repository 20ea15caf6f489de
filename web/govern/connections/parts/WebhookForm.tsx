import { Button, TagsInput, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange } from "../../../app/data.tsx"
import { Secret } from "../../../ui/Secret.tsx"

/** Events that most receivers want; any other name or pattern can be typed. */
const suggested = ["signal.*", "problem.*", "plan.*", "workstream.*", "notice.*", "outcome.*", "feedback.received", "*"]

/** Adds an endpoint, or changes one. A new one's secret is shown once. */
export function WebhookForm({ webhook, onDone }: { webhook?: Answer<"Webhook">; onDone: () => void }) {
  const { t } = useTranslation()
  const [url, setUrl] = useState(webhook?.url ?? "")
  const [description, setDescription] = useState(webhook?.description ?? "")
  const [events, setEvents] = useState(webhook?.events ?? ["signal.*", "plan.*"])
  const save = useChange<void, Partial<Answer<"WebhookWithSecret">>>({
    run: (_, send) =>
      webhook
        ? send("PATCH", `/webhooks/${webhook.id}`, { url, description, events })
        : send("POST", "/webhooks", { url, description, events }),
    touches: ["connections"],
    after: (saved) => {
      if (!saved.secret) onDone()
    },
  })
  if (save.data?.secret)
    return (
      <Secret
        why={t("connections.webhook.once")}
        value={save.data.secret}
        copy={t("connections.webhook.copy")}
        onDone={onDone}
      />
    )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form onSubmit={submit} className="stack">
      <TextInput
        type="url"
        label={t("connections.webhook.url")}
        description={t("connections.webhook.urlHint")}
        placeholder="https://hooks.example.com/rapport"
        value={url}
        onChange={(event) => setUrl(event.currentTarget.value)}
        required
        data-autofocus
      />
      <TagsInput
        label={t("connections.webhook.events")}
        description={t("connections.webhook.eventsHint")}
        data={suggested}
        value={events}
        onChange={setEvents}
        clearButtonProps={{ "aria-label": t("common.remove") }}
      />
      <TextInput
        label={t("connections.webhook.description")}
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
        maxLength={300}
      />
      <Button type="submit" variant="filled" loading={save.isPending} disabled={events.length === 0}>
        {webhook ? t("common.save") : t("connections.webhook.add")}
      </Button>
    </form>
  )
}
