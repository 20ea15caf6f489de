import { Button, CopyButton, NumberInput, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import classes from "../../../ui/Secret.module.css"
import { Secret } from "../../../ui/Secret.tsx"

type Receiver = Answer<"Receiver">

/** What to do in the other tool: its address, how it proves itself, and what it should send. */
export function Connecting({ receiver, bare = false }: { receiver: Receiver; bare?: boolean }) {
  const { t } = useTranslation()
  const { vendor, proof, url } = receiver
  const steps = t(`receivers.steps.${vendor}`).split("\n")
  return (
    <section style={{ marginBottom: bare ? 0 : 28, maxWidth: 760 }}>
      {!bare && <h2>{t("receivers.connectTitle")}</h2>}
      <div className={classes.code} style={{ display: "flex", gap: 12, alignItems: "center", flexWrap: "wrap" }}>
        <span style={{ flex: "1 1 260px", minWidth: 0 }}>{url}</span>
        <CopyButton value={url ?? ""}>
          {({ copied, copy }) => (
            <Button size="compact-sm" onClick={copy}>
              {copied ? t("common.copied") : t("receivers.copyUrl")}
            </Button>
          )}
        </CopyButton>
      </div>
      <ol style={{ paddingLeft: 20, margin: "14px 0 0" }}>
        {steps.map((line) => (
          <li key={line} style={{ marginBottom: 6 }}>
            {line
              .split("`")
              .map((part, index) =>
                index % 2 === 1 ? <code key={part}>{part}</code> : <span key={part}>{part}</span>,
              )}
          </li>
        ))}
      </ol>
      <p className="n" style={{ marginTop: 10 }}>
        {t(`receivers.proofHow.${proof}`)}
      </p>
      {!receiver.hasSecret && (
        <div style={{ marginTop: 14, maxWidth: 460 }}>
          <SecretForm receiver={receiver} onDone={() => {}} />
        </div>
      )}
    </section>
  )
}

/** Enters the tool's own secret, or makes a new one; the one before holds for a while more. */
export function SecretForm({ receiver, onDone }: { receiver: Receiver; onDone: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [secret, setSecret] = useState("")
  const [hours, setHours] = useState(24)
  const theirs = receiver.proof === "zendesk" || receiver.proof === "hub"
  const save = useChange<void, Answer<"ReceiverWithSecret">>({
    run: (_, send) =>
      send("PUT", `/receivers/${receiver.id}/secret`, { ...(secret ? { secret } : {}), overlapHours: hours }),
    touches: ["receivers"],
    said: (_, { previousUntil }) =>
      previousUntil
        ? t("receivers.secretSavedUntil", { when: format.dayAndTime(previousUntil) })
        : t("receivers.secretSaved"),
    after: (saved) => {
      if (saved.secret === null) onDone()
    },
  })
  if (save.data?.secret)
    return (
      <Secret
        why={t(`receivers.once.${receiver.proof}`)}
        value={save.data.secret}
        copy={t("receivers.copySecret")}
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
        label={t("receivers.secret")}
        description={t(theirs ? `receivers.secretOf.${receiver.proof}` : "receivers.secretOwn")}
        value={secret}
        onChange={(event) => setSecret(event.currentTarget.value)}
        required={theirs}
        minLength={8}
        maxLength={400}
        autoComplete="off"
      />
      {receiver.hasSecret && (
        <NumberInput
          label={t("receivers.overlap")}
          description={t("receivers.overlapHint")}
          min={0}
          max={720}
          value={hours}
          onChange={(value) => setHours(Number(value) || 0)}
        />
      )}
      <Button type="submit" variant="filled" loading={save.isPending}>
        {secret || theirs ? t("receivers.saveSecret") : t("receivers.makeSecret")}
      </Button>
    </form>
  )
}
