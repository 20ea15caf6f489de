import { Button, PasswordInput, TextInput } from "@mantine/core"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { useParams } from "@tanstack/react-router"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import { call } from "../../api/client.ts"
import { troubleIn } from "../data.tsx"
import { useGo } from "../Go.tsx"
import classes from "./Welcome.module.css"
import { Welcome } from "./Welcome.tsx"

type OpenInvitation = { email: string; organization: string; role: string; known: boolean }

/** Somebody was asked to come: a name, a password, and in. */
export default function InvitationPage() {
  const { token = "" } = useParams({ strict: false })
  const { t, i18n } = useTranslation()
  const go = useGo()
  const client = useQueryClient()
  const invitation = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => call<OpenInvitation>("GET", `/invitations/by-token/${encodeURIComponent(token)}`),
    retry: false,
  })
  const [name, setName] = useState("")
  const [password, setPassword] = useState("")
  const [trouble, setTrouble] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  if (invitation.error)
    return (
      <Welcome title={t("invitation.gone")} lede={t("invitation.goneHint")}>
        {null}
      </Welcome>
    )
  if (!invitation.data) return null
  const { email, organization } = invitation.data
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setTrouble(null)
    try {
      await call("POST", `/invitations/by-token/${encodeURIComponent(token)}/acceptance`, {
        body: { name, password, locale: i18n.language },
      })
      await call("POST", "/api/auth/sign-in/email", { body: { email, password } })
      client.clear()
      go("/")
    } catch (error) {
      setTrouble(troubleIn(error).message)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Welcome title={t("invitation.title", { organization })} lede={t("invitation.lede", { email })}>
      <form className={classes.fields} onSubmit={(event) => void submit(event)}>
        <TextInput
          autoComplete="name"
          label={t("setup.name")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          required
          autoFocus
        />
        <PasswordInput
          autoComplete="new-password"
          label={t("signIn.password")}
          description={t("setup.passwordHint")}
          minLength={10}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          required
          visibilityToggleButtonProps={{ "aria-label": t("signIn.show") }}
        />
        {trouble && (
          <p role="alert" className="bad">
            {trouble}
          </p>
        )}
        <div>
          <Button type="submit" variant="filled" loading={busy}>
            {t("invitation.button")}
          </Button>
        </div>
      </form>
    </Welcome>
  )
}
