import { Button, Modal } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../api/generated.ts"
import { useChange, useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { Loaded, RowBones } from "../../ui/Loaded.tsx"
import { MayButton } from "../../ui/MayButton.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { useDuration } from "./parts/Figure.tsx"
import { ImportSessions } from "./parts/ImportSessions.tsx"
import { LogSession } from "./parts/LogSession.tsx"
import type { Task } from "./task-words.ts"

type Session = Answer<"UsabilitySession">

/** Sessions in which somebody was watched at tasks: a few people, seen closely. */
export default function UsabilityPage() {
  const { t } = useTranslation()
  const sessions = useGet<{ items: Session[] }>("tasks", "/usability-sessions")
  const tasks = useGet<{ items: Task[] }>("tasks", "/tasks")
  const [open, setOpen] = useState<"log" | "import" | null>(null)
  const items = sessions.data?.items ?? []
  const log = (
    <MayButton permission="tasks.edit" variant="filled" onClick={() => setOpen("log")}>
      {t("usability.log")}
    </MayButton>
  )
  return (
    <>
      <PageHead
        title={items.length > 0 ? t("usability.sentence", { count: items.length }) : t("usability.title")}
        documentTitle={t("tasks.usability")}
      >
        {items.length > 0 && log}
        <MayButton permission="tasks.edit" onClick={() => setOpen("import")}>
          {t("usability.import")}
        </MayButton>
      </PageHead>
      <Loaded query={sessions} bones={<RowBones count={4} />}>
        {() =>
          items.length === 0 ? (
            <EmptyState title={t("usability.empty.title")} action={log}>
              {t("usability.empty.body")}
            </EmptyState>
          ) : (
            <ul className="rows">
              {items.map((session) => (
                <li key={session.id}>
                  <SessionRow session={session} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <Modal opened={open === "log"} onClose={() => setOpen(null)} title={t("usability.log")} size="lg">
        <LogSession tasks={tasks.data?.items ?? []} study={items[0]?.study ?? ""} onDone={() => setOpen(null)} />
      </Modal>
      <Modal opened={open === "import"} onClose={() => setOpen(null)} title={t("usability.import")} size="lg">
        <ImportSessions tasks={tasks.data?.items ?? []} onDone={() => setOpen(null)} />
      </Modal>
    </>
  )
}

function SessionRow({ session }: { session: Session }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const duration = useDuration()
  const { study, participant, heldOn, susScore, attempts, note } = session
  const remove = useChange<void>({
    run: (_, send) => send("DELETE", `/usability-sessions/${session.id}`),
    touches: ["tasks"],
    said: () => t("usability.removed", { name: participant }),
    undo: (_, __, send) =>
      send("POST", "/usability-sessions", {
        study,
        participant,
        heldOn,
        ...(note ? { note } : {}),
        attempts: attempts.map(({ taskId, succeeded, seconds, errors }) => ({
          taskId,
          succeeded,
          errors,
          ...(seconds === null ? {} : { seconds }),
        })),
      }),
  })
  return (
    <div style={{ padding: "10px 0" }}>
      <span className="spread">
        <span>
          <b>{participant}</b> <span className="n">{study}</span>
        </span>
        <span className="n">{format.day(heldOn)}</span>
      </span>
      <ul style={{ margin: "4px 0", paddingLeft: 18 }}>
        {attempts.map((one) => (
          <li key={one.taskId}>
            <Go href={paths.task(org, one.taskId)}>{one.task}</Go>{" "}
            <span className={one.succeeded ? "good" : "bad"}>
              {t(one.succeeded ? "usability.succeeded" : "usability.didNot")}
            </span>
            {one.seconds !== null && <span className="n"> · {duration(one.seconds)}</span>}
            {one.errors > 0 && (
              <span className="n">
                {" "}
                · {one.errors} {t("usability.errors")}
              </span>
            )}
          </li>
        ))}
      </ul>
      {note && <p>{note}</p>}
      <span className="row">
        {susScore !== null && <span className="n">{t("usability.susScore", { n: format.number(susScore, 1) })}</span>}
        <Button
          size="compact-xs"
          variant="subtle"
          aria-label={`${t("common.remove")}: ${participant}`}
          onClick={() => remove.mutate()}
        >
          {t("common.remove")}
        </Button>
      </span>
    </div>
  )
}
