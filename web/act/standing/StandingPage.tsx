import { Button, Textarea } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { useParams } from "@tanstack/react-router"
import { type FormEvent, useEffect, useState } from "react"
import { useTranslation } from "react-i18next"
import { call } from "../../api/client.ts"
import type { Answer } from "../../api/generated.ts"
import { troubleIn } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { changeLanguage, nearestLanguage } from "../../app/i18n.ts"
import { Voice } from "../../ui/Voice.tsx"
import { CustomerPage } from "./CustomerPage.tsx"
import { Letter } from "./Letter.tsx"
import classes from "./Standing.module.css"

type Standing = Answer<"Standing">
type Written = Answer<"WrittenNotice">

/** "What became of my feedback?": a customer's own page, opened by the link in her mail. Nobody signs in here. */
export default function StandingPage() {
  const { token = "" } = useParams({ strict: false })
  const { t } = useTranslation()
  const path = `/standing/${encodeURIComponent(token)}`
  const standing = useQuery({ queryKey: ["standing", token], queryFn: () => call<Standing>("GET", path), retry: false })
  const written = useQuery({
    queryKey: ["standing", token, "notices"],
    queryFn: () => call<{ items: Written[] }>("GET", `${path}/notices`),
    enabled: standing.data !== undefined,
    retry: false,
  })
  const reads = standing.data?.language
  // Once, in the language she reads; whoever chooses another one below keeps it.
  useEffect(() => {
    if (reads && !localStorage.getItem("rapport.language")) void changeLanguage(nearestLanguage([reads]))
  }, [reads])
  if (standing.error)
    return (
      <CustomerPage title={t("standing.gone")}>
        <p className="lede">{t("standing.goneHint")}</p>
      </CustomerPage>
    )
  if (!standing.data) return null
  return <StandingView token={token} standing={standing.data} written={written.data?.items ?? []} />
}

function StandingView({
  token,
  standing,
  written,
}: {
  token: string
  standing: Standing
  written: readonly Written[]
}) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const { organization, said, stage, stages, stageText, product } = standing
  const own = stageText[i18n.language] ?? stageText[i18n.language.split("-")[0] ?? ""] ?? Object.values(stageText)[0]
  const at = stages.indexOf(stage)
  return (
    <CustomerPage
      organization={organization}
      title={t(`standing.sentence.${stage}`)}
      lede={own ?? t(`standing.lede.${stage}`, { organization })}
    >
      <ol className={classes.stages} aria-label={t("standing.stages")}>
        {stages.map((one, index) => (
          <li key={one} aria-current={one === stage ? "step" : undefined} data-done={index <= at ? "" : undefined}>
            {t(`standing.stage.${one}`)}
          </li>
        ))}
      </ol>
      {said.length > 0 && (
        <section>
          <h2>{t("standing.youTold", { organization })}</h2>
          <div className="stack">
            {said.map((one) => (
              <Voice key={`${one.at} ${one.text}`} text={one.text} who={format.dayAndYear(one.at)} />
            ))}
          </div>
        </section>
      )}
      {standing.answered && (
        <p className="n">
          {t("standing.answered", {
            title: standing.answered.title,
            when: format.dayAndYear(standing.answered.at),
          })}
        </p>
      )}
      {said.length === 0 && product && !standing.answered && <p>{t("standing.becauseOf", { product })}</p>}
      {(standing.updates.length > 0 || standing.nextUpdateAt) && (
        <section>
          <h2>{t("standing.updates")}</h2>
          {standing.nextUpdateAt && <p>{t("standing.next", { when: format.day(standing.nextUpdateAt) })}</p>}
          <ol className="rows">
            {standing.updates.map((update) => (
              <li key={update.id} style={{ padding: "10px 0" }}>
                <time className="n" dateTime={update.at}>
                  {format.dayAndYear(update.at)}
                </time>
                <p style={{ whiteSpace: "pre-line", overflowWrap: "anywhere" }}>
                  {textIn(update.texts, i18n.language) || t("standing.noNews")}
                </p>
              </li>
            ))}
          </ol>
        </section>
      )}
      {written.length > 0 && (
        <section>
          <h2>{t("standing.weWrote", { organization })}</h2>
          <div className="stack">
            {written.map((one, index) => (
              <details key={`${one.at} ${one.subject}`} open={index === 0}>
                <summary lang={one.language}>
                  <b>{one.subject}</b> <span className="n">{format.dayAndYear(one.at)}</span>
                </summary>
                <Letter letter={one} />
              </details>
            ))}
          </div>
        </section>
      )}
      {standing.mayObject && <NotSolved token={token} standing={standing} />}
      <p className="n">
        {standing.writeTo ? (
          <>
            {t("standing.contact", { organization })} <a href={`mailto:${standing.writeTo}`}>{standing.writeTo}</a>
          </>
        ) : (
          t("standing.contactByReply", { organization })
        )}
      </p>
    </CustomerPage>
  )
}

const textIn = (texts: { en?: string; "zh-CN"?: string }, language: string) =>
  (language === "en" ? (texts.en ?? texts["zh-CN"]) : (texts["zh-CN"] ?? texts.en)) ?? ""

/** Said by pressing a button, never by opening the page. */
function NotSolved({ token, standing }: { token: string; standing: Standing }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const [open, setOpen] = useState(false)
  const [words, setWords] = useState("")
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const send = async (method: "POST" | "DELETE") => {
    setBusy(true)
    setTrouble(null)
    try {
      const path = `/standing/${encodeURIComponent(token)}/not-solved`
      const now = await call<Standing>(method, path, method === "POST" ? { body: { words } } : {})
      client.setQueryData(["standing", token], now)
      setOpen(false)
      setWords("")
    } catch (error) {
      setTrouble(troubleIn(error).message)
    } finally {
      setBusy(false)
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void send("POST")
  }
  return (
    <section aria-live="polite">
      {standing.objection ? (
        <>
          <p>
            <b>
              {t("standing.objected", {
                when: format.dayAndTime(standing.objection.at),
                organization: standing.organization,
              })}
            </b>
          </p>
          <Button mt="xs" variant="subtle" loading={busy} onClick={() => void send("DELETE")}>
            {t("standing.takeBack")}
          </Button>
        </>
      ) : open ? (
        <form onSubmit={submit}>
          <Textarea
            label={t("standing.whatIsWrong")}
            description={t("standing.optional")}
            autosize
            minRows={3}
            maxLength={4_000}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
            data-autofocus
          />
          <Button mt="sm" type="submit" variant="filled" loading={busy}>
            {t("standing.sayIt")}
          </Button>
        </form>
      ) : (
        <Button onClick={() => setOpen(true)}>{t("standing.notSolved")}</Button>
      )}
      {trouble && (
        <p role="alert" className="bad">
          {trouble}
        </p>
      )}
    </section>
  )
}
