import { Button, PasswordInput, type PasswordInputProps } from "@mantine/core"
import { useQueryClient } from "@tanstack/react-query"
import { type FormEvent, type ReactNode, useState } from "react"
import { useTranslation } from "react-i18next"
import { call } from "../../api/client.ts"
import { troubleIn } from "../data.tsx"
import { useGo } from "../Go.tsx"
import classes from "./Welcome.module.css"

type Entering = {
  button: string
  /** What has to happen before signing in; its refusal is shown on the form. */
  before?: () => Promise<unknown>
  email: string
  password: string
  /** Where to go when signed in. */
  next?: string
  children: ReactNode
}

/** A form that ends signed in: at sign-in, at the first run, at an invitation. */
export function DoorForm({ button, before, email, password, next = "/", children }: Entering) {
  const go = useGo()
  const client = useQueryClient()
  const [trouble, setTrouble] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setTrouble(null)
    try {
      await before?.()
      await call("POST", "/api/auth/sign-in/email", { body: { email, password } })
      client.clear()
      go(next)
    } catch (error) {
      const { message, remedy } = troubleIn(error)
      setTrouble([message, remedy].filter(Boolean).join(" "))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form className={classes.fields} onSubmit={(event) => void submit(event)}>
      {children}
      {trouble && (
        <p role="alert" className="bad">
          {trouble}
        </p>
      )}
      <div>
        <Button type="submit" variant="filled" loading={busy}>
          {button}
        </Button>
      </div>
    </form>
  )
}

/** A password, typed or made anew. */
export function Password({ isNew = false, ...rest }: PasswordInputProps & { isNew?: boolean }) {
  const { t } = useTranslation()
  return (
    <PasswordInput
      label={t("signIn.password")}
      autoComplete={isNew ? "new-password" : "current-password"}
      {...(isNew ? { description: t("setup.passwordHint"), minLength: 10 } : {})}
      required
      visibilityToggleButtonProps={{ "aria-label": t("signIn.show") }}
      {...rest}
    />
  )
}
