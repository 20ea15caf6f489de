import { type ReactNode, useEffect } from "react"
import { useTranslation } from "react-i18next"
import { changeLanguage, type Language, languages } from "../../../app/i18n.ts"
import classes from "./Status.module.css"

/** A page for people who do not work here: a title, a sentence, in their language, from 320 px on. */
export function OpenPage({
  title,
  kicker,
  lede,
  children,
}: {
  title: string
  kicker?: string
  lede?: string
  children: ReactNode
}) {
  const { t, i18n } = useTranslation()
  useEffect(() => {
    document.title = title
  }, [title])
  return (
    <main className={classes.page}>
      <div className="spread">
        <p className="n">{kicker}</p>
        <div className="row">
          {(Object.keys(languages) as Language[]).map((language) => (
            <button
              key={language}
              type="button"
              className={classes.language}
              lang={language}
              aria-pressed={i18n.language === language}
              onClick={() => void changeLanguage(language)}
            >
              {languages[language]}
            </button>
          ))}
        </div>
      </div>
      <h1>{title}</h1>
      {lede && <p className="lede">{lede}</p>}
      <div className="stack" style={{ marginTop: 22 }}>
        {children}
      </div>
      <p className="n" style={{ marginTop: 40 }}>
        {t("status.foot")}
      </p>
    </main>
  )
}
