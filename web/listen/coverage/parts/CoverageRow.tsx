import { Button } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useMay, useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import classes from "./Coverage.module.css"

type Covered = Answer<"CoveredTouchpoint">
type Post = Answer<"ListeningPost">

const kinds = ["survey", "contacts", "mailbox", "reviews", "task", "other"] as const

/** One touchpoint: a column for each way of listening, what stands out, and where to go from there. */
export function CoverageRow({ covered, onEdit }: { covered: Covered; onEdit: () => void }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const may = useMay("surveys.edit")
  const { finding, posts, touchpoint, name } = covered
  const edit = t(touchpoint ? "coverage.edit" : "coverage.keep")
  const used = kinds.filter((kind) => posts.some((one) => one.kind === kind))
  return (
    <li className={classes.row}>
      <div className={classes.head}>
        <div>
          <h2 className={classes.name}>
            {name}
            {touchpoint && <span className="n"> {t(`coverage.kind.${touchpoint.kind}`)}</span>}
          </h2>
          <p className="n">
            <Go
              href={paths.feedbackList(org, {
                where: JSON.stringify([
                  { field: "touchpoint", op: "in", values: covered.spellings.length > 0 ? covered.spellings : [name] },
                ]),
              })}
            >
              {t("coverage.voices", { count: covered.heard, n: format.number(covered.heard) })}
            </Go>
            {covered.lastAt && ` · ${t("coverage.last", { when: format.ago(covered.lastAt) })}`}
            {covered.asked > 0 &&
              ` · ${t("coverage.asked", { count: covered.asked, n: format.number(covered.asked) })}`}
          </p>
        </div>
        {may && (
          <Button size="compact-sm" variant="subtle" onClick={onEdit} aria-label={`${edit} ${name}`}>
            {edit}
          </Button>
        )}
      </div>
      {used.length > 0 && (
        <dl className={classes.posts}>
          {used.map((kind) => (
            <div key={kind}>
              <dt>{t(`coverage.post.${kind}`)}</dt>
              {posts
                .filter((one) => one.kind === kind)
                .slice(0, 6)
                .map((post) => (
                  <dd key={post.id ?? post.name}>
                    <PostWords post={post} />
                  </dd>
                ))}
            </div>
          ))}
        </dl>
      )}
      {finding && (
        <p className={classes.finding}>
          <span className="tag" data-tone={finding === "not_asked" ? "warn" : "bad"}>
            {t(`coverage.finding.${finding}`)}
          </span>{" "}
          {finding === "over_asked" && t("coverage.again", { again: covered.askedAgain, count: covered.asked })}{" "}
          {finding === "over_asked" || finding === "ignored" ? (
            <Go href={paths.surveys(org)}>{t("coverage.seeAsks")}</Go>
          ) : (
            <Go href={paths.newSurvey(org, { touchpoint: name })}>{t("coverage.ask")}</Go>
          )}
        </p>
      )}
    </li>
  )
}

function PostWords({ post }: { post: Post }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const n = format.number(post.heard)
  if (post.kind === "task" && post.id)
    return (
      <>
        <Go href={paths.task(org, post.id)}>{post.name}</Go> {t("coverage.begun", { count: post.heard, n })}
      </>
    )
  if (post.kind === "survey" && post.id)
    return (
      <>
        <Go href={paths.surveyResults(org, post.id)}>{post.name}</Go> {t("coverage.answers", { count: post.heard, n })}
        {post.state !== "open" && ` · ${t(`coverage.state.${post.state}`)}`}
        {post.rate && post.of && post.rate.estimate !== null && (
          <span className="n">
            {" · "}
            {t(`coverage.rate.${post.of}`, {
              share: format.percent(post.rate.estimate),
              low: format.percent(post.rate.low ?? 0),
              high: format.percent(post.rate.high ?? 1),
              n: format.number(post.rate.n),
            })}
          </span>
        )}
      </>
    )
  return (
    <>
      {post.name} <span className="n">{n}</span>
    </>
  )
}
