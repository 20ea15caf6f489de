import { type ReactNode, useEffect } from "react"
import { useTranslation } from "react-i18next"
import { changeLanguage, type Language, languages } from "../../app/i18n.ts"
import classes from "./Standing.module.css"

/** A page for customers: the company's name, one sentence, and nothing of the inside. No search engine keeps it. */
export function CustomerPage({
  organization,
  title,
  lede,
  children,
}: {
  organization?: string
  title: string
  lede?: string
  children: ReactNode
}) {
  const { t, i18n } = useTranslation()
  useEffect(() => {
    const robots = document.createElement("meta")
    robots.name = "robots"
    robots.content = "noindex, nofollow"
    document.head.append(robots)
    return () => robots.remove()
  }, [])
  return (
    <main className={classes.page}>
      <title>{organization ? `${title} · ${organization}` : title}</title>
      {organization && <p className={classes.company}>{organization}</p>}
      <h1>{title}</h1>
      {lede && <p className="lede">{lede}</p>}
      {children}
      <fieldset className={classes.languages} aria-label={t("standing.language")}>
        {(Object.keys(languages) as Language[]).map((language) => (
          <button
            key={language}
            type="button"
            lang={language}
            aria-pressed={i18n.language === language}
            onClick={() => void changeLanguage(language)}
          >
            {languages[language]}
          </button>
        ))}
      </fieldset>
    </main>
  )
}
