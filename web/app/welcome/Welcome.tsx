import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"
import { Voice } from "../../ui/Voice.tsx"
import { changeLanguage, type Language, languages } from "../i18n.ts"
import classes from "./Welcome.module.css"

/** The door: the form on one side, on the other what this is about: customers' own words. */
export function Welcome({ title, lede, children }: { title: string; lede?: string; children: ReactNode }) {
  const { t, i18n } = useTranslation()
  return (
    <div className={classes.page}>
      <main className={classes.form}>
        <div className={classes.brand}>
          Rapport<i>.</i>
        </div>
        <title>{`${title} · Rapport`}</title>
        <h1>{title}</h1>
        {lede && <p className="lede">{lede}</p>}
        {children}
        <div className={classes.language}>
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
        </div>
      </main>
      <aside className={classes.said} aria-label={t("welcome.said")}>
        <Voice
          large
          language="en"
          text="I called twice and got two different answers about the red light."
          marks={[{ start: 55, end: 64 }]}
          who={t("welcome.who1")}
        />
        <Voice
          large
          language="zh"
          text="风扇突然停了，红灯一直亮，我打了三次电话，没有人能告诉我该怎么办。"
          marks={[{ start: 7, end: 12 }]}
          who={t("welcome.who2")}
        />
        <p className="n">{t("welcome.why")}</p>
      </aside>
    </div>
  )
}
