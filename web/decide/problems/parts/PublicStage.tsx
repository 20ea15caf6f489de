import { Button, Modal, Select, Textarea } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange } from "../../../app/data.tsx"
import { useMay } from "../../../app/session.tsx"
import { MayButton } from "../../../ui/MayButton.tsx"
import type { Problem } from "../problem-words.ts"

type Stage = Answer<"PublicStage">
type Given = { stage: Stage | null; texts?: Problem["publicStage"]["texts"] }
const stages: Stage[] = ["received", "looking", "fixing", "fixed"]
const languages = [
  { code: "en", name: "English" },
  { code: "zh-CN", name: "简体中文" },
]

/** What customers may see of it: follows the state, or is set by hand; in our words or one's own. */
export function PublicStage({ problem }: { problem: Problem }) {
  const { t, i18n } = useTranslation()
  const may = useMay("problems.edit")
  const [writing, setWriting] = useState(false)
  const { stage, follows, texts } = problem.publicStage
  const before: Given = { stage: follows === "hand" ? stage : null, texts }
  const save = useChange<Given>({
    run: (given, send) => send("PUT", `/problems/${problem.id}/stage`, given),
    touches: ["problems", "activity"],
    said: () => t("problem.stage.saved"),
    undo: (_, __, send) => send("PUT", `/problems/${problem.id}/stage`, before),
    after: () => setWriting(false),
  })
  const words = texts[stage]?.[i18n.language] ?? texts[stage]?.en ?? t(`problem.stage.ours.${stage}`)
  return (
    <section className="card">
      <h2>{t("problem.stage.title")}</h2>
      <p>
        <b>{t(`problem.stage.${stage}`)}</b>{" "}
        <span className="n">{t(follows === "state" ? "problem.stage.follows" : "problem.stage.byHand")}</span>
      </p>
      <p style={{ margin: "4px 0 10px" }}>“{words}”</p>
      <div className="row">
        <Select
          aria-label={t("problem.stage.choose")}
          size="xs"
          w={170}
          allowDeselect={false}
          disabled={!may}
          value={follows === "state" ? "state" : stage}
          onChange={(value) => save.mutate({ stage: stages.find((one) => one === value) ?? null })}
          data={[
            { value: "state", label: t("problem.stage.follows") },
            ...stages.map((one) => ({ value: one, label: t(`problem.stage.${one}`) })),
          ]}
        />
        <MayButton permission="problems.edit" size="compact-sm" variant="subtle" onClick={() => setWriting(true)}>
          {t("problem.stage.edit")}
        </MayButton>
      </div>
      <Modal opened={writing} onClose={() => setWriting(false)} title={t("problem.stage.edit")}>
        <OwnWords problem={problem} onSave={(own) => save.mutate({ stage: before.stage, texts: own })} />
      </Modal>
    </section>
  )
}

function OwnWords({ problem, onSave }: { problem: Problem; onSave: (texts: Problem["publicStage"]["texts"]) => void }) {
  const { t } = useTranslation()
  const { stage, texts } = problem.publicStage
  const [words, setWords] = useState<Record<string, string>>(texts[stage] ?? {})
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        const own = Object.fromEntries(Object.entries(words).filter(([, text]) => text.trim() !== ""))
        onSave({ ...texts, [stage]: own })
      }}
    >
      <p className="n">{t("problem.stage.textHint")}</p>
      {languages.map(({ code, name }) => (
        <Textarea
          key={code}
          mt="sm"
          lang={code}
          label={t("problem.stage.text", { language: name })}
          placeholder={t(`problem.stage.ours.${stage}`, { lng: code })}
          autosize
          minRows={2}
          maxLength={1000}
          value={words[code] ?? ""}
          onChange={(event) => setWords({ ...words, [code]: event.currentTarget.value })}
        />
      ))}
      <Button mt="md" type="submit" variant="filled">
        {t("common.save")}
      </Button>
    </form>
  )
}
