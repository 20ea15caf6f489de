import { Button, Progress } from "@mantine/core"
import { useParams } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import type { Import } from "../../api/import-contract.ts"
import { useChange, useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { CardBones, HeadBones, Loaded } from "../../ui/Loaded.tsx"
import { MayButton } from "../../ui/MayButton.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { DetectionForm } from "./parts/DetectionForm.tsx"
import { ImportProblems } from "./parts/ImportProblems.tsx"
import { ImportStateTag } from "./parts/ImportStateTag.tsx"
import { MappingTable } from "./parts/MappingTable.tsx"
import { PreviewTable } from "./parts/PreviewTable.tsx"

const moving = new Set(["checking", "running", "undoing"])

/** One file on its way in: what it was read as, what each column becomes, what is wrong, and then the run. */
export default function ImportPage() {
  const { id } = useParams({ strict: false })
  const one = useGet<Import>("imports", `/imports/${id}`)
  const busy = one.data !== undefined && moving.has(one.data.state)
  useGet<Import>("imports", `/imports/${id}`, {}, { enabled: busy, refetchInterval: busy ? 1_000 : false })
  return (
    <Loaded
      query={one}
      bones={
        <>
          <HeadBones />
          <CardBones height={260} />
        </>
      }
    >
      {(data) => <ImportView one={data} />}
    </Loaded>
  )
}

function ImportView({ one }: { one: Import }) {
  const { t } = useTranslation()
  const format = useFormat()
  const editable = one.state === "ready" || one.state === "checked"
  const failure = one.state === "failed" ? one.failure : null
  const counted = { ...one.progress, rows: one.rows ?? one.progress.rowsRead }
  const title = t(`import.sentence.${one.state}`, {
    name: one.name,
    rows: format.number(counted.rows),
    accepted: format.number(counted.accepted),
    problems: format.number(one.problems),
    count: one.problems,
  })
  return (
    <>
      <PageHead
        title={title}
        documentTitle={one.name}
        tags={
          <>
            <span className="tag">{one.name}</span>
            <span className="tag">{format.bytes(one.bytes)}</span>
            <ImportStateTag state={one.state} />
          </>
        }
        lede={editable ? t("import.howTo") : <ProgressLine one={one} />}
      >
        <ImportActions one={one} />
      </PageHead>
      {failure && (
        <p role="alert" style={{ marginBottom: 18 }}>
          <b className="bad">{failure.message}</b> {failure.remedy}
        </p>
      )}
      {moving.has(one.state) && (
        <Progress
          value={shareDone(one) * 100}
          animated
          aria-label={t(`import.state.${one.state}`)}
          style={{ maxWidth: 720, marginBottom: 24 }}
        />
      )}
      {one.problems > 0 && one.state !== "undone" && <ImportProblems one={one} />}
      {editable && <DetectionForm key={JSON.stringify(one.overrides)} one={one} />}
      <MappingTable key={`${one.id}-${one.columns.length}`} one={one} editable={editable} />
      <PreviewTable one={one} />
    </>
  )
}

function ImportActions({ one }: { one: Import }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const check = useChange<void>({
    run: (_, send) => send("POST", `/imports/${one.id}/check`, {}),
    touches: ["imports"],
  })
  const run = useChange<{ skipBadRows: boolean }>({
    run: (how, send) => send("POST", `/imports/${one.id}/run`, how),
    touches: ["imports"],
    said: () => t("import.started"),
  })
  const undo = useChange<void>({
    run: (_, send) => send("POST", `/imports/${one.id}/undo`, {}),
    touches: ["imports", "feedback", "ownership", "people", "audiences"],
    said: () => t("import.undoing"),
  })
  if (one.state === "ready")
    return (
      <MayButton permission="imports.run" variant="filled" loading={check.isPending} onClick={() => check.mutate()}>
        {t("import.check")}
      </MayButton>
    )
  if (one.state === "checked") {
    return (
      <>
        <MayButton
          permission="imports.run"
          variant="filled"
          loading={run.isPending}
          onClick={() => run.mutate({ skipBadRows: one.problems > 0 })}
        >
          {one.problems > 0 ? t("import.runWithout") : t("import.run")}
        </MayButton>
        <MayButton permission="imports.run" loading={check.isPending} onClick={() => check.mutate()}>
          {t("import.checkAgain")}
        </MayButton>
      </>
    )
  }
  if (one.state === "done") {
    return (
      <>
        <Button
          component={Go}
          variant="filled"
          href={
            one.kind === "ownership"
              ? paths.ownership(org)
              : one.kind === "people"
                ? paths.people(org)
                : paths.feedbackList(org, { where: JSON.stringify([{ field: "import", op: "in", values: [one.id] }]) })
          }
        >
          {one.kind === "feedback" ? t("import.see") : t(`import.seeKind.${one.kind}`)}
        </Button>
        <MayButton permission="imports.run" loading={undo.isPending} onClick={() => undo.mutate()}>
          {t("import.undo")}
        </MayButton>
      </>
    )
  }
  if (one.state === "failed")
    return (
      <MayButton permission="imports.run" onClick={() => run.mutate({ skipBadRows: true })}>
        {t("import.resume")}
      </MayButton>
    )
  return null
}

function ProgressLine({ one }: { one: Import }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { rowsRead, accepted, duplicates, refused } = one.progress
  return (
    <>
      {t("import.progress", {
        rows: format.number(rowsRead),
        accepted: format.number(accepted),
        duplicates: format.number(duplicates),
        refused: format.number(refused),
      })}{" "}
      {moving.has(one.state) && t("import.leave")}
    </>
  )
}

function shareDone(one: Import): number {
  return one.rows ? Math.min(1, one.progress.rowsRead / one.rows) : 0.02
}
