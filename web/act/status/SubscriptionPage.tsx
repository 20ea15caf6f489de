import { Button } from "@mantine/core"
import { useMutation, useQuery } from "@tanstack/react-query"
import { useParams } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import { call } from "../../api/client.ts"
import type { Answer } from "../../api/generated.ts"
import { sayTrouble } from "../../app/data.tsx"
import { OpenPage } from "./parts/OpenPage.tsx"
import { useNoIndex } from "./StatusPage.tsx"

type Subscription = Answer<"StatusSubscription">

/** A link in a mail leads here: nothing happens before she says so, as programs follow links too. */
export default function SubscriptionPage() {
  const { token = "" } = useParams({ strict: false })
  const { t, i18n } = useTranslation()
  const path = `/status-subscriptions/${encodeURIComponent(token)}`
  const found = useQuery({
    queryKey: ["subscription", token],
    queryFn: () => call<Subscription>("GET", path),
    retry: false,
  })
  const confirm = useMutation({
    mutationFn: () => call("POST", `${path}/confirmation`),
    onSuccess: () => found.refetch(),
    onError: sayTrouble,
  })
  const leave = useMutation({ mutationFn: () => call("DELETE", path), onError: sayTrouble })
  useNoIndex()
  if (leave.isSuccess) return <OpenPage title={t("status.left")}>{t("status.leftHint")}</OpenPage>
  if (found.error) return <OpenPage title={t("status.gone")}>{t("status.goneHint")}</OpenPage>
  if (!found.data) return null
  const { titles, organization, confirmed, statusLink } = found.data
  const title =
    (i18n.language === "en" ? (titles.en ?? titles["zh-CN"]) : (titles["zh-CN"] ?? titles.en)) ?? organization
  return (
    <OpenPage title={t(confirmed ? "status.youFollow" : "status.confirmQuestion", { title })} kicker={organization}>
      <div className="row">
        {!confirmed && (
          <Button variant="filled" loading={confirm.isPending} onClick={() => confirm.mutate()}>
            {t("status.confirm")}
          </Button>
        )}
        <Button loading={leave.isPending} onClick={() => leave.mutate()}>
          {t("status.leave")}
        </Button>
      </div>
      {statusLink && (
        <p>
          <a href={statusLink}>{t("status.look")}</a>
        </p>
      )}
    </OpenPage>
  )
}
