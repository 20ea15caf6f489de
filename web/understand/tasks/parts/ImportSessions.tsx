import { Button, Textarea, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import type { Task } from "../task-words.ts"

type Imported = Answer<"UsabilityImported">

/** Sessions of a study from a file: looked at first, then saved. */
export function ImportSessions({ tasks, onDone }: { tasks: Task[]; onDone: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [study, setStudy] = useState("")
  const [csv, setCsv] = useState("")
  const [found, setFound] = useState<Imported | null>(null)
  const run = useChange<{ dryRun: boolean }, Imported>({
    run: ({ dryRun }, send) => send("POST", "/usability-sessions/import", { study, csv, dryRun }),
    touches: ["tasks"],
    after: (result, { dryRun }) => (dryRun ? setFound(result) : onDone()),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    run.mutate({ dryRun: true })
  }
  const change = (write: () => void) => {
    setFound(null)
    write()
  }
  return (
    <form onSubmit={submit} className="stack">
      <TextInput
        label={t("usability.study")}
        value={study}
        onChange={(event) => change(() => setStudy(event.currentTarget.value))}
        required
      />
      <Textarea
        label={t("usability.csv")}
        description={t("usability.csvHint", { task: tasks[0]?.name ?? "…" })}
        value={csv}
        onChange={(event) => change(() => setCsv(event.currentTarget.value))}
        minRows={6}
        autosize
        maxRows={14}
        required
      />
      {found && (
        <div>
          <p>{t("usability.found", { count: found.sessions, attempts: format.number(found.attempts) })}</p>
          {found.unknownColumns.length > 0 && (
            <p className="n">{t("usability.unknown", { names: found.unknownColumns.join(", ") })}</p>
          )}
          {found.refused.slice(0, 10).map((one) => (
            <p key={one.row} className="bad">
              {t("usability.row", one)}
            </p>
          ))}
        </div>
      )}
      <div className="row">
        <Button type="submit" variant={found ? "default" : "filled"} loading={run.isPending}>
          {t("usability.check")}
        </Button>
        {found && found.sessions > 0 && (
          <Button variant="filled" onClick={() => run.mutate({ dryRun: false })} loading={run.isPending}>
            {t("usability.run", { n: format.number(found.sessions) })}
          </Button>
        )}
      </div>
    </form>
  )
}
