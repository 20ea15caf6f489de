import { TextInput } from "@mantine/core"
import { useSearch } from "@tanstack/react-router"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { DoorForm, Password } from "./DoorForm.tsx"
import { Welcome } from "./Welcome.tsx"

export default function SignInPage() {
  const { t } = useTranslation()
  const { next } = useSearch({ strict: false }) as { next?: string }
  const [email, setEmail] = useState("")
  const [password, setPassword] = useState("")
  return (
    <Welcome title={t("signIn.title")} lede={t("signIn.lede")}>
      <DoorForm button={t("signIn.button")} email={email} password={password} next={inside(next)}>
        <TextInput
          type="email"
          autoComplete="username"
          label={t("signIn.email")}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          required
          autoFocus
        />
        <Password value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
      </DoorForm>
    </Welcome>
  )
}

/** Only addresses of this application are followed after signing in. */
function inside(next: string | undefined): string {
  return next?.startsWith("/") && !next.startsWith("//") ? next : "/"
}
