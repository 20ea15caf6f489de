import { Button, PasswordInput, Select, TagsInput, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import { useChange } from "../../../app/data.tsx"

type Kind = keyof typeof fields

/** What each tool has to be told, in the words of its own settings pages. */
const fields = {
  jira: [
    { name: "site", example: "https://example.atlassian.net" },
    { name: "email", example: "ana@example.com" },
    { name: "project", example: "NORTH" },
    { name: "issueType", example: "Task", optional: true },
  ],
  github: [
    { name: "repository", example: "owner/name" },
    { name: "api", example: "https://github.example.com/api/v3", optional: true },
  ],
  gitlab: [
    { name: "project", example: "group/name" },
    { name: "site", example: "https://gitlab.example.com", optional: true },
  ],
  linear: [{ name: "team", example: "9cfb482a-81e3-4154-b5b9-2c805e70a02d" }],
  slack: [{ name: "channel", example: "C0123456789" }],
  teams: [],
} satisfies Record<string, { name: string; example: string; optional?: boolean }[]>

const chats: readonly string[] = ["slack", "teams"]
const suggested = ["signal.*", "problem.*", "plan.*", "workstream.*", "notice.*", "outcome.*"]

/** Connects a tool: its kind decides what is asked. */
export function ConnectionForm({ onDone }: { onDone: () => void }) {
  const { t, i18n } = useTranslation()
  const [kind, setKind] = useState<Kind>("jira")
  const [name, setName] = useState("")
  const [settings, setSettings] = useState<Record<string, string>>({})
  const [secret, setSecret] = useState("")
  const [events, setEvents] = useState(["signal.*", "plan.*"])
  const isChat = chats.includes(kind)
  const save = useChange<void>({
    run: (_, send) => send("POST", "/connections", asked()),
    touches: ["connections"],
    said: () => t("connections.tools.added", { name }),
    after: onDone,
  })
  function asked() {
    const given = Object.fromEntries(
      fields[kind].flatMap((field) => (settings[field.name] ? [[field.name, settings[field.name]]] : [])),
    )
    return {
      kind,
      name,
      secret,
      settings: isChat ? { ...given, language: i18n.language } : given,
      ...(isChat ? { events } : {}),
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form onSubmit={submit} className="stack">
      <Select
        label={t("connections.tools.which")}
        value={kind}
        onChange={(value) => setKind((value as Kind) ?? "jira")}
        allowDeselect={false}
        data={(Object.keys(fields) as Kind[]).map((value) => ({ value, label: t(`connections.kind.${value}`) }))}
        data-autofocus
      />
      <TextInput
        label={t("connections.tools.name")}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        required
      />
      {fields[kind].map((field) => (
        <TextInput
          key={field.name}
          label={t(`connections.field.${field.name}`)}
          placeholder={field.example}
          value={settings[field.name] ?? ""}
          onChange={(event) => setSettings({ ...settings, [field.name]: event.currentTarget.value })}
          required={!("optional" in field)}
        />
      ))}
      <PasswordInput
        label={t(`connections.token.${kind}`)}
        description={t(`connections.tokenHint.${kind}`)}
        value={secret}
        onChange={(event) => setSecret(event.currentTarget.value)}
        autoComplete="off"
        required
        visibilityToggleButtonProps={{ "aria-label": t("signIn.show") }}
      />
      {isChat && (
        <TagsInput
          label={t("connections.webhook.events")}
          data={suggested}
          value={events}
          onChange={setEvents}
          clearButtonProps={{ "aria-label": t("common.remove") }}
        />
      )}
      <Button type="submit" variant="filled" loading={save.isPending}>
        {t("connections.tools.add")}
      </Button>
    </form>
  )
}
