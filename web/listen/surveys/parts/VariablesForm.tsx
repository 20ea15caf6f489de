import { ActionIcon, Button, MultiSelect, Select, TextInput } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Variable } from "../../../../survey/definition.ts"
import { Icon } from "../../../ui/Icon.tsx"
import { questionsOf } from "../survey-moves.ts"
import { shortOf } from "../survey-words.ts"
import { useBuilder } from "./builder-context.ts"
import classes from "./Surveys.module.css"

/** Names that texts and rules may use beside answers: given by the link, known of the person, or summed up. */
export function VariablesForm() {
  const { t } = useTranslation()
  const { draft, survey, language, mayEdit } = useBuilder()
  const { variables } = survey
  const set = (next: Variable[], about: string | null = null) =>
    draft.edit((now) => ({ ...now, variables: next }), about)
  const counted = questionsOf(survey)
    .filter(({ kind }) => ["scale", "slider", "number"].includes(kind))
    .map(({ id, title }) => ({ value: id, label: shortOf(title, survey, language) || id }))
  return (
    <div className="stack">
      <p className="n">{t("surveys.variablesHint")}</p>
      {variables.map((variable, at) => {
        const change = (next: Variable, about: string | null = null) => set(variables.with(at, next), about)
        const { from } = variable
        return (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: its name is what is being edited
            key={at}
            className={classes.jump}
          >
            <div className="row" style={{ alignItems: "flex-end" }}>
              <TextInput
                label={t("surveys.variableName")}
                w={150}
                readOnly={!mayEdit}
                value={variable.name}
                onChange={(event) => {
                  const name = event.currentTarget.value.replace(/\W/g, "_").replace(/^(\d)/, "_$1")
                  if (name) change({ ...variable, name }, `variable.${at}`)
                }}
              />
              <Select
                label={t("surveys.variableFrom")}
                w={190}
                allowDeselect={false}
                disabled={!mayEdit}
                value={from.kind}
                data={(["given", "person", "sum"] as const).map((kind) => ({
                  value: kind,
                  label: t(`surveys.variableKind.${kind}`),
                }))}
                onChange={(kind) =>
                  change({
                    name: variable.name,
                    from:
                      kind === "sum"
                        ? { kind, answers: [] }
                        : kind === "person"
                          ? { kind, attribute: variable.name }
                          : { kind: "given" },
                  })
                }
              />
              {mayEdit && (
                <ActionIcon
                  aria-label={t("surveys.dropVariable", { name: variable.name })}
                  onClick={() => set(variables.toSpliced(at, 1))}
                >
                  <Icon name="close" size={14} />
                </ActionIcon>
              )}
            </div>
            {from.kind === "sum" ? (
              <MultiSelect
                label={t("surveys.sumOf")}
                data={counted}
                value={from.answers}
                disabled={!mayEdit}
                onChange={(answers) => change({ ...variable, from: { kind: "sum", answers } })}
              />
            ) : (
              <div className="row">
                {from.kind === "person" && (
                  <TextInput
                    label={t("surveys.attribute")}
                    readOnly={!mayEdit}
                    value={from.attribute}
                    onChange={(event) => {
                      const attribute = event.currentTarget.value
                      if (attribute) change({ ...variable, from: { ...from, attribute } }, `attribute.${at}`)
                    }}
                  />
                )}
                <TextInput
                  label={t("surveys.fallback")}
                  readOnly={!mayEdit}
                  value={from.fallback ?? ""}
                  onChange={(event) => {
                    const { fallback: _, ...rest } = from
                    const words = event.currentTarget.value
                    change({ ...variable, from: words ? { ...rest, fallback: words } : rest }, `fallback.${at}`)
                  }}
                />
              </div>
            )}
          </div>
        )
      })}
      {mayEdit && (
        <Button
          size="compact-sm"
          leftSection={<Icon name="plus" size={12} />}
          onClick={() => set([...variables, { name: freshName(variables), from: { kind: "given" } }])}
        >
          {t("surveys.addVariable")}
        </Button>
      )}
    </div>
  )
}

function freshName(variables: readonly Variable[]): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? "product" : `product_${number}`
    if (!variables.some((one) => one.name === name)) return name
  }
}
