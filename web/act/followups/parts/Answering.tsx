import { Button, Modal, Radio, SegmentedControl, Textarea } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange } from "../../../app/data.tsx"
import type { Followup } from "../followup-words.ts"

const touches = ["followups" as const, "home" as const, "people" as const, "desk" as const]
const outcomes = ["solved", "explained", "compensated", "not_reachable", "no_action"] as const
const feelings = ["better", "same", "worse"] as const
type Contact = Answer<"FollowupContactInput">

/** A call or a mail, in one press; what was said may be added before. */
export function Contacting({ one }: { one: Followup }) {
  const { t } = useTranslation()
  const [said, setSaid] = useState("")
  const note = useChange<Omit<Contact, "id">>({
    run: (contact, send) =>
      send("POST", `/followups/${one.id}/contacts`, {
        id: crypto.randomUUID(),
        ...contact,
        ...(said.trim() ? { said } : {}),
      }),
    touches,
    said: () => t("followup.noted"),
    after: () => setSaid(""),
  })
  return (
    <section>
      <h2>{t("followup.contact")}</h2>
      <Textarea
        autosize
        minRows={2}
        aria-label={t("followup.whatSaid")}
        placeholder={t("followup.whatSaid")}
        value={said}
        onChange={(event) => setSaid(event.currentTarget.value)}
      />
      <div className="row" style={{ marginTop: 8 }}>
        {(
          [
            ["phone", true],
            ["phone", false],
            ["email", true],
          ] as const
        ).map(([channel, reached]) => (
          <Button
            key={`${channel}${reached}`}
            loading={note.isPending}
            onClick={() => note.mutate({ channel, reached })}
          >
            {t(`followup.log.${channel}.${reached ? "reached" : "tried"}`)}
          </Button>
        ))}
      </div>
    </section>
  )
}

/** What came of it, what was said, how she felt afterwards. */
export function Closing({ one, opened, onClose }: { one: Followup; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const [outcome, setOutcome] = useState<(typeof outcomes)[number]>("solved")
  const [said, setSaid] = useState("")
  const [feeling, setFeeling] = useState("unknown")
  const close = useChange<void>({
    run: (_, send) =>
      send("POST", `/followups/${one.id}/closure`, {
        outcome,
        ...(said.trim() ? { said } : {}),
        ...(feeling === "unknown" ? {} : { feeling }),
      }),
    touches,
    said: () => t("followup.isClosed"),
    undo: (_, __, send) => send("DELETE", `/followups/${one.id}/closure`),
    after: onClose,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    close.mutate()
  }
  return (
    <Modal opened={opened && one.state !== "closed"} onClose={onClose} title={t("followup.closeTitle")}>
      <form onSubmit={submit}>
        <Radio.Group
          label={t("followup.whatCame")}
          value={outcome}
          onChange={(value) => setOutcome(outcomes.find((each) => each === value) ?? "solved")}
        >
          <div style={{ display: "grid", gap: 8, marginTop: 6 }}>
            {outcomes.map((each) => (
              <Radio key={each} value={each} label={t(`followup.outcome.${each}`)} />
            ))}
          </div>
        </Radio.Group>
        <Textarea
          mt="md"
          autosize
          minRows={3}
          label={t("followup.whatSaid")}
          value={said}
          onChange={(event) => setSaid(event.currentTarget.value)}
        />
        <p style={{ margin: "14px 0 6px", fontWeight: 500 }}>{t("followup.howFelt")}</p>
        <SegmentedControl
          size="xs"
          aria-label={t("followup.howFelt")}
          value={feeling}
          onChange={setFeeling}
          data={["unknown", ...feelings].map((each) => ({ value: each, label: t(`followup.feeling.${each}`) }))}
        />
        <div>
          <Button type="submit" variant="filled" mt="lg" loading={close.isPending}>
            {t("followup.close")}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
