import { Button, Modal, Select, Textarea } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Member } from "../../../api/contract.ts"
import { useChange, useGet } from "../../../app/data.tsx"
import { useSession } from "../../../app/session.tsx"
import type { PlanDetail } from "../plan-words.ts"

/** An offer that waits for an answer, and a lead or sponsor who has left: said where everybody sees it. */
export function HandOverLine({ plan }: { plan: PlanDetail }) {
  const { t } = useTranslation()
  const { me } = useSession()
  const answer = useChange<{ role: "lead" | "sponsor"; answer: "accepted" | "declined" | "withdrawn" }>({
    run: (input, send) => send("POST", `/plans/${plan.id}/hand-over/answer`, input),
    touches: ["plans", "activity", "home"],
    said: ({ answer: given }) => t(`plan.handOver.done.${given}`),
  })
  const left = (["lead", "sponsor"] as const).filter((role) => plan[role]?.left)
  if (plan.state === "closed" || (plan.handOvers.length === 0 && left.length === 0)) return null
  return (
    <div className="card" role="status" style={{ marginBottom: 18 }}>
      {left.map((role) => (
        <p key={role}>
          <b>{t(`plan.${role}Left`, { name: plan[role]?.name ?? "" })}</b> {t("plan.leftQuestion")}
        </p>
      ))}
      {plan.handOvers.map((offer) => (
        <div key={offer.id} className="spread" style={{ flexWrap: "wrap" }}>
          <p>
            {t(`plan.handOver.offered.${offer.role}`, { by: offer.by, to: offer.to.name })} “{offer.note}”
          </p>
          <span className="row">
            {offer.to.id === me.member.id && (
              <>
                <Button variant="filled" onClick={() => answer.mutate({ role: offer.role, answer: "accepted" })}>
                  {t("plan.handOver.accept")}
                </Button>
                <Button onClick={() => answer.mutate({ role: offer.role, answer: "declined" })}>
                  {t("plan.handOver.decline")}
                </Button>
              </>
            )}
            {offer.to.id !== me.member.id && plan.mayHandOver && (
              <Button onClick={() => answer.mutate({ role: offer.role, answer: "withdrawn" })}>
                {t("plan.handOver.withdraw")}
              </Button>
            )}
          </span>
        </div>
      ))}
    </div>
  )
}

/** Offers the plan to somebody else; it changes hands when she accepts. */
export function HandOverDialog({ plan, opened, onClose }: { plan: PlanDetail; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const members = useGet<{ items: Member[] }>("members", "/members", {}, { enabled: opened })
  const [to, setTo] = useState<string | null>(null)
  const [role, setRole] = useState<"lead" | "sponsor">("lead")
  const [note, setNote] = useState("")
  const offer = useChange<void>({
    run: (_, send) => send("POST", `/plans/${plan.id}/hand-over`, { to, role, note }),
    touches: ["plans", "activity"],
    said: () => t("plan.handOver.done.offered"),
    after: onClose,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    offer.mutate()
  }
  return (
    <Modal opened={opened} onClose={onClose} title={t("plan.handOver.title")}>
      <form onSubmit={submit}>
        <p className="n">{t("plan.handOver.hint")}</p>
        <Select
          mt="md"
          label={t("plan.handOver.what")}
          allowDeselect={false}
          value={role}
          onChange={(value) => setRole(value === "sponsor" ? "sponsor" : "lead")}
          data={(["lead", "sponsor"] as const).map((value) => ({ value, label: t(`plan.role.${value}`) }))}
        />
        <Select
          mt="md"
          label={t("plan.handOver.to")}
          searchable
          required
          value={to}
          onChange={setTo}
          data={(members.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))}
        />
        <Textarea
          mt="md"
          label={t("plan.handOver.note")}
          description={t("plan.handOver.noteHint")}
          autosize
          minRows={2}
          required
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Button mt="lg" type="submit" variant="filled" disabled={!to || !note.trim()} loading={offer.isPending}>
          {t("plan.handOver.button")}
        </Button>
      </form>
    </Modal>
  )
}
