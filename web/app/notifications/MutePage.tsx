import { Button } from "@mantine/core"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useParams } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import { OpenPage } from "../../act/status/parts/OpenPage.tsx"
import { call } from "../../api/client.ts"
import type { Answer } from "../../api/generated.ts"
import { sayTrouble } from "../data.tsx"

type Muting = Answer<"Muting">

/** A link in a mail leads here: nothing is muted before its reader presses, as programs follow links too. */
export default function MutePage() {
  const { token = "" } = useParams({ strict: false })
  const { t } = useTranslation()
  const client = useQueryClient()
  const path = `/mutings/${encodeURIComponent(token)}`
  const found = useQuery({ queryKey: ["muting", token], queryFn: () => call<Muting>("GET", path), retry: false })
  const press = useMutation({
    mutationFn: (muted: boolean) => call<Muting>(muted ? "POST" : "DELETE", path),
    onSuccess: (now) => client.setQueryData(["muting", token], now),
    onError: sayTrouble,
  })
  if (found.error) return <OpenPage title={t("muting.gone")}>{t("muting.goneHint")}</OpenPage>
  if (!found.data) return null
  const { organization, muted } = found.data
  const title = found.data.title ?? t("muting.thisRecord")
  return (
    <OpenPage
      kicker={organization}
      title={t(muted ? "muting.muted" : "muting.question", { title })}
      lede={t("muting.hint")}
    >
      <Button
        variant={muted ? "default" : "filled"}
        style={{ justifySelf: "start" }}
        loading={press.isPending}
        onClick={() => press.mutate(!muted)}
      >
        {t(muted ? "common.undo" : "muting.press")}
      </Button>
    </OpenPage>
  )
}
