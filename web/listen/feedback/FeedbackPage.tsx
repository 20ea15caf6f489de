import { useParams } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import { BeginFollowup } from "../../act/followups/parts/BeginFollowup.tsx"
import type { FeedbackItem, Theme } from "../../api/contract.ts"
import { useChange, useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go, useGo } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { ProblemsOfFeedback } from "../../decide/problems/parts/ProblemsOfFeedback.tsx"
import { paths } from "../../paths.ts"
import { valueLabel } from "../../ui/filters/field-words.ts"
import { CardBones, HeadBones, Loaded } from "../../ui/Loaded.tsx"
import { MayButton } from "../../ui/MayButton.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { Comments } from "../../ui/record/Comments.tsx"
import { Readers } from "../../ui/record/Readers.tsx"
import { Voice } from "../../ui/Voice.tsx"
import { Timeline } from "../people/parts/Timeline.tsx"
import { feelingMarks } from "./feeling-marks.ts"
import { FactTable } from "./parts/FactTable.tsx"
import { ScoreTags } from "./parts/ScoreTags.tsx"

/** One piece of feedback: the words at full size, how they were read, and the person's other interactions beside. */
export default function FeedbackPage() {
  const { id } = useParams({ strict: false })
  const feedback = useGet<FeedbackItem>("feedback", `/feedback/${id}`)
  return (
    <Loaded
      query={feedback}
      bones={
        <>
          <HeadBones />
          <div className="cols">
            <CardBones height={160} />
            <CardBones height={260} />
          </div>
        </>
      }
    >
      {(data) => <FeedbackView feedback={data} />}
    </Loaded>
  )
}

function FeedbackView({ feedback }: { feedback: FeedbackItem }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const go = useGo()
  const format = useFormat()
  const record = `feedback:${feedback.id}`
  const subject = [feedback.component.join(t("common.listComma")), feedback.product].filter(Boolean).join(" · ")
  const feeling = feedback.reading?.label
  const title = subject
    ? t(`feedback.titleAbout.${feeling ?? "neutral"}`, { subject })
    : t(`feedback.titlePlain.${feeling ?? "neutral"}`)
  const remove = useChange<void>({
    run: (_, send) => send("DELETE", `/feedback/${feedback.id}`),
    touches: ["feedback", "metrics", "facets"],
    said: () => t("feedback.removed"),
    undo: (_, __, send) => send("POST", "/feedback", asInput(feedback)),
    after: () => go(paths.feedbackList(org)),
  })
  return (
    <>
      <PageHead
        title={title}
        tags={
          <>
            <span className="tag" data-tone="accent">
              {valueLabel("kind", feedback.kind, t)}
            </span>
            {feedback.channel && <span className="tag">{valueLabel("channel", feedback.channel, t)}</span>}
            <ScoreTags scores={feedback.scores} />
          </>
        }
        lede={
          <>
            {feedback.person ? (
              <Go href={paths.person(org, feedback.person.id)}>{feedback.person.name ?? t("person.unnamed")}</Go>
            ) : (
              t("feedback.nobody")
            )}
            {", "}
            {format.dayAndTime(feedback.occurredAt)}. <Readers record={record} />
          </>
        }
      >
        {feedback.person && <BeginFollowup personId={feedback.person.id} feedbackId={feedback.id} />}
      </PageHead>
      <div className="cols">
        <div className="stack">
          {feedback.text ? (
            <Voice
              large
              text={feedback.text}
              language={feedback.reading?.language}
              marks={feelingMarks(feedback.reading)}
            />
          ) : (
            <p className="n">{t("feedback.noWords")}</p>
          )}
          <ReadingLine feedback={feedback} />
          <Comments record={record} />
        </div>
        <aside className="stack" aria-label={t("feedback.aside")}>
          <ProblemsOfFeedback feedbackId={feedback.id} />
          <section className="card">
            <h2>{t("feedback.facts")}</h2>
            <FactTable feedback={feedback} />
          </section>
          <section className="card">
            <h2>{t("feedback.otherInteractions")}</h2>
            <Timeline entries={feedback.timeline.filter((entry) => entry.id !== feedback.id).slice(0, 12)} compact />
            {feedback.person && (
              <p className="n" style={{ marginTop: 10 }}>
                <Go href={paths.person(org, feedback.person.id)}>{t("feedback.wholeTimeline")}</Go>
              </p>
            )}
          </section>
          <MayButton permission="feedback.write" variant="subtle" size="compact-sm" onClick={() => remove.mutate()}>
            {t("feedback.remove")}
          </MayButton>
        </aside>
      </div>
    </>
  )
}

function ReadingLine({ feedback }: { feedback: FeedbackItem }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const { reading } = feedback
  const names = useGet<{ items: Theme[] }>("themes", "/themes", {}, { enabled: feedback.themes.length > 0 })
  const themes = (names.data?.items ?? []).filter((theme) => feedback.themes.includes(theme.id))
  if (!reading) return feedback.text ? <p className="n">{t("feedback.notReadYet")}</p> : null
  return (
    <p className="n" style={{ marginLeft: 16 }}>
      {t("feedback.reading", {
        label: valueLabel("sentimentLabel", reading.label, t),
        sentiment: format.signed(reading.sentiment, 2),
        sure: format.percent(reading.confidence),
        language: valueLabel("language", reading.language, t),
      })}{" "}
      {themes.map((theme) => (
        <Go
          key={theme.id}
          className="tag"
          style={{ marginLeft: 4 }}
          href={paths.feedbackList(org, { where: JSON.stringify([{ field: "theme", op: "in", values: [theme.id] }]) })}
        >
          {theme.label}
        </Go>
      ))}
    </p>
  )
}

/** What is posted again when a removal is undone: everything the record holds but what the server adds itself. */
function asInput(feedback: FeedbackItem): Record<string, unknown> {
  const { id, receivedAt, reading, themes, timeline, importId, person, ...fields } = feedback
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))
}
