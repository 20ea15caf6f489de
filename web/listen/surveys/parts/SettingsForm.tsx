import { Switch, TextInput } from "@mantine/core"
import { useParams } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import type { Facet } from "../../../api/contract.ts"
import { useGet } from "../../../app/data.tsx"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { useBuilder } from "./builder-context.ts"
import { Words } from "./Fields.tsx"

/** What members call it, what stands in the browser's tab, and which moment it asks about. */
export function SettingsForm() {
  const { t } = useTranslation()
  const { draft, survey, mayEdit } = useBuilder()
  const { work } = draft
  const { org } = useSession()
  const { id = "" } = useParams({ strict: false })
  const facets = useGet<{ facets: Facet[] }>("facets", "/facets", { fields: "touchpoint,channel,product", limit: 50 })
  const known = (field: string) =>
    facets.data?.facets.find((one) => one.field === field)?.values.map(({ value }) => String(value)) ?? []
  const dimension = (field: "touchpoint" | "channel" | "product" | "journeyStep", hint?: string) => (
    <>
      <TextInput
        label={t(`surveys.${field}`)}
        description={hint}
        list={`known-${field}`}
        maxLength={300}
        readOnly={!mayEdit}
        value={work[field] ?? ""}
        onChange={(event) => {
          const words = event.currentTarget.value
          draft.change((now) => ({ ...now, [field]: words.trim() ? words : null }), field)
        }}
      />
      <datalist id={`known-${field}`}>
        {known(field).map((value) => (
          <option key={value} value={value} />
        ))}
      </datalist>
    </>
  )
  const flag = (name: "back" | "progress") => (
    <Switch
      label={t(`surveys.${name}`)}
      checked={survey[name]}
      disabled={!mayEdit}
      onChange={(event) => {
        const on = event.currentTarget.checked
        draft.edit((now) => ({ ...now, [name]: on }))
      }}
    />
  )
  return (
    <div className="stack">
      <TextInput
        label={t("surveys.name")}
        description={t("surveys.nameHint")}
        maxLength={200}
        readOnly={!mayEdit}
        value={work.title}
        error={work.title.trim() ? undefined : t("surveys.nameNeeded")}
        onChange={(event) => {
          const title = event.currentTarget.value
          draft.change((now) => ({ ...now, title }), "name")
        }}
      />
      <Words path={["title"]} label={t("surveys.tabTitle")} hint={t("surveys.tabTitleHint")} />
      {dimension("touchpoint", t("surveys.touchpointHint"))}
      {dimension("channel")}
      {dimension("product")}
      {dimension("journeyStep")}
      {flag("back")}
      {flag("progress")}
      <p className="n">
        {t("triggers.onShare")} <Go href={paths.surveyShare(org, id)}>{t("surveys.share")}</Go>
      </p>
    </div>
  )
}
