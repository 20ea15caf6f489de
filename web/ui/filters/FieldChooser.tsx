import { TextInput } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Field } from "../../api/contract.ts"
import { useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Loaded, RowBones } from "../Loaded.tsx"
import classes from "./FilterBar.module.css"
import { fieldLabel } from "./field-words.ts"

export function useFields() {
  return useGet<{ fields: Field[] }>("fields", "/fields")
}

/** Every attribute there is to filter by, with how many values it has. */
export function FieldChooser({ taken, onChoose }: { taken: string[]; onChoose: (field: string) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const fields = useFields()
  const [words, setWords] = useState("")
  return (
    <>
      <TextInput
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        placeholder={t("filter.findField")}
        aria-label={t("filter.findField")}
        data-autofocus
      />
      <div className={classes.fields}>
        <Loaded query={fields} bones={<RowBones count={4} />}>
          {(data) =>
            data.fields
              .filter(
                (field) =>
                  !taken.includes(field.field) &&
                  fieldLabel(field.field, t).toLocaleLowerCase().includes(words.toLocaleLowerCase()),
              )
              .map((field) => (
                <button
                  type="button"
                  key={field.field}
                  className={classes.choice}
                  onClick={() => onChoose(field.field)}
                >
                  <span className="clip">{fieldLabel(field.field, t)}</span>
                  <span className="n">{field.type === "number" ? "0–9" : format.number(field.distinct)}</span>
                </button>
              ))
          }
        </Loaded>
      </div>
    </>
  )
}
