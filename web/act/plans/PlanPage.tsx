import { useParams } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import { useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { CardBones, HeadBones, Loaded } from "../../ui/Loaded.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { Comments } from "../../ui/record/Comments.tsx"
import { Following } from "../../ui/record/Following.tsx"
import { Readers } from "../../ui/record/Readers.tsx"
import { OutcomeCard } from "../outcomes/parts/OutcomeCard.tsx"
import { Clock } from "./parts/Clock.tsx"
import { FilesCard } from "./parts/FilesCard.tsx"
import { HandOverLine } from "./parts/HandOver.tsx"
import { PlanActions } from "./parts/PlanActions.tsx"
import { SuccessCard } from "./parts/SuccessCard.tsx"
import { TimelineCard } from "./parts/TimelineCard.tsx"
import { TogetherCards } from "./parts/TogetherCards.tsx"
import { LastUpdate, UpdatesCard } from "./parts/UpdatesCard.tsx"
import { WhoIsAffected } from "./parts/WhoIsAffected.tsx"
import { Workstreams } from "./parts/Workstreams.tsx"
import { lateWords, type PlanDetail, severityTones } from "./plan-words.ts"

/** The plan room: one clock, who does what (the late first), did it work, as it happened. */
export default function PlanPage() {
  const { id } = useParams({ strict: false })
  const { i18n } = useTranslation()
  const plan = useGet<PlanDetail>("plans", `/plans/${id}`, { language: i18n.language }, { keep: true })
  return (
    <Loaded
      query={plan}
      bones={
        <>
          <HeadBones />
          <CardBones height={90} />
          <div className="cols">
            <CardBones height={260} />
            <CardBones height={200} />
          </div>
        </>
      }
    >
      {(data) => <PlanRoom plan={data} />}
    </Loaded>
  )
}

function PlanRoom({ plan }: { plan: PlanDetail }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const record = `plan:${plan.id}`
  return (
    <>
      <PageHead
        title={plan.title}
        tags={
          <>
            <span className="tag" data-tone="accent">
              {t("plan.kicker", { number: plan.number })}
            </span>
            <span className="tag">{t("plan.playbookTag", { name: plan.playbook.name })}</span>
            <span className="tag" data-tone={severityTones[plan.severity]}>
              {t(`plan.severity.${plan.severity}`)}
            </span>
            {plan.closure && (
              <span className="tag" data-tone={plan.closure.verdict === "worked" ? "good" : "warn"}>
                {t(`plan.verdict.${plan.closure.verdict}`)}
              </span>
            )}
          </>
        }
        lede={<Lede plan={plan} />}
      >
        <PlanActions plan={plan} />
        <Following record={record} />
        <Readers record={record} />
      </PageHead>
      <HandOverLine plan={plan} />
      {plan.duplicateOf && (
        <p className="card" role="status">
          <b>{t("plan.duplicate", { statement: plan.duplicateOf.statement })}</b>{" "}
          {plan.duplicateOf.planId ? (
            <Go href={paths.plan(org, plan.duplicateOf.planId)}>{t("plan.duplicatePlan")}</Go>
          ) : (
            <Go href={paths.problem(org, plan.duplicateOf.problemId)}>{t("plan.duplicateProblem")}</Go>
          )}
          {t("common.space")}
          {t("plan.duplicateQuestion")}
        </p>
      )}
      <WhoIsAffected problemId={plan.problem.id} />
      <Clock plan={plan} />
      <LastUpdate plan={plan} />
      <div className="cols">
        <div className="stack">
          <Workstreams plan={plan} />
          <SuccessCard plan={plan} />
          <OutcomeCard planId={plan.id} />
          <TogetherCards plan={plan} />
          <UpdatesCard plan={plan} />
          <Comments record={record} />
        </div>
        <aside className="stack" aria-label={t("plan.aside")}>
          <TimelineCard plan={plan} />
          <FilesCard plan={plan} />
        </aside>
      </div>
    </>
  )
}

function Lede({ plan }: { plan: PlanDetail }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const late = plan.late ? lateWords(plan, t, format) : null
  const nobody = plan.workstreams.filter(
    (one) => (one.state === "waiting" || one.state === "started") && one.department.members === 0 && !one.owner,
  )
  return (
    <>
      {t("plan.ledBy", { name: plan.lead.name })}
      {plan.lead.left && <span className="bad"> {t("plan.left")}</span>}
      {t("common.listComma")}
      {plan.sponsor ? t("plan.sponsoredBy", { name: plan.sponsor.name }) : t("plan.noSponsor")}
      {plan.sponsor?.left && <span className="bad"> {t("plan.left")}</span>}
      {t("plan.stop")}
      {t("common.space")}
      {late ? (
        <b className="bad">{t("plan.lateSentence", { what: late })}</b>
      ) : (
        plan.state === "open" && t("plan.nothingLate")
      )}
      {t("common.space")}
      {nobody.length > 0 &&
        t("plan.nobodySentence", {
          departments: new Intl.ListFormat(format.locale).format([
            ...new Set(nobody.map((one) => one.department.name)),
          ]),
        })}
      {t("common.space")}
      {plan.closure?.reason && t("plan.closedBecause", { reason: plan.closure.reason })}
      {plan.reopened && plan.state === "open" && t("plan.reopenedBecause", { reason: plan.reopened.reason })}
      {t("common.space")}
      <Go href={paths.problem(org, plan.problem.id)}>{t("plan.forProblem", { number: plan.problem.number })}</Go>
    </>
  )
}
