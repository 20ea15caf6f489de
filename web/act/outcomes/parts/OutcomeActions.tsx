import { Button, Modal, Textarea } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { useChange } from "../../../app/data.tsx"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { MayButton } from "../../../ui/MayButton.tsx"
import { type Outcome, verdictOf } from "../outcome-words.ts"

/** The next step that follows from the answer: close the plan, change something else, or say what success would be. */
export function OutcomeActions({ outcome }: { outcome: Outcome }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState("")
  const verdict = verdictOf(outcome)
  const plan = `/plans/${outcome.plan.id}`
  const close = useChange<string | undefined>({
    run: (why, send) => send("POST", `${plan}/outcome/closing`, why ? { reason: why } : {}),
    touches: ["outcomes", "plans"],
    said: () => t("outcome.closed"),
    after: () => setAsking(false),
  })
  const again = useChange({
    run: (_, send) => send("POST", `${plan}/outcome/rounds`, {}),
    touches: ["outcomes", "plans"],
    said: () => t("outcome.roundBegan"),
  })
  if (outcome.plan.state === "closed") return <ToPlan outcome={outcome} />
  const decided = outcome.state === "decided"
  return (
    <>
      {verdict === "worked" && (
        <MayButton
          permission="plans.edit"
          variant="filled"
          loading={close.isPending}
          onClick={() => close.mutate(undefined)}
        >
          {t("outcome.action.close")}
        </MayButton>
      )}
      {decided && verdict === "did_not" && (
        <MayButton permission="plans.edit" variant="filled" loading={again.isPending} onClick={() => again.mutate()}>
          {t("outcome.action.again")}
        </MayButton>
      )}
      {verdict === "no_criterion" && (
        <Button component={Go} variant="filled" href={paths.plan(org, outcome.plan.id)}>
          {t("outcome.action.criterion")}
        </Button>
      )}
      {(verdict === "did_not" || (!decided && verdict !== "worked")) && (
        <MayButton permission="plans.edit" onClick={() => setAsking(true)}>
          {t("outcome.action.closeAnyway")}
        </MayButton>
      )}
      <ToPlan outcome={outcome} />
      <Modal opened={asking} onClose={() => setAsking(false)} title={t("outcome.closing.title")}>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            close.mutate(reason)
          }}
        >
          <Textarea
            label={t("outcome.closing.reason")}
            description={t("outcome.closing.hint")}
            value={reason}
            required
            autosize
            minRows={3}
            maxLength={1000}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Button mt="md" type="submit" variant="filled" loading={close.isPending} disabled={!reason.trim()}>
            {t("outcome.closing.do")}
          </Button>
        </form>
      </Modal>
    </>
  )
}

function ToPlan({ outcome }: { outcome: Outcome }) {
  const { t } = useTranslation()
  const { org } = useSession()
  return <Go href={paths.plan(org, outcome.plan.id)}>{t("outcome.toPlan", { number: outcome.plan.number })}</Go>
}
