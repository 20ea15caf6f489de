import { Button } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../api/generated.ts"
import { useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go } from "../../app/Go.tsx"
import { useMay, useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { Loaded, RowBones } from "../../ui/Loaded.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { useDuration } from "./parts/Figure.tsx"

type Listed = Answer<"TaskListed">

/** What people try to get done, the hardest first. */
export default function TasksPage() {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const may = useMay("tasks.edit")
  const tasks = useGet<{ items: Listed[] }>("tasks", "/tasks", {}, { keep: true })
  const items = [...(tasks.data?.items ?? [])].sort(
    (a, b) => (a.figures.success.estimate ?? 2) - (b.figures.success.estimate ?? 2),
  )
  const hardest = items[0]?.figures.success.estimate
  const start = may && (
    <Button component={Go} variant="filled" href={paths.task(org, "new")}>
      {t("tasks.new")}
    </Button>
  )
  return (
    <>
      <PageHead
        title={
          typeof hardest === "number"
            ? t("tasks.sentence", { count: items.length, share: format.percent(hardest) })
            : t("tasks.title")
        }
        documentTitle={t("place.tasks")}
        lede={t("tasks.lede")}
      >
        {items.length > 0 && start}
        <Button component={Go} variant="subtle" href={paths.usability(org)}>
          {t("tasks.usability")}
        </Button>
      </PageHead>
      <Loaded query={tasks} bones={<RowBones count={3} height={20} />}>
        {() =>
          items.length === 0 ? (
            <EmptyState
              title={t("tasks.empty.title")}
              example={
                <>
                  <p className="n">{t("common.example")}</p>
                  <p>{t("tasks.empty.example")}</p>
                </>
              }
              action={start}
            >
              {t("tasks.empty.body")}
            </EmptyState>
          ) : (
            <ul className="rows">
              {items.map((task) => (
                <li key={task.id}>
                  <TaskRow task={task} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  )
}

function TaskRow({ task }: { task: Listed }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const duration = useDuration()
  const { success, abandonment, time, attempts } = task.figures
  return (
    <Go className="linkrow" href={paths.task(org, task.id)}>
      <span className="spread">
        <span className="title">{task.name}</span>
        <b>{success.estimate === null ? "–" : format.percent(success.estimate)}</b>
      </span>
      <span className="n">
        {attempts === 0
          ? t("tasks.none")
          : [
              success.low !== null && success.high !== null
                ? t("tasks.range", { low: format.percent(success.low), high: format.percent(success.high) })
                : null,
              t("tasks.attempts", { count: attempts, n: format.number(attempts) }),
              abandonment.estimate === null ? null : t("tasks.gaveUp", { share: format.percent(abandonment.estimate) }),
              time.median.estimate === null ? null : t("tasks.median", { time: duration(time.median.estimate) }),
              attempts < 30 ? t("tasks.small") : null,
            ]
              .filter(Boolean)
              .join(" · ")}
      </span>
    </Go>
  )
}
