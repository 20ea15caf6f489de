import { Button, CopyButton, NumberInput, Switch, Textarea, TextInput } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange, useGet } from "../../../app/data.tsx"
import { useMay } from "../../../app/session.tsx"
import { MayButton } from "../../../ui/MayButton.tsx"
import classes from "../../surveys/parts/Surveys.module.css"
import type { SurveyRecord } from "../../surveys/survey-words.ts"
import { type Web, webSentence } from "../trigger-words.ts"
import { useSetup } from "../use-setup.ts"

type Site = Answer<"SurveySite">

/** One line on every page of the website; which survey it shows and when is set here. */
export function OnTheWebsite({ survey, direct }: { survey: SurveyRecord; direct: string }) {
  const { t } = useTranslation()
  const site = useGet<Site>("surveys", "/survey-site")
  const make = useChange<void, Site>({
    run: (_, send) => send("POST", "/survey-site"),
    touches: ["surveys"],
    said: () => t("triggers.saved"),
  })
  const { web } = survey.setup
  return (
    <section>
      <h2>{t("triggers.web")}</h2>
      <p>{webSentence(web, t)}</p>
      {web && survey.setup.audienceId && <p className="n">{t("triggers.webAudience")}</p>}
      <WebForm key={JSON.stringify(web ?? null)} survey={survey} />
      {web && site.data && !site.data.snippet && (
        <MayButton mt="sm" permission="surveys.publish" loading={make.isPending} onClick={() => make.mutate()}>
          {t("triggers.makeSite")}
        </MayButton>
      )}
      {web && site.data?.snippet && (
        <>
          <p className="n" style={{ marginTop: 12 }}>
            {t("triggers.siteLine")}. {t("triggers.webHint")}
          </p>
          <Line text={site.data.snippet} />
        </>
      )}
      <details style={{ marginTop: 10 }}>
        <summary style={{ cursor: "pointer" }}>{t("triggers.direct")}</summary>
        <p className="n">{t("triggers.directHint")}</p>
        <Line text={direct} />
      </details>
    </section>
  )
}

function Line({ text }: { text: string }) {
  const { t } = useTranslation()
  return (
    <>
      <pre className={classes.code}>{text}</pre>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button size="compact-sm" onClick={copy}>
            {copied ? t("common.copied") : t("triggers.copy")}
          </Button>
        )}
      </CopyButton>
    </>
  )
}

function WebForm({ survey }: { survey: SurveyRecord }) {
  const { t } = useTranslation()
  const may = useMay("surveys.edit")
  const before = survey.setup.web ?? null
  const [web, setWeb] = useState<Web | null>(before)
  const [pages, setPages] = useState((before?.pages ?? []).join("\n"))
  const save = useSetup(survey)
  const given =
    web &&
    cleaned({
      ...web,
      pages: pages
        .split("\n")
        .map((one) => one.trim())
        .filter(Boolean),
    })
  const number = (name: "seconds" | "scroll" | "againAfterDays", label: string, max: number, fallback: number | "") => (
    <NumberInput
      label={label}
      w={240}
      min={name === "seconds" ? 0 : 1}
      max={max}
      disabled={!may}
      value={web?.[name] ?? fallback}
      onChange={(value) => setWeb({ ...web, [name]: typeof value === "number" ? value : undefined })}
    />
  )
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate({ web: given })
      }}
    >
      <Switch
        mt="sm"
        label={t("triggers.webOn")}
        disabled={!may}
        checked={web !== null}
        onChange={(event) => setWeb(event.currentTarget.checked ? (before ?? { seconds: 5 }) : null)}
      />
      {web && (
        <div className="row" style={{ alignItems: "flex-start", marginTop: 10 }}>
          <Textarea
            label={t("triggers.pages")}
            description={t("triggers.pagesHint")}
            w={320}
            autosize
            minRows={2}
            disabled={!may}
            value={pages}
            onChange={(event) => setPages(event.currentTarget.value)}
          />
          <TextInput
            label={t("triggers.webEvent")}
            description={t("triggers.webEventHint")}
            w={240}
            maxLength={200}
            disabled={!may}
            value={web.event ?? ""}
            onChange={(event) => setWeb({ ...web, event: event.currentTarget.value })}
          />
          {number("seconds", t("triggers.seconds"), 3_600, 0)}
          {number("scroll", t("triggers.scroll"), 100, "")}
          <NumberInput
            label={t("triggers.visitors")}
            w={240}
            min={1}
            max={100}
            disabled={!may}
            value={Math.round((web.share ?? 1) * 100)}
            onChange={(value) => typeof value === "number" && value > 0 && setWeb({ ...web, share: value / 100 })}
          />
          {number("againAfterDays", t("triggers.again"), 3_650, 30)}
          <Switch
            label={t("triggers.leaving")}
            disabled={!may}
            checked={web.leaving ?? false}
            onChange={(event) => setWeb({ ...web, leaving: event.currentTarget.checked })}
          />
        </div>
      )}
      {may && JSON.stringify(given) !== JSON.stringify(before && cleaned(before)) && (
        <Button mt="sm" type="submit" variant="filled" loading={save.isPending}>
          {t("triggers.save")}
        </Button>
      )}
    </form>
  )
}

/** Without what says nothing; in one order, so that two can be compared. */
const cleaned = ({ pages, event, seconds, scroll, leaving, share, againAfterDays }: Web): Web => ({
  ...(pages?.length ? { pages } : {}),
  ...(event?.trim() ? { event: event.trim() } : {}),
  ...(seconds ? { seconds } : {}),
  ...(scroll ? { scroll } : {}),
  ...(leaving ? { leaving } : {}),
  ...(share !== undefined && share < 1 ? { share } : {}),
  ...(againAfterDays && againAfterDays !== 30 ? { againAfterDays } : {}),
})
