import { Button } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { useParams } from "@tanstack/react-router"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { call } from "../../api/client.ts"
import { troubleIn } from "../../app/data.tsx"
import { CustomerPage } from "./CustomerPage.tsx"

type Unsubscribing = { organization: string; safety: boolean; surveys: boolean; done: boolean }

/** "Write to me no more about this": one button. Opening the page changes nothing, because link scanners open pages too. */
export default function UnsubscribePage() {
  const { token = "" } = useParams({ strict: false })
  const { t } = useTranslation()
  const client = useQueryClient()
  const [trouble, setTrouble] = useState<string | null>(null)
  const path = `/unsubscribe/${encodeURIComponent(token)}`
  const asked = useQuery({
    queryKey: ["unsubscribe", token],
    queryFn: () => call<Unsubscribing>("GET", path),
    retry: false,
  })
  if (asked.error)
    return (
      <CustomerPage title={t("standing.gone")}>
        <p className="lede">{t("standing.goneHint")}</p>
      </CustomerPage>
    )
  if (!asked.data) return null
  const { organization, safety, surveys, done } = asked.data
  const key = (notice: string, survey: string) => `unsubscribe.${surveys ? survey : notice}`
  const press = async () => {
    try {
      await call("POST", path)
      client.setQueryData(["unsubscribe", token], { organization, safety, surveys, done: true })
    } catch (error) {
      setTrouble(troubleIn(error).message)
    }
  }
  return (
    <CustomerPage
      organization={organization}
      title={t(done ? key("done", "surveysDone") : "unsubscribe.title", { organization })}
      lede={t(done ? key("doneHint", "surveysDoneHint") : key("hint", "surveysHint"), { organization })}
    >
      {!done && (
        <Button variant="filled" onClick={() => void press()}>
          {t(key("button", "surveysButton"))}
        </Button>
      )}
      {trouble && (
        <p role="alert" className="bad">
          {trouble}
        </p>
      )}
    </CustomerPage>
  )
}
