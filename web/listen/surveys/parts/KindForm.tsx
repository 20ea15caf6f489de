import { Checkbox, MultiSelect, SegmentedControl, TagsInput } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { ContactField, Question } from "../../../../survey/definition.ts"
import type { Facet } from "../../../api/contract.ts"
import { useGet } from "../../../app/data.tsx"
import type { Place } from "../survey-moves.ts"
import { useBuilder, usePut } from "./builder-context.ts"
import { Choices } from "./Choices.tsx"
import { Line, Num, Pick, Toggle, Words } from "./Fields.tsx"

const measures = [
  "nps",
  "csat",
  "ces",
  "ease",
  "quality",
  "value",
  "expectations",
  "rating",
  "sus",
  "umux_lite",
  "pmf",
  "importance",
  "satisfaction",
]
const contactFields: ContactField[] = ["name", "email", "phone", "company"]
const fileTypes = ["image/png", "image/jpeg", "image/webp", "application/pdf", "text/plain", "text/csv"]

/** What only this kind of question has. */
export function KindForm({ question, path }: { question: Question; path: Place }) {
  const { t } = useTranslation()
  const ends = (
    <div className="row" style={{ alignItems: "flex-start" }}>
      <Words path={[...path, "low"]} label={t("surveys.low")} optional />
      <Words path={[...path, "high"]} label={t("surveys.high")} optional />
    </div>
  )
  switch (question.kind) {
    case "scale":
      return (
        <>
          <div className="row" style={{ alignItems: "flex-start" }}>
            <Num path={[...path, "min"]} label={t("surveys.from")} min={-100} max={100} needed />
            <Num path={[...path, "max"]} label={t("surveys.to")} min={-100} max={100} needed />
            <Measured path={path} measured={question.measures} />
          </div>
          {ends}
          <Toggle path={[...path, "unsure"]} label={t("surveys.unsure")} />
        </>
      )
    case "slider":
      return (
        <>
          <div className="row" style={{ alignItems: "flex-start" }}>
            <Num path={[...path, "min"]} label={t("surveys.from")} needed />
            <Num path={[...path, "max"]} label={t("surveys.to")} needed />
            <Num path={[...path, "step"]} label={t("surveys.stepSize")} needed />
          </div>
          {ends}
          <div className="row">
            <Words path={[...path, "unit"]} label={t("surveys.unit")} optional />
            <Measured path={path} measured={question.measures} />
          </div>
        </>
      )
    case "choice":
      return (
        <>
          <Choices
            path={[...path, "choices"]}
            list={question.choices}
            label={t("surveys.choices")}
            add={t("surveys.addChoice")}
            special
            values={question.measures !== undefined}
            pictures={question.look === "pictures"}
          />
          <Toggle path={[...path, "shuffle"]} label={t("surveys.shuffleChoices")} />
          {question.many ? (
            <div className="row">
              <Num path={[...path, "least"]} label={t("surveys.least")} min={0} max={question.choices.length} />
              <Num path={[...path, "most"]} label={t("surveys.most")} min={1} max={question.choices.length} />
            </div>
          ) : (
            <Measured path={path} measured={question.measures} />
          )}
        </>
      )
    case "ranking":
      return (
        <>
          <Choices
            path={[...path, "choices"]}
            list={question.choices}
            label={t("surveys.toRank")}
            add={t("surveys.addChoice")}
          />
          <Toggle path={[...path, "shuffle"]} label={t("surveys.shuffleChoices")} />
        </>
      )
    case "matrix":
      return (
        <>
          <Choices path={[...path, "rows"]} list={question.rows} label={t("surveys.rows")} add={t("surveys.addRow")} />
          <Choices
            path={[...path, "columns"]}
            list={question.columns}
            label={t("surveys.columns")}
            add={t("surveys.addColumn")}
            values={question.measures !== undefined}
          />
          <Toggle path={[...path, "many"]} label={t("surveys.severalPerRow")} always />
          <Measured path={path} measured={question.measures} />
        </>
      )
    case "text":
      return (
        <div className="row" style={{ alignItems: "flex-start" }}>
          <Num path={[...path, "most"]} label={t("surveys.mostSigns")} min={1} max={10_000} />
          {!question.long && (
            <Pick
              path={[...path, "pattern"]}
              label={t("surveys.pattern")}
              placeholder={t("surveys.anything")}
              data={(["email", "phone", "url"] as const).map((value) => ({
                value,
                label: t(`surveys.patternOf.${value}`),
              }))}
            />
          )}
        </div>
      )
    case "number":
      return (
        <>
          <div className="row" style={{ alignItems: "flex-start" }}>
            <Num path={[...path, "min"]} label={t("surveys.from")} />
            <Num path={[...path, "max"]} label={t("surveys.to")} />
            <Words path={[...path, "unit"]} label={t("surveys.unit")} optional />
          </div>
          <Toggle path={[...path, "whole"]} label={t("surveys.whole")} />
        </>
      )
    case "date":
      return (
        <div className="row">
          <Line path={[...path, "from"]} label={t("surveys.from")} type="date" />
          <Line path={[...path, "to"]} label={t("surveys.to")} type="date" />
        </div>
      )
    case "contact":
      return <ContactFields question={question} path={path} />
    case "file":
      return <FileRules question={question} path={path} />
    case "consent":
      return (
        <>
          <Words path={[...path, "text"]} label={t("surveys.consentText")} lines={2} />
          <Pick
            path={[...path, "grants"]}
            label={t("surveys.grants")}
            hint={t("surveys.grantsHint")}
            placeholder={t("surveys.grantsNothing")}
            data={[{ value: "marketing", label: t("surveys.grantsMarketing") }]}
          />
        </>
      )
    case "statement":
      return <Words path={[...path, "text"]} label={t("surveys.statementText")} lines={3} optional />
    case "component":
      return <Components question={question} path={path} />
  }
}

/** Under which name its answers are counted, together with every other score of that name. */
function Measured({ path, measured }: { path: Place; measured: string | undefined }) {
  const { t } = useTranslation()
  const all = measured && !measures.includes(measured) ? [...measures, measured] : measures
  return (
    <Pick
      path={[...path, "measures"]}
      label={t("surveys.measures")}
      placeholder={t("surveys.measuresNothing")}
      w={220}
      data={all.map((value) => ({
        value,
        label: measures.includes(value) ? t(`surveys.measure.${value}`) : value,
      }))}
    />
  )
}

function ContactFields({ question, path }: { question: Question & { kind: "contact" }; path: Place }) {
  const { t } = useTranslation()
  const { mayEdit } = useBuilder()
  const put = usePut()
  const set = (name: ContactField, asked: boolean, required: boolean) =>
    put(
      [...path, "fields"],
      contactFields.flatMap((one) => {
        if (one === name) return asked ? [{ name, required }] : []
        return question.fields.filter((field) => field.name === one)
      }),
      null,
    )
  return (
    <fieldset style={{ border: 0, padding: 0, margin: 0 }}>
      <legend className="n">{t("surveys.contactFields")}</legend>
      {contactFields.map((name) => {
        const field = question.fields.find((one) => one.name === name)
        return (
          <div key={name} className="row" style={{ marginTop: 8, gap: 20 }}>
            <Checkbox
              label={t(`surveys.contact.${name}`)}
              w={150}
              checked={Boolean(field)}
              disabled={!mayEdit}
              onChange={(event) => set(name, event.currentTarget.checked, false)}
            />
            {field && (
              <Checkbox
                label={t("surveys.requiredField", { field: t(`surveys.contact.${name}`) })}
                checked={field.required}
                disabled={!mayEdit}
                onChange={(event) => set(name, true, event.currentTarget.checked)}
              />
            )}
          </div>
        )
      })}
    </fieldset>
  )
}

function FileRules({ question, path }: { question: Question & { kind: "file" }; path: Place }) {
  const { t } = useTranslation()
  const { mayEdit } = useBuilder()
  const put = usePut()
  return (
    <>
      <div className="row">
        <Num path={[...path, "most"]} label={t("surveys.mostFiles")} min={1} max={20} needed />
        <Num path={[...path, "megabytes"]} label={t("surveys.megabytes")} min={1} max={100} needed />
      </div>
      <MultiSelect
        label={t("surveys.fileTypes")}
        data={[...new Set([...fileTypes, ...question.types])]}
        value={question.types}
        disabled={!mayEdit}
        onChange={(types) => put([...path, "types"], types, null)}
      />
    </>
  )
}

function Components({ question, path }: { question: Question & { kind: "component" }; path: Place }) {
  const { t } = useTranslation()
  const { mayEdit } = useBuilder()
  const put = usePut()
  const known = useGet<{ facets: Facet[] }>("facets", "/facets", { fields: "component", limit: 100 })
  const names = known.data?.facets[0]?.values.map(({ value }) => String(value)) ?? []
  return (
    <>
      <SegmentedControl
        aria-label={t("surveys.componentsFrom")}
        disabled={!mayEdit}
        value={question.components ? "named" : "all"}
        data={[
          { value: "all", label: t("surveys.componentsAll") },
          { value: "named", label: t("surveys.componentsNamed") },
        ]}
        onChange={(from) => put([...path, "components"], from === "all" ? undefined : names.slice(0, 20), null)}
      />
      {question.components && (
        <TagsInput
          label={t("surveys.components")}
          data={names}
          value={question.components}
          disabled={!mayEdit}
          onChange={(components) => put([...path, "components"], components, null)}
        />
      )}
      <Toggle path={[...path, "many"]} label={t("surveys.severalParts")} always />
    </>
  )
}
