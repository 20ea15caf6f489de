import { Button } from "@mantine/core"
import { useParams } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import { useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { HeadBones, Loaded, RowBones } from "../../ui/Loaded.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { leftOutWords, type Mailing, stateTones } from "./asking-words.ts"
import { Draft } from "./parts/Draft.tsx"
import { Invitations } from "./parts/Invitations.tsx"
import { Letters } from "./parts/Letters.tsx"
import { Progressed } from "./parts/Progressed.tsx"

/** Asking by mail: before, what is asked of whom; after, what became of it. */
export default function MailingPage() {
  const { id } = useParams({ strict: false })
  const mailing = useGet<Mailing>("mailings", `/mailings/${id}`)
  return (
    <Loaded
      query={mailing}
      bones={
        <>
          <HeadBones />
          <RowBones count={4} />
        </>
      }
    >
      {(data) => (data.state === "draft" ? <Draft mailing={data} /> : <Sent mailing={data} />)}
    </Loaded>
  )
}

function Sent({ mailing }: { mailing: Mailing }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const tally = mailing.tally
  const { n = 0, estimate = null, low = null, high = null } = tally?.rate ?? {}
  const others = tally ? leftOutWords(tally.leftOut, t, format) : []
  return (
    <>
      <PageHead
        title={t("mailing.title", {
          count: tally?.sent ?? 0,
          n: format.number(tally?.sent ?? 0),
          answered: format.number(tally?.answered ?? 0),
        })}
        documentTitle={`${mailing.survey.title}: ${mailing.audience.name}`}
        tags={
          <span className="tag" data-tone={stateTones[mailing.state]}>
            {t(`mailing.state.${mailing.state}`)}
          </span>
        }
        lede={
          <>
            {t("mailing.lede", { survey: mailing.survey.title, audience: mailing.audience.name })}{" "}
            {estimate !== null &&
              t("mailing.rate", {
                rate: format.percent(estimate, 1),
                low: format.percent(low ?? 0, 1),
                high: format.percent(high ?? 0, 1),
                n: format.number(n),
              })}{" "}
            {others.length > 0 && `${t("asking.notAsked")} ${others.join(" · ")}.`}
          </>
        }
      >
        <Button component={Go} href={paths.surveyResults(org, mailing.survey.id)} variant="filled">
          {t("surveys.toResults")}
        </Button>
        <Button component={Go} href={paths.surveyShare(org, mailing.survey.id)}>
          {t("mailing.toSurvey")}
        </Button>
      </PageHead>
      <Progressed mailing={mailing} />
      <Invitations mailing={mailing} />
      <Letters mailing={mailing} />
    </>
  )
}
