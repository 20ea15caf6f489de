import { Button, CopyButton, Select, TextInput } from "@mantine/core"
import { useParams } from "@tanstack/react-router"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { HeadBones, Loaded, RowBones } from "../../ui/Loaded.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { AskByMail } from "../asking/parts/AskByMail.tsx"
import { AsksByItself } from "../triggers/parts/AsksByItself.tsx"
import { OnTheWebsite } from "../triggers/parts/OnTheWebsite.tsx"
import { WhoMayBeAsked } from "../triggers/parts/WhoMayBeAsked.tsx"
import { Latest } from "./parts/Latest.tsx"
import { Links } from "./parts/Links.tsx"
import { QrCode } from "./parts/QrCode.tsx"
import classes from "./parts/Surveys.module.css"
import { languageName, type SurveyRecord, stateTones } from "./survey-words.ts"

/** How customers get to it: a link, a code for their phone, a line for the website; and what has come in. */
export default function SharePage() {
  const { id } = useParams({ strict: false })
  const survey = useGet<SurveyRecord>("surveys", `/surveys/${id}`, {}, { refetchInterval: 10_000 })
  return (
    <Loaded
      query={survey}
      bones={
        <>
          <HeadBones />
          <RowBones count={4} />
        </>
      }
    >
      {(data) => <ShareView survey={data} />}
    </Loaded>
  )
}

function ShareView({ survey }: { survey: SurveyRecord }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const { finished, lastAt } = survey.responses
  return (
    <>
      <PageHead
        title={t(finished > 0 || survey.state !== "open" ? `surveys.title.${survey.state}` : "surveys.shareTitle", {
          title: survey.title,
          count: finished,
        })}
        documentTitle={`${t("surveys.share")}: ${survey.title}`}
        tags={
          <span className="tag" data-tone={stateTones[survey.state]}>
            {t(`surveys.state.${survey.state}`)}
          </span>
        }
        lede={
          finished > 0 && lastAt ? (
            <>
              {t("surveys.lastAnswer", { when: format.ago(lastAt) })}.{" "}
              <Go href={paths.surveyResults(org, survey.id)}>{t("surveys.toResults")}</Go>
            </>
          ) : (
            survey.url && t("surveys.shareLede")
          )
        }
      >
        <Button component={Go} href={paths.survey(org, survey.id)}>
          {t("surveys.toBuilder")}
        </Button>
      </PageHead>
      {survey.url ? (
        <Ways survey={survey} url={survey.url} />
      ) : (
        <EmptyState
          title={t("surveys.notPublished")}
          action={
            <Button component={Go} href={paths.survey(org, survey.id)} variant="filled">
              {t("surveys.openIt")}
            </Button>
          }
        >
          {t("surveys.notPublishedHint")}
        </EmptyState>
      )}
    </>
  )
}

function Ways({ survey, url }: { survey: SurveyRecord; url: string }) {
  const { t, i18n } = useTranslation()
  const [language, setLanguage] = useState<string | null>(null)
  const address = language ? `${url}?lang=${language}` : url
  const key = new URL(url).pathname.split("/").at(-1)
  const snippet = `<script src="${new URL(url).origin}/widget.js" data-survey="${key}" async></script>`
  return (
    <div className={classes.share}>
      <div className="stack">
        <section>
          <h2>{t("surveys.link")}</h2>
          <div className={classes.address}>
            <TextInput
              aria-label={t("surveys.link")}
              readOnly
              value={address}
              onFocus={(event) => event.currentTarget.select()}
            />
            <CopyButton value={address}>
              {({ copied, copy }) => (
                <Button variant="filled" onClick={copy}>
                  {copied ? t("common.copied") : t("surveys.copyLink")}
                </Button>
              )}
            </CopyButton>
          </div>
          <div className="row" style={{ marginTop: 10 }}>
            <Button component="a" href={address} target="_blank" rel="noreferrer">
              {t("surveys.answerIt")}
            </Button>
            {survey.languages.length > 1 && (
              <Select
                aria-label={t("surveys.linkLanguage")}
                placeholder={t("surveys.ofReader")}
                w={220}
                clearable
                value={language}
                onChange={setLanguage}
                data={survey.languages.map((tag) => ({ value: tag, label: languageName(tag, i18n.language) }))}
              />
            )}
          </div>
        </section>
        <AskByMail surveyId={survey.id} />
        <Latest survey={survey} />
        <WhoMayBeAsked key={JSON.stringify(survey.setup)} survey={survey} />
        <AsksByItself survey={survey} />
        <OnTheWebsite survey={survey} direct={snippet} />
        <Links survey={survey} />
      </div>
      <QrCode address={address} name={survey.title} />
    </div>
  )
}
