import { Button, NumberInput, PasswordInput, Select, TagsInput, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange } from "../../../app/data.tsx"

type Mailbox = Answer<"Mailbox">
type Tried = Answer<"MailboxTried">

const securities = ["tls", "starttls", "none"] as const
const ways = ["leave", "seen", "move"] as const
const ports = { tls: 993, starttls: 143, none: 143 }

/** First signed in to, which shows the folders there are; then saved. Without `box` a new one. */
export function MailboxForm({ box, onDone }: { box?: Mailbox; onDone: () => void }) {
  const { t } = useTranslation()
  const [name, setName] = useState(box?.name ?? "")
  const [access, setAccess] = useState({
    host: box?.host ?? "",
    port: box?.port ?? 993,
    security: box?.security ?? ("tls" as const),
    username: box?.username ?? "",
    signIn: box?.signIn ?? ("password" as const),
    secret: "",
  })
  const [settings, setSettings] = useState({
    folder: box?.folder ?? "INBOX",
    afterwards: box?.afterwards ?? ("leave" as const),
    moveTo: box?.moveTo ?? null,
    ownDomains: box?.ownDomains ?? [],
    touchpoint: box?.touchpoint ?? null,
    product: box?.product ?? null,
    everyMinutes: box?.everyMinutes ?? 5,
  })
  const [from, setFrom] = useState<"now" | "all">("now")
  const attempt = useChange<void, Tried>({
    run: (_, send) => send("POST", "/mailboxes/trial", access),
    touches: [],
    after: ({ folders }) => {
      const inbox = folders.find((one) => one.inbox) ?? folders[0]
      if (inbox && !folders.some((one) => one.path === settings.folder)) set({ folder: inbox.path })
    },
  })
  const save = useChange<void, Mailbox>({
    run: (_, send) =>
      box
        ? send("PATCH", `/mailboxes/${box.id}`, {
            version: box.version,
            ...settings,
            ...(access.secret ? access : { port: access.port, security: access.security }),
          })
        : send("POST", "/mailboxes", {
            name,
            ...access,
            ...settings,
            since: from === "now" ? new Date().toISOString() : null,
          }),
    touches: ["mailboxes"],
    said: (_, saved) => t(box ? "mailboxes.changed" : "mailboxes.added", { name: saved.name }),
    after: onDone,
  })
  const set = (change: Partial<typeof settings>) => setSettings((now) => ({ ...now, ...change }))
  const reach = (change: Partial<typeof access>) => {
    attempt.reset()
    setAccess((now) => ({ ...now, ...change }))
  }
  const tried = attempt.data
  const ready = box !== undefined || tried !== undefined
  const folders = (tried?.folders ?? []).map(({ path, mails }) => ({
    value: path,
    label: mails === null ? path : t("mailboxes.folderWith", { path, count: mails }),
  }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (ready) save.mutate()
    else attempt.mutate()
  }
  return (
    <form onSubmit={submit} className="stack">
      {!box && (
        <TextInput
          label={t("mailboxes.name")}
          description={t("mailboxes.nameHint")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          required
          data-autofocus
        />
      )}
      <TextInput
        label={t("mailboxes.host")}
        placeholder="imap.example.com"
        value={access.host}
        onChange={(event) => reach({ host: event.currentTarget.value })}
        required
      />
      <div className="row" style={{ alignItems: "flex-end" }}>
        <Select
          label={t("mailboxes.security")}
          style={{ flex: 2 }}
          data={securities.map((value) => ({ value, label: t(`mailboxes.securities.${value}`) }))}
          value={access.security}
          onChange={(value) => value && reach({ security: value, port: ports[value] })}
          allowDeselect={false}
        />
        <NumberInput
          label={t("mailboxes.port")}
          style={{ flex: 1 }}
          value={access.port}
          onChange={(value) => reach({ port: Number(value) || 993 })}
          min={1}
          max={65_535}
          hideControls
        />
      </div>
      <TextInput
        label={t("mailboxes.user")}
        value={access.username}
        onChange={(event) => reach({ username: event.currentTarget.value })}
        autoComplete="off"
        required
      />
      <Select
        label={t("mailboxes.signIn")}
        data={(["password", "token"] as const).map((value) => ({ value, label: t(`mailboxes.signIns.${value}`) }))}
        value={access.signIn}
        onChange={(value) => value && reach({ signIn: value })}
        allowDeselect={false}
      />
      <PasswordInput
        label={t(`mailboxes.signIns.${access.signIn}`)}
        description={t(box ? "mailboxes.secretKept" : "mailboxes.secretHint")}
        value={access.secret}
        onChange={(event) => reach({ secret: event.currentTarget.value })}
        autoComplete="off"
        required={!box}
        visibilityToggleButtonProps={{ "aria-label": t("signIn.show") }}
      />
      {tried && (
        <p role="status" className="n good">
          {t("mailboxes.works", { count: tried.folders.length })}
        </p>
      )}
      {ready && (
        <>
          {folders.length > 0 ? (
            <Select
              label={t("mailboxes.folder")}
              data={folders}
              value={settings.folder}
              onChange={(value) => value && set({ folder: value })}
              allowDeselect={false}
            />
          ) : (
            <TextInput
              label={t("mailboxes.folder")}
              value={settings.folder}
              onChange={(event) => set({ folder: event.currentTarget.value })}
              required
            />
          )}
          {!box && (
            <Select
              label={t("mailboxes.from")}
              data={(["now", "all"] as const).map((value) => ({ value, label: t(`mailboxes.froms.${value}`) }))}
              value={from}
              onChange={(value) => value && setFrom(value)}
              allowDeselect={false}
            />
          )}
          <Select
            label={t("mailboxes.afterwards")}
            description={t("mailboxes.afterwardsHint")}
            data={ways.map((value) => ({ value, label: t(`mailboxes.ways.${value}`) }))}
            value={settings.afterwards}
            onChange={(value) => value && set({ afterwards: value })}
            allowDeselect={false}
          />
          {settings.afterwards === "move" && (
            <TextInput
              label={t("mailboxes.moveTo")}
              value={settings.moveTo ?? ""}
              onChange={(event) => set({ moveTo: event.currentTarget.value || null })}
              required
            />
          )}
          <TagsInput
            label={t("mailboxes.ownDomains")}
            description={t("mailboxes.ownDomainsHint")}
            placeholder="example.com"
            value={settings.ownDomains}
            onChange={(ownDomains) => set({ ownDomains })}
            clearButtonProps={{ "aria-label": t("common.remove") }}
          />
          <TextInput
            label={t("mailboxes.touchpoint")}
            value={settings.touchpoint ?? ""}
            onChange={(event) => set({ touchpoint: event.currentTarget.value || null })}
          />
          <NumberInput
            label={t("mailboxes.every")}
            value={settings.everyMinutes}
            onChange={(value) => set({ everyMinutes: Number(value) || 5 })}
            min={1}
            max={1_440}
          />
        </>
      )}
      <Button type="submit" variant="filled" loading={attempt.isPending || save.isPending}>
        {t(ready ? "common.save" : "mailboxes.try")}
      </Button>
    </form>
  )
}
