import { Button, Menu, NativeSelect } from "@mantine/core"
import { useTranslation } from "react-i18next"
import { apiUrl } from "../../../api/client.ts"
import { useFormat } from "../../../app/format.ts"
import { useSession } from "../../../app/session.tsx"
import { valueLabel } from "../../../ui/filters/field-words.ts"
import { PeriodButton } from "../../../ui/filters/PeriodButton.tsx"
import { Icon } from "../../../ui/Icon.tsx"
import { optionLabel, type Results, said } from "../results-words.ts"
import type { ResultsState } from "../use-results.ts"

/** By what all figures of the page are filtered, and what is shown as a file. */
export function ResultFilterBar({ results, state }: { results: Results; state: ResultsState }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const { survey, questions } = results
  const { search, change } = state
  const chosen = questions.find((one) => one.id === search.question)
  const option = [...(chosen?.options ?? []), ...(chosen?.rows.flatMap((row) => row.options) ?? [])].find(
    (one) => one.value === search.value,
  )
  return (
    <div className="row">
      <PeriodButton
        {...(search.from ? { from: search.from } : {})}
        {...(search.to ? { to: search.to } : {})}
        onChange={change}
      />
      {survey.languages.length > 1 && (
        <NativeSelect
          aria-label={t("results.field.language")}
          value={search.language ?? ""}
          onChange={(event) => change({ language: event.currentTarget.value || undefined })}
          data={[
            { value: "", label: t("results.allLanguages") },
            ...survey.languages.map((one) => ({ value: one, label: valueLabel("language", one, t) })),
          ]}
        />
      )}
      {survey.versions.length > 1 && (
        <NativeSelect
          aria-label={t("results.field.version")}
          value={search.version ?? ""}
          onChange={(event) => change({ version: event.currentTarget.value || undefined })}
          data={[
            { value: "", label: t("results.allVersions") },
            ...survey.versions.map((one) => ({
              value: String(one.number),
              label: t("results.versionSince", { number: one.number, day: format.day(one.at) }),
            })),
          ]}
        />
      )}
      <NativeSelect
        aria-label={t("results.field.state")}
        value={search.state ?? ""}
        onChange={(event) => change({ state: event.currentTarget.value || undefined })}
        data={[
          { value: "", label: t("results.allStates") },
          { value: "finished", label: t("results.state.finished") },
          { value: "abandoned", label: t("results.state.abandoned") },
        ]}
      />
      {search.question && (
        <Button
          variant="light"
          onClick={() => change({ question: undefined, value: undefined })}
          aria-label={t("results.removeFilter")}
          rightSection={<span aria-hidden="true">×</span>}
          style={{ maxWidth: "100%" }}
        >
          <span className="clip" style={{ maxWidth: 320 }}>
            {said(chosen?.title) || search.question}
            {search.value !== undefined && `: ${option && chosen ? optionLabel(option, chosen.kind, t) : search.value}`}
          </span>
        </Button>
      )}
      <span style={{ flex: 1 }} />
      <Menu position="bottom-end">
        <Menu.Target>
          <Button rightSection={<Icon name="down" size={12} />}>{t("export.button")}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t("results.exportWhat")}</Menu.Label>
          {(["csv", "xlsx", "ndjson", "spss"] as const).map((form) => (
            <Menu.Item
              key={form}
              component="a"
              href={apiUrl(`/surveys/${survey.id}/responses/export`, {
                ...state.listed,
                format: form,
                organization: org,
              })}
              download
            >
              {form === "spss" ? t("results.spss") : t(`export.${form}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}
