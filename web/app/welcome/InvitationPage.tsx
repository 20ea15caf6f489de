import { TextInput } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { useParams } from "@tanstack/react-router"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { call } from "../../api/client.ts"
import { DoorForm, Password } from "./DoorForm.tsx"
import { Welcome } from "./Welcome.tsx"

type OpenInvitation = { email: string; organization: string; role: string; known: boolean }

/** Somebody was asked to come: a name, a password, and in. */
export default function InvitationPage() {
  const { token = "" } = useParams({ strict: false })
  const { t, i18n } = useTranslation()
  const path = `/invitations/by-token/${encodeURIComponent(token)}`
  const invitation = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => call<OpenInvitation>("GET", path),
    retry: false,
  })
  const [name, setName] = useState("")
  const [password, setPassword] = useState("")
  if (invitation.error)
    return (
      <Welcome title={t("invitation.gone")} lede={t("invitation.goneHint")}>
        {null}
      </Welcome>
    )
  if (!invitation.data) return null
  const { email, organization } = invitation.data
  return (
    <Welcome title={t("invitation.title", { organization })} lede={t("invitation.lede", { email })}>
      <DoorForm
        button={t("invitation.button")}
        before={() => call("POST", `${path}/acceptance`, { body: { name, password, locale: i18n.language } })}
        email={email}
        password={password}
      >
        <TextInput
          autoComplete="name"
          label={t("setup.name")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          required
          autoFocus
        />
        <Password isNew value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
      </DoorForm>
    </Welcome>
  )
}
