import { Button, Modal, Textarea } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { useGo } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { MayButton } from "../../../ui/MayButton.tsx"
import { excludedWords, languageWords } from "./notice-words.ts"
import { TestButton } from "./TestButton.tsx"

type Act = "send" | "ask" | "approve" | "back" | "cancel"
type Props = { notice: Answer<"Notice">; reach: Answer<"NoticeReach"> | undefined }

/** What can be done with a notice where it stands. Writing to customers is confirmed with the exact number of people. */
export function NoticeActions({ notice, reach }: Props) {
  const { t } = useTranslation()
  const [open, setOpen] = useState<Act | null>(null)
  const change = useNoticeChange(notice, () => setOpen(null))
  const { state } = notice
  const wrong = (reach?.faults.length ?? 0) > 0 || reach?.recipients === 0
  const askFirst = state === "draft" && reach?.needsApproval
  return (
    <>
      {(state === "draft" || state === "approved") && (
        <MayButton
          permission="notices.edit"
          variant="filled"
          disabled={!reach || wrong}
          title={wrong ? t("notice.notReady") : undefined}
          onClick={() => setOpen(askFirst ? "ask" : "send")}
        >
          {t(askFirst ? "notice.ask" : "notice.send")}
        </MayButton>
      )}
      {state === "draft" && !askFirst && (
        <MayButton permission="notices.edit" disabled={!reach || wrong} onClick={() => setOpen("ask")}>
          {t("notice.ask")}
        </MayButton>
      )}
      {state === "asked" && notice.mayApprove && (
        <>
          <Button variant="filled" disabled={!reach} onClick={() => setOpen("approve")}>
            {t("notice.approve")}
          </Button>
          <Button onClick={() => setOpen("back")}>{t("notice.sendBack")}</Button>
        </>
      )}
      {state === "asked" && !notice.mayApprove && <span className="n">{t("notice.waitsForSecond")}</span>}
      {["draft", "asked", "approved"].includes(state) && <TestButton notice={notice} />}
      {state === "sending" && (
        <MayButton permission="notices.edit" variant="filled" onClick={() => change.mutate({ path: "pause" })}>
          {t("notice.pause")}
        </MayButton>
      )}
      {state === "paused" && (
        <MayButton
          permission="notices.edit"
          variant="filled"
          onClick={() => change.mutate({ path: "pause", method: "DELETE" })}
        >
          {t("notice.resume")}
        </MayButton>
      )}
      {["asked", "approved", "sending", "paused"].includes(state) && (
        <MayButton permission="notices.edit" onClick={() => setOpen("cancel")}>
          {t("notice.cancel")}
        </MayButton>
      )}
      {state === "draft" && <Discard notice={notice} />}
      <Modal
        opened={open === "send" || open === "ask" || open === "approve"}
        onClose={() => setOpen(null)}
        title={t(`notice.confirm.${open ?? "send"}`)}
      >
        {reach && (
          <Confirm
            notice={notice}
            reach={reach}
            act={open ?? "send"}
            busy={change.isPending}
            onYes={() =>
              change.mutate({
                path: open === "ask" ? "approval-request" : open === "approve" ? "approval" : "sending",
                body: { version: reach.version, fingerprint: reach.fingerprint },
              })
            }
          />
        )}
      </Modal>
      <Modal
        opened={open === "back" || open === "cancel"}
        onClose={() => setOpen(null)}
        title={t(`notice.confirm.${open ?? "back"}`)}
      >
        <Reason
          label={t(open === "cancel" ? "notice.cancelReason" : "notice.backReason")}
          button={t(open === "cancel" ? "notice.cancel" : "notice.sendBack")}
          onReason={(reason) =>
            change.mutate({ path: open === "cancel" ? "cancellation" : "approval-refusal", body: { reason } })
          }
        />
      </Modal>
    </>
  )
}

type Step = { path: string; method?: "POST" | "DELETE"; body?: unknown }

function useNoticeChange(notice: Answer<"Notice">, done: () => void) {
  const { t } = useTranslation()
  return useChange<Step>({
    run: ({ path, method = "POST", body }, send) =>
      send(method, `/notices/${notice.id}/${path}`, method === "POST" ? (body ?? {}) : undefined),
    touches: ["notices", "plans", "activity", "mail"],
    said: ({ path, method }) => t(`notice.done.${method === "DELETE" ? "resume" : path}`),
    after: done,
  })
}

/** The last look before customers are written to: how many, in which languages, who not, and why. */
function Confirm({
  notice,
  reach,
  act,
  busy,
  onYes,
}: {
  notice: Answer<"Notice">
  reach: Answer<"NoticeReach">
  act: Act
  busy: boolean
  onYes: () => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const count = reach.recipients
  const n = format.number(count)
  return (
    <div className="stack">
      <p className="figure">{t("notice.people", { count, n })}</p>
      <ul style={{ margin: 0, paddingLeft: 18 }}>
        {languageWords(reach, t, format).map((line) => (
          <li key={line}>{line}</li>
        ))}
        {excludedWords(reach, t, format).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {reach.changes && (reach.changes.added > 0 || reach.changes.removed > 0) && (
        <p role="alert" className="bad">
          {t("notice.changedSince", {
            added: format.number(reach.changes.added),
            removed: format.number(reach.changes.removed),
          })}
        </p>
      )}
      <p className="n">
        {t(act === "send" ? "notice.noUndo" : act === "ask" ? "notice.askHint" : "notice.approveHint")}
      </p>
      <Button
        variant="filled"
        color={act === "send" && notice.kind === "safety" ? "red" : undefined}
        loading={busy}
        onClick={onYes}
        data-autofocus
      >
        {t(`notice.yes.${act}`, { count, n })}
      </Button>
    </div>
  )
}

function Discard({ notice }: { notice: Answer<"Notice"> }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const go = useGo()
  const discard = useChange<void>({
    run: (_, send) => send("DELETE", `/notices/${notice.id}`),
    touches: ["plans"],
    said: () => t("notice.discarded"),
    after: () => go(paths.notices(org)),
  })
  return (
    <MayButton permission="notices.edit" variant="subtle" onClick={() => discard.mutate()}>
      {t("notice.discard")}
    </MayButton>
  )
}

function Reason({ label, button, onReason }: { label: string; button: string; onReason: (reason: string) => void }) {
  const [reason, setReason] = useState("")
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onReason(reason)
  }
  return (
    <form onSubmit={submit}>
      <Textarea
        label={label}
        autosize
        minRows={2}
        required
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-autofocus
      />
      <Button mt="md" type="submit" variant="filled">
        {button}
      </Button>
    </form>
  )
}
