import { Button, SegmentedControl } from "@mantine/core"
import { useEffect, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import type { preview } from "../../../../respond/preview.tsx"
import type { Survey } from "../../../../survey/definition.ts"
import { languageOf } from "../../../../survey/languages.ts"
import type { Facet } from "../../../api/contract.ts"
import { useGet } from "../../../app/data.tsx"
import { languageName } from "../survey-words.ts"
import classes from "./Surveys.module.css"

type Running = ReturnType<typeof preview>

/** The survey as respondents will see it: the very page that asks, without a server behind it. */
export function PreviewPane({ survey, place }: { survey: Survey; place: string | null }) {
  const { t, i18n } = useTranslation()
  const [width, setWidth] = useState("phone")
  const [light, setLight] = useState("day")
  const [wanted, setWanted] = useState<string | null>(null)
  const frame = useRef<HTMLDivElement>(null)
  const running = useRef<Running | null>(null)
  const newest = useRef(survey)
  const begunAt = useRef(place)
  const parts = useGet<{ facets: Facet[] }>("facets", "/facets", { fields: "component", limit: 20 })
  const components = parts.data?.facets[0]?.values.map(({ value }) => String(value)).join("\n")
  const language = languageOf(survey, [wanted, i18n.language])

  useEffect(() => {
    let over = false
    const element = frame.current
    void import("../../../../respond/preview.tsx").then((module) => {
      if (over || !element) return
      running.current = module.preview(element, newest.current, {
        language,
        dark: light === "night",
        place: begunAt.current ?? undefined,
        components: components?.split("\n").filter(Boolean),
        variables: Object.fromEntries(
          newest.current.variables.flatMap(({ name, from }) =>
            from.kind === "sum" ? [] : [[name, from.fallback ?? `‹${name}›`]],
          ),
        ),
      })
    })
    return () => {
      over = true
      running.current?.end()
      running.current = null
    }
  }, [language, light, components])

  useEffect(() => {
    newest.current = survey
    running.current?.update(survey)
  }, [survey])

  useEffect(() => {
    begunAt.current = place
    if (place && running.current && running.current.now().place !== place) running.current.restart(place)
  }, [place])

  return (
    <section className={classes.preview} aria-label={t("surveys.preview")}>
      <div className="row" style={{ marginBottom: 8 }}>
        <SegmentedControl
          size="xs"
          aria-label={t("surveys.previewWidth")}
          value={width}
          onChange={setWidth}
          data={[
            { value: "phone", label: t("surveys.phone") },
            { value: "wide", label: t("surveys.wide") },
          ]}
        />
        <SegmentedControl
          size="xs"
          aria-label={t("surveys.previewLight")}
          value={light}
          onChange={setLight}
          data={[
            { value: "day", label: t("surveys.day") },
            { value: "night", label: t("surveys.night") },
          ]}
        />
        {survey.languages.length > 1 && (
          <select
            className={classes.languages}
            aria-label={t("surveys.previewLanguage")}
            value={language}
            onChange={(event) => setWanted(event.currentTarget.value)}
          >
            {survey.languages.map((tag) => (
              <option key={tag} value={tag}>
                {languageName(tag, i18n.language)}
              </option>
            ))}
          </select>
        )}
        <Button size="compact-sm" variant="subtle" onClick={() => running.current?.restart(survey.pages[0]?.id)}>
          {t("surveys.restart")}
        </Button>
      </div>
      <div className={classes.frame} data-width={width} data-night={light === "night" || undefined}>
        <div ref={frame} lang={language} />
      </div>
      <p className="n" style={{ marginTop: 8 }}>
        {t("surveys.previewHint")}
      </p>
    </section>
  )
}
