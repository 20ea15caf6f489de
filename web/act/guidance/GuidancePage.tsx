import { Button, Modal, Textarea } from "@mantine/core"
import { useParams } from "@tanstack/react-router"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../api/generated.ts"
import { useChange, useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go, useGo } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { HeadBones, Loaded, RowBones } from "../../ui/Loaded.tsx"
import { MayButton } from "../../ui/MayButton.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { Comments } from "../../ui/record/Comments.tsx"
import { Following } from "../../ui/record/Following.tsx"
import { Readers } from "../../ui/record/Readers.tsx"
import { answeredWords } from "./GuidanceListPage.tsx"
import { tones } from "./guidance-words.ts"
import { DraftEditor } from "./parts/DraftEditor.tsx"
import { Preview } from "./parts/Preview.tsx"
import { Versions } from "./parts/Versions.tsx"

/** One guidance: what agents see, what is being written, and how it was used. */
export default function GuidancePage() {
  const { id } = useParams({ strict: false })
  const guidance = useGet<Answer<"GuidancePage">>("guidance", `/guidance/${id}`)
  return (
    <Loaded
      query={guidance}
      bones={
        <>
          <HeadBones />
          <RowBones count={4} />
        </>
      }
    >
      {(data) => <GuidanceView guidance={data} />}
    </Loaded>
  )
}

function GuidanceView({ guidance }: { guidance: Answer<"GuidancePage"> }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const go = useGo()
  const [withdrawing, setWithdrawing] = useState(false)
  const record = `guidance:${guidance.id}`
  const { live, draft, use } = guidance
  const shown = live ?? (draft ? null : (guidance.versions[0] ?? null))
  const next = useChange<void, Answer<"GuidancePage">>({
    run: (_, send) => send("POST", `/guidance/${guidance.id}/versions`, {}),
    touches: ["guidance"],
    said: () => t("guidance.nextBegun"),
    undo: (_, __, send) => send("DELETE", `/guidance/${guidance.id}/draft`),
  })
  const withdraw = useChange<string>({
    run: (reason, send) => send("POST", `/guidance/${guidance.id}/withdrawal`, { reason }),
    touches: ["guidance", "desk"],
    said: () => t("guidance.withdrawn"),
    undo: (_, __, send) => send("DELETE", `/guidance/${guidance.id}/withdrawal`),
    after: () => setWithdrawing(false),
  })
  const restore = useChange<void>({
    run: (_, send) => send("DELETE", `/guidance/${guidance.id}/withdrawal`),
    touches: ["guidance", "desk"],
    said: () => t("guidance.restored"),
  })
  const used = [
    use.shown > 0 && t("guidance.shown", { count: use.shown }),
    answeredWords(use, t, format),
    use.offered > 0 && t("guidance.offeredTimes", { count: use.offered }),
  ]
  return (
    <>
      <PageHead
        title={t(live ? "guidance.titleLive" : "guidance.titleNot", { title: guidance.title })}
        documentTitle={guidance.title}
        tags={
          <>
            <span className="tag" data-tone="accent">
              {t("guidance.number", { number: guidance.number })}
            </span>
            <span className="tag" data-tone={tones[guidance.state]}>
              {t(`guidance.state.${guidance.state}`)}
            </span>
          </>
        }
        lede={
          <>
            {guidance.problem && (
              <>
                {t("guidance.about")}{" "}
                <Go href={paths.problem(org, guidance.problem.id)}>{guidance.problem.statement}</Go>
                {" · "}
              </>
            )}
            {used.some(Boolean) ? <b>{used.filter(Boolean).join(" · ")}</b> : t("guidance.notUsed")}
          </>
        }
      >
        {!draft && (
          <MayButton permission="guidance.edit" variant="filled" onClick={() => next.mutate()} loading={next.isPending}>
            {t("guidance.writeNext")}
          </MayButton>
        )}
        {guidance.planId && (
          <Button component={Go} href={paths.plan(org, guidance.planId)}>
            {t("guidance.toPlan")}
          </Button>
        )}
        {(guidance.state === "live" || guidance.state === "scheduled") && (
          <MayButton permission="guidance.edit" onClick={() => setWithdrawing(true)}>
            {t("guidance.withdraw")}
          </MayButton>
        )}
        {guidance.state === "withdrawn" && (
          <MayButton permission="guidance.approve" onClick={() => restore.mutate()}>
            {t("guidance.restore")}
          </MayButton>
        )}
        <Following record={record} />
        <Readers record={record} />
      </PageHead>
      <div className="cols">
        <div className="stack">
          {draft && (
            <DraftEditor key={draft.id} guidance={guidance} draft={draft} onGone={() => go(paths.guidanceList(org))} />
          )}
          {shown && (
            <section>
              <h2>{t(live ? "guidance.agentsSee" : "guidance.agentsSaw")}</h2>
              <Preview version={shown} />
            </section>
          )}
          <Versions guidance={guidance} />
        </div>
        <aside className="stack">
          <Comments record={record} />
        </aside>
      </div>
      <Modal opened={withdrawing} onClose={() => setWithdrawing(false)} title={t("guidance.withdraw")}>
        <Withdraw onDone={(reason) => withdraw.mutate(reason)} />
      </Modal>
    </>
  )
}

function Withdraw({ onDone }: { onDone: (reason: string) => void }) {
  const { t } = useTranslation()
  const [reason, setReason] = useState("")
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        onDone(reason)
      }}
    >
      <Textarea
        label={t("guidance.why")}
        description={t("guidance.whyHint")}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        required
        data-autofocus
      />
      <Button mt="lg" type="submit" variant="filled">
        {t("guidance.withdraw")}
      </Button>
    </form>
  )
}
