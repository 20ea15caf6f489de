import { Button, Modal, Textarea } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { useChange } from "../../../app/data.tsx"
import { useGo } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { MayButton } from "../../../ui/MayButton.tsx"
import type { SurveyRecord } from "../survey-words.ts"
import { useBuilder } from "./builder-context.ts"
import { ProblemList } from "./ProblemList.tsx"

const breaking = new Set(["scaleChanged", "kindChanged", "measureChanged"])

/** Asks customers what is in the draft. Before that: what stops it, what one should know, what it does to the trends. */
export function Publish({ record }: { record: SurveyRecord }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const { draft, problems } = useBuilder()
  const go = useGo()
  const [asking, setAsking] = useState(false)
  const [note, setNote] = useState("")
  const stops = problems.filter(({ severity }) => severity === "stops")
  const breaks = problems.filter(({ code }) => breaking.has(code))
  const warns = problems.filter((one) => one.severity === "warns" && !breaking.has(one.code))
  const publish = useChange<void, SurveyRecord | null>({
    run: async (_, send) => {
      if (!(await draft.settle())) return null
      return send("POST", `/surveys/${record.id}/publishing`, note.trim() ? { note: note.trim() } : {})
    },
    touches: ["surveys"],
    after: (published) => {
      setAsking(false)
      if (published) go(paths.surveyShare(org, record.id))
    },
  })
  // A draft that was just changed is not on record yet; what is here counts.
  const changed = record.changed || record.published === null || draft.saving !== "saved"
  if (record.published && !changed) return null
  const again = record.published !== null
  return (
    <>
      <MayButton
        permission="surveys.publish"
        variant="filled"
        loading={publish.isPending}
        onClick={() => (again || problems.length > 0 ? setAsking(true) : publish.mutate())}
      >
        {t(again ? "surveys.publishAgain" : "surveys.publish")}
      </MayButton>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={t(stops.length > 0 ? "surveys.notReady" : again ? "surveys.publishAgain" : "surveys.publish")}
      >
        {stops.length > 0 ? (
          <>
            <p>{t("surveys.notReadyHint")}</p>
            <ProblemList problems={stops} onChosen={() => setAsking(false)} />
          </>
        ) : (
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault()
              publish.mutate()
            }}
          >
            <p>{t(again ? "surveys.publishHint" : "surveys.publishFirstHint")}</p>
            {breaks.length > 0 && (
              <section>
                <h3>{t("surveys.breaksTitle")}</h3>
                <p className="n">{t("surveys.breaksHint")}</p>
                <ProblemList problems={breaks} onChosen={() => setAsking(false)} />
              </section>
            )}
            {again && breaks.length === 0 && <p className="n">{t("surveys.breaksNone")}</p>}
            {warns.length > 0 && <ProblemList problems={warns} onChosen={() => setAsking(false)} />}
            {again && (
              <Textarea
                label={t("surveys.note")}
                description={t("surveys.noteHint")}
                autosize
                maxLength={500}
                value={note}
                onChange={(event) => setNote(event.currentTarget.value)}
              />
            )}
            <Button type="submit" variant="filled" loading={publish.isPending} data-autofocus>
              {t(again ? "surveys.publishAgain" : "surveys.publish")}
            </Button>
          </form>
        )}
      </Modal>
    </>
  )
}
