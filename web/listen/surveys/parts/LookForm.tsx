import { ColorInput, SegmentedControl } from "@mantine/core"
import { useTranslation } from "react-i18next"
import { contrast } from "../../../../survey/colours.ts"
import type { Theme } from "../../../../survey/definition.ts"
import { useFormat } from "../../../app/format.ts"
import { useBuilder } from "./builder-context.ts"
import { Line } from "./Fields.tsx"

/** Colours, font and logo, with the contrast that respondents will have to read by. */
export function LookForm() {
  const { t } = useTranslation()
  const format = useFormat()
  const { draft, survey, mayEdit } = useBuilder()
  const { theme } = survey
  const set = (change: Partial<Theme>, about: string | null) =>
    draft.edit((now) => ({ ...now, theme: { ...now.theme, ...change } }), about)
  const words = contrast(theme.text, theme.background)
  const edge = contrast(theme.accent, theme.background)
  const colour = (name: "accent" | "background" | "text") => (
    <ColorInput
      label={t(`surveys.colour.${name}`)}
      w={200}
      format="hex"
      withEyeDropper={false}
      disabled={!mayEdit}
      value={theme[name]}
      onChange={(value) => /^#[0-9a-f]{6}$/i.test(value) && set({ [name]: value }, `colour.${name}`)}
    />
  )
  return (
    <div className="stack">
      <div className="row">
        {colour("accent")}
        {colour("background")}
        {colour("text")}
      </div>
      <p className={words < 4.5 ? "bad" : "n"}>
        {t(words < 4.5 ? "surveys.contrastTextLow" : "surveys.contrastText", { ratio: format.number(words, 1) })}
      </p>
      <p className={edge < 3 ? "bad" : "n"}>
        {t(edge < 3 ? "surveys.contrastEdgeLow" : "surveys.contrastEdge", { ratio: format.number(edge, 1) })}
      </p>
      <div>
        <p style={{ marginBottom: 4 }}>{t("surveys.font")}</p>
        <SegmentedControl
          aria-label={t("surveys.font")}
          disabled={!mayEdit}
          value={theme.font}
          data={(["system", "serif", "rounded"] as const).map((value) => ({
            value,
            label: t(`surveys.fonts.${value}`),
          }))}
          onChange={(font) => set({ font: font as Theme["font"] }, null)}
        />
      </div>
      <Line path={["theme", "logo"]} label={t("surveys.logo")} type="url" placeholder="https://" />
    </div>
  )
}
