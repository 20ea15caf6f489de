import { Button } from "@mantine/core"
import { useRouter } from "@tanstack/react-router"
import { useEffect } from "react"
import { useTranslation } from "react-i18next"
import { ApiError } from "../api/client.ts"
import { troubleIn } from "./data.tsx"
import { Go } from "./Go.tsx"
import classes from "./Trouble.module.css"

export function NotFound() {
  const { t } = useTranslation()
  return (
    <main className={classes.page}>
      <h1>{t("error.notFoundTitle")}</h1>
      <p className="lede">{t("error.notFound")}</p>
      <Button component={Go} href="/" mt="lg">
        {t("error.toStart")}
      </Button>
    </main>
  )
}

const reloadedIn = "rapport.reloaded"

export function Crash({ error }: { error: unknown }) {
  const { t } = useTranslation()
  const router = useRouter()
  const staleCode = /dynamically imported module|Importing a module script failed/.test(
    error instanceof Error ? error.message : "",
  )
  useEffect(() => {
    // After an upgrade the old pages' files are gone: load the new application once.
    if (staleCode && !sessionStorage.getItem(reloadedIn)) {
      sessionStorage.setItem(reloadedIn, "yes")
      location.reload()
    }
  }, [staleCode])
  if (error instanceof ApiError && error.status === 404) return <NotFound />
  const { message, remedy } = troubleIn(error)
  return (
    <main className={classes.page}>
      <h1>{t("error.title")}</h1>
      <p className="lede">{message}</p>
      {remedy && <p className="lede">{remedy}</p>}
      <Button variant="filled" mt="lg" onClick={() => void router.invalidate()}>
        {t("common.tryAgain")}
      </Button>
    </main>
  )
}
