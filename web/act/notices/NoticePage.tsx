import { Modal, SegmentedControl } from "@mantine/core"
import { useParams } from "@tanstack/react-router"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../api/generated.ts"
import { useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go, useGo } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { useQueryState } from "../../ui/filters/query-state.ts"
import { HeadBones, Loaded, RowBones } from "../../ui/Loaded.tsx"
import { MayButton } from "../../ui/MayButton.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { Comments } from "../../ui/record/Comments.tsx"
import { Following } from "../../ui/record/Following.tsx"
import { Readers } from "../../ui/record/Readers.tsx"
import { Answers } from "./parts/Answers.tsx"
import { NewNotice } from "./parts/NewNotice.tsx"
import { NoticeActions } from "./parts/NoticeActions.tsx"
import { NoticeEditor } from "./parts/NoticeEditor.tsx"
import { NoticeStateTag } from "./parts/NoticeStateTag.tsx"
import { Recipients } from "./parts/Recipients.tsx"
import { Results } from "./parts/Results.tsx"
import { reasonOf } from "./parts/reasons.ts"
import { WhoGetsIt } from "./parts/WhoGetsIt.tsx"

const tabs = ["text", "people", "answers"] as const

/** One notice: what it says, who gets it, and what became of it. */
export default function NoticePage() {
  const { id } = useParams({ strict: false })
  const notice = useGet<Answer<"Notice">>("notices", `/notices/${id}`)
  return (
    <Loaded
      query={notice}
      bones={
        <>
          <HeadBones />
          <RowBones count={5} />
        </>
      }
    >
      {(data) => <NoticeView notice={data} />}
    </Loaded>
  )
}

function NoticeView({ notice }: { notice: Answer<"Notice"> }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const go = useGo()
  const [, , search] = useQueryState()
  const [following, setFollowing] = useState(false)
  const begun = ["sending", "paused", "sent", "cancelled"].includes(notice.state)
  const tab = tabs.find((one) => one === search.tab) ?? "text"
  // Who gets it is asked once and shown in two places; a draft being written asks again when it is saved.
  const [turn, setTurn] = useState(0)
  const reach = useGet<Answer<"NoticeReach">>(
    "notices",
    `/notices/${notice.id}/reach`,
    { turn, of: notice.version },
    { enabled: !begun, keep: true },
  )
  const record = `notice:${notice.id}`
  return (
    <>
      <PageHead
        title={<Sentence notice={notice} reach={reach.data} />}
        documentTitle={notice.title}
        tags={
          <>
            <span className="tag" data-tone="accent">
              {t("notice.number", { number: notice.number })}
            </span>
            <span className="tag" data-tone={notice.kind === "safety" ? "bad" : undefined}>
              {t(`notice.kind.${notice.kind}`)}
            </span>
            {notice.channel === "webhook" && <span className="tag">{t("notice.channel.webhook")}</span>}
            <NoticeStateTag state={notice.state} />
          </>
        }
        lede={
          <>
            {notice.title} ·{" "}
            <Go href={paths.plan(org, notice.plan.id)}>{t("notice.ofPlan", { number: notice.plan.number })}</Go>
            {notice.plan.state === "closed" && ` (${t("notice.planClosed")})`} · <LastStep notice={notice} />
          </>
        }
      >
        <NoticeActions notice={notice} reach={reach.data} />
        {notice.state === "sent" && (
          <MayButton permission="notices.edit" onClick={() => setFollowing(true)}>
            {t("notice.follow")}
          </MayButton>
        )}
        <Following record={record} />
        <Readers record={record} />
      </PageHead>
      {begun && <Results notice={notice} />}
      <SegmentedControl
        aria-label={t("notice.tabs")}
        size="xs"
        mb="md"
        value={tab}
        onChange={(one) =>
          go(paths.notice(org, notice.id, { tab: one === "text" ? undefined : one }), { replace: true })
        }
        data={tabs.map((one) => ({ value: one, label: t(`notice.tab.${one}`) }))}
      />
      <div className="cols">
        <div>
          {tab === "text" && (
            <NoticeEditor
              key={notice.id}
              notice={notice}
              reach={reach.data}
              onOthers={() => setTurn((now) => now + 1)}
            />
          )}
          {tab === "people" &&
            (begun || notice.state === "approved" ? (
              <Recipients notice={notice} />
            ) : (
              <WhoGetsIt notice={notice} reach={reach} />
            ))}
          {tab === "answers" && <Answers notice={notice} />}
        </div>
        <aside className="stack">
          {!begun && tab === "text" && <WhoGetsIt notice={notice} reach={reach} short />}
          <Steps notice={notice} />
          <Comments record={record} />
        </aside>
      </div>
      <Modal opened={following} onClose={() => setFollowing(false)} title={t("notice.follow")}>
        <NewNotice planId={notice.plan.id} previousId={notice.id} />
      </Modal>
    </>
  )
}

/** The answer: who gets it, or what became of it. */
function Sentence({ notice, reach }: { notice: Answer<"Notice">; reach: Answer<"NoticeReach"> | undefined }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { tally, state } = notice
  const n = format.number
  if (state === "sent" && tally)
    return tally.kept > 0 && tally.sent === 0
      ? t("notice.sentence.kept", { count: tally.kept, n: n(tally.kept) })
      : t("notice.sentence.sent", { count: tally.sent, n: n(tally.sent), total: n(tally.total) })
  if ((state === "sending" || state === "paused") && tally)
    return t(`notice.sentence.${state}`, { count: tally.sent, n: n(tally.sent), total: n(tally.total) })
  if (state === "cancelled") return t("notice.sentence.cancelled", { count: tally?.sent ?? 0, n: n(tally?.sent ?? 0) })
  if (!reach) return notice.title
  return t(`notice.sentence.${state}`, { count: reach.recipients, n: n(reach.recipients), people: n(reach.people) })
}

function LastStep({ notice }: { notice: Answer<"Notice"> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const last = notice.steps[0]
  if (!last) return t("notice.writtenBy", { name: notice.changedBy, when: format.ago(notice.changedAt) })
  return t(`notice.step.${last.state}`, { name: last.by, when: format.ago(last.at) })
}

function Steps({ notice }: { notice: Answer<"Notice"> }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (notice.steps.length === 0) return null
  return (
    <section>
      <h2>{t("notice.soFar")}</h2>
      <ol className="rows">
        {notice.steps.map((step) => (
          <li key={`${step.at} ${step.state}`} style={{ padding: "9px 0" }}>
            <time className="n" dateTime={step.at}>
              {format.dayAndTime(step.at)}
            </time>
            <br />
            {t(`notice.step.${step.state}`, { name: step.by, when: "" }).trim()}
            {step.people ? ` · ${t("notice.people", { count: step.people, n: format.number(step.people) })}` : ""}
            {step.reason && <span className="n"> · {reasonOf(step.reason, t)}</span>}
          </li>
        ))}
      </ol>
    </section>
  )
}
