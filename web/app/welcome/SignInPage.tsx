import { Button, PasswordInput, TextInput } from "@mantine/core"
import { useQueryClient } from "@tanstack/react-query"
import { useSearch } from "@tanstack/react-router"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import { call } from "../../api/client.ts"
import { troubleIn } from "../data.tsx"
import { useGo } from "../Go.tsx"
import classes from "./Welcome.module.css"
import { Welcome } from "./Welcome.tsx"

export default function SignInPage() {
  const { t } = useTranslation()
  const go = useGo()
  const client = useQueryClient()
  const { next } = useSearch({ strict: false }) as { next?: string }
  const [email, setEmail] = useState("")
  const [password, setPassword] = useState("")
  const [trouble, setTrouble] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setTrouble(null)
    try {
      await call("POST", "/api/auth/sign-in/email", { body: { email, password } })
      client.clear()
      go(inside(next))
    } catch (error) {
      setTrouble(troubleIn(error).message)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Welcome title={t("signIn.title")} lede={t("signIn.lede")}>
      <form className={classes.fields} onSubmit={(event) => void submit(event)}>
        <TextInput
          type="email"
          autoComplete="username"
          label={t("signIn.email")}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          required
          autoFocus
        />
        <PasswordInput
          autoComplete="current-password"
          label={t("signIn.password")}
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
            {t("signIn.button")}
          </Button>
        </div>
      </form>
    </Welcome>
  )
}

/** Only addresses of this application are followed after signing in. */
function inside(next: string | undefined): string {
  return next?.startsWith("/") && !next.startsWith("//") ? next : "/"
}
