import { Button, NumberInput, SegmentedControl, Textarea, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import { useChange } from "../../../app/data.tsx"
import type { Task } from "../task-words.ts"

type Tried = { how: "not" | "yes" | "no"; seconds: number | string; errors: number | string }
const untried: Tried = { how: "not", seconds: "", errors: "" }

/** One session, written down while it is fresh. */
export function LogSession({ tasks, study, onDone }: { tasks: Task[]; study: string; onDone: () => void }) {
  const { t } = useTranslation()
  const [name, setName] = useState(study)
  const [participant, setParticipant] = useState("")
  const [heldOn, setHeldOn] = useState(() => new Date().toISOString().slice(0, 10))
  const [sus, setSus] = useState("")
  const [note, setNote] = useState("")
  const [tried, setTried] = useState<Record<string, Tried>>({})
  const answers = sus.match(/\d+/g)?.map(Number) ?? []
  const log = useChange<void>({
    run: (_, send) =>
      send("POST", "/usability-sessions", {
        study: name,
        participant,
        heldOn,
        ...(answers.length > 0 ? { sus: answers } : {}),
        ...(note.trim() ? { note } : {}),
        attempts: tasks.flatMap(({ id }) => {
          const one = tried[id] ?? untried
          if (one.how === "not") return []
          const seconds = Number(one.seconds)
          return [
            {
              taskId: id,
              succeeded: one.how === "yes",
              errors: Number(one.errors) || 0,
              ...(seconds > 0 ? { seconds } : {}),
            },
          ]
        }),
      }),
    touches: ["tasks"],
    said: () => t("usability.logged"),
    after: onDone,
  })
  if (tasks.length === 0) return <p>{t("usability.noTasks")}</p>
  const set = (id: string, part: Partial<Tried>) =>
    setTried((before) => ({ ...before, [id]: { ...(before[id] ?? untried), ...part } }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    log.mutate()
  }
  return (
    <form onSubmit={submit} className="stack">
      <div className="row" style={{ alignItems: "flex-start" }}>
        <TextInput
          label={t("usability.study")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          required
        />
        <TextInput
          label={t("usability.participant")}
          description={t("usability.participantHint")}
          inputWrapperOrder={["label", "input", "description"]}
          value={participant}
          onChange={(event) => setParticipant(event.currentTarget.value)}
          required
        />
        <TextInput
          type="date"
          label={t("usability.date")}
          value={heldOn}
          onChange={(event) => setHeldOn(event.currentTarget.value)}
          required
        />
      </div>
      {tasks.map(({ id, name: task }) => {
        const one = tried[id] ?? untried
        return (
          <div key={id}>
            <h3>{task}</h3>
            <div className="row">
              <SegmentedControl
                size="xs"
                aria-label={`${task}: ${t("usability.tried")}`}
                value={one.how}
                onChange={(how) => set(id, { how: how as Tried["how"] })}
                data={[
                  { value: "not", label: t("usability.notTried") },
                  { value: "yes", label: t("usability.succeeded") },
                  { value: "no", label: t("usability.didNot") },
                ]}
              />
              {one.how !== "not" && (
                <>
                  <NumberInput
                    w={110}
                    aria-label={`${task}: ${t("usability.seconds")}`}
                    placeholder={t("usability.seconds")}
                    min={0}
                    value={one.seconds}
                    onChange={(seconds) => set(id, { seconds })}
                  />
                  <NumberInput
                    w={110}
                    aria-label={`${task}: ${t("usability.errors")}`}
                    placeholder={t("usability.errors")}
                    min={0}
                    value={one.errors}
                    onChange={(errors) => set(id, { errors })}
                  />
                </>
              )}
            </div>
          </div>
        )
      })}
      <TextInput
        label={t("usability.sus")}
        description={t("usability.susHint")}
        value={sus}
        onChange={(event) => setSus(event.currentTarget.value)}
      />
      <Textarea
        label={t("usability.note")}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        autosize
        minRows={2}
      />
      <Button type="submit" variant="filled" loading={log.isPending}>
        {t("usability.save")}
      </Button>
    </form>
  )
}
