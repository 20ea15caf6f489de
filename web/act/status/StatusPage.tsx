import { Button, TextInput } from "@mantine/core"
import { useMutation, useQuery } from "@tanstack/react-query"
import { useParams } from "@tanstack/react-router"
import { type FormEvent, useEffect, useState } from "react"
import { useTranslation } from "react-i18next"
import { call } from "../../api/client.ts"
import type { Answer } from "../../api/generated.ts"
import { sayTrouble } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { OpenPage } from "./parts/OpenPage.tsx"
import classes from "./parts/Status.module.css"

type Status = Answer<"PublicStatus">
const stages = ["received", "looking", "fixing", "fixed"] as const

/** Where does it stand? For everybody who has the address: stages, dates and what was said; nobody's name. */
export default function StatusPage() {
  const { token = "" } = useParams({ strict: false })
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const status = useQuery({
    queryKey: ["status", token],
    queryFn: () => call<Status>("GET", `/status/${encodeURIComponent(token)}`),
    refetchInterval: 60_000,
    retry: false,
  })
  useNoIndex()
  if (status.error) return <OpenPage title={t("status.gone")}>{t("status.goneHint")}</OpenPage>
  if (!status.data) return null
  const { data } = status
  const inLanguage = (texts: { en?: string; "zh-CN"?: string }) =>
    (i18n.language === "en" ? (texts.en ?? texts["zh-CN"]) : (texts["zh-CN"] ?? texts.en)) ?? ""
  const at = stages.indexOf(data.stage)
  return (
    <OpenPage
      title={inLanguage(data.titles)}
      kicker={data.organization}
      lede={data.stageTexts[i18n.language] ?? data.stageTexts.en ?? t(`status.stageText.${data.stage}`)}
    >
      <ol className={classes.stages} aria-label={t("status.stages")}>
        {stages.map((stage, index) => (
          <li key={stage} data-done={index <= at} aria-current={index === at ? "step" : undefined}>
            {t(`status.stage.${stage}`)}
          </li>
        ))}
      </ol>
      <p className="n">
        {data.steps.map((one) => t(`status.step.${one.step}`, { date: format.day(one.at) })).join(" · ")}
      </p>
      {data.nextUpdateAt && (
        <p>
          <b>{t("status.next", { date: format.day(data.nextUpdateAt) })}</b>
        </p>
      )}
      <section>
        <h2>{t("status.updates")}</h2>
        {data.updates.length === 0 && <p className="n">{t("status.noUpdates")}</p>}
        <ol className="rows">
          {data.updates.map((update) => (
            <li key={update.id} style={{ padding: "12px 0" }}>
              <time className="n" dateTime={update.at}>
                {format.dayAndTime(update.at)}
              </time>
              <p style={{ whiteSpace: "pre-line", overflowWrap: "anywhere" }}>
                {inLanguage(update.texts) || t("status.noNews")}
              </p>
            </li>
          ))}
        </ol>
      </section>
      {!data.ended && <Follow token={token} />}
    </OpenPage>
  )
}

function Follow({ token }: { token: string }) {
  const { t, i18n } = useTranslation()
  const [email, setEmail] = useState("")
  const ask = useMutation({
    mutationFn: () =>
      call("POST", `/status/${encodeURIComponent(token)}/subscribers`, { body: { email, language: i18n.language } }),
    onError: sayTrouble,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    ask.mutate()
  }
  if (ask.isSuccess) return <p role="status">{t("status.asked")}</p>
  return (
    <form onSubmit={submit} className="row" style={{ alignItems: "end" }}>
      <TextInput
        type="email"
        autoComplete="email"
        label={t("status.follow")}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        required
      />
      <Button type="submit" variant="filled" loading={ask.isPending}>
        {t("status.followButton")}
      </Button>
    </form>
  )
}

/** Search engines are to leave these pages alone: their address is the only key to them. */
export function useNoIndex() {
  useEffect(() => {
    const meta = document.createElement("meta")
    meta.name = "robots"
    meta.content = "noindex"
    document.head.append(meta)
    return () => meta.remove()
  }, [])
}
