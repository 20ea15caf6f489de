import { Button, Modal, Select, TagsInput, TextInput } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange, useGet } from "../../../app/data.tsx"
import { Icon } from "../../../ui/Icon.tsx"

type Attribute = Answer<"PersonAttribute">
const types = ["text", "number", "date", "boolean", "choice"] as const

/** What the organization notes of people besides the fixed fields, each with a type that is checked on every way in. */
export function AttributesDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const attributes = useGet<{ items: Attribute[] }>("people", "/people/attributes", {}, { enabled: opened })
  const [label, setLabel] = useState("")
  const [type, setType] = useState<Attribute["type"]>("text")
  const [choices, setChoices] = useState<string[]>([])
  const name = nameOf(label)
  const define = useChange<Omit<Attribute, "id">>({
    run: ({ name: given, ...rest }, send) => send("PUT", `/people/attributes/${given}`, rest),
    touches: ["people"],
    said: (given) => t("people.attribute.defined", { label: given.label }),
    after: () => {
      setLabel("")
      setChoices([])
    },
  })
  const drop = useChange<Attribute>({
    run: (given, send) => send("DELETE", `/people/attributes/${given.name}`),
    touches: ["people"],
    said: (given) => t("people.attribute.dropped", { label: given.label }),
    undo: ({ id: _, name: given, ...rest }, __, send) => send("PUT", `/people/attributes/${given}`, rest),
  })
  return (
    <Modal opened={opened} onClose={onClose} title={t("people.attributes")}>
      <p className="n">{t("people.attribute.lede")}</p>
      <ul className="rows" style={{ margin: "12px 0" }}>
        {(attributes.data?.items ?? []).map((one) => (
          <li key={one.id} className="spread" style={{ padding: "8px 0" }}>
            <span>
              {one.label} <span className="n">{t(`people.attribute.type.${one.type}`)}</span>
              {one.choices.length > 0 && <span className="n"> · {one.choices.join(", ")}</span>}
            </span>
            <Button
              variant="subtle"
              size="compact-sm"
              aria-label={t("people.attribute.drop", { label: one.label })}
              onClick={() => drop.mutate(one)}
            >
              <Icon name="close" size={12} />
            </Button>
          </li>
        ))}
      </ul>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (name) define.mutate({ name, label, type, choices: type === "choice" ? choices : [] })
        }}
      >
        <TextInput
          label={t("people.attribute.label")}
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
          description={name && t("people.attribute.name", { name })}
        />
        <Select
          label={t("people.attribute.typeLabel")}
          data={types.map((value) => ({ value, label: t(`people.attribute.type.${value}`) }))}
          value={type}
          onChange={(value) => setType((value as Attribute["type"] | null) ?? "text")}
        />
        {type === "choice" && <TagsInput label={t("people.attribute.choices")} value={choices} onChange={setChoices} />}
        <Button type="submit" variant="filled" disabled={!name} loading={define.isPending}>
          {t("people.attribute.add")}
        </Button>
      </form>
    </Modal>
  )
}

/** The name in data: from the label where it is written in Latin letters, else a name of its own. */
function nameOf(label: string): string {
  const plain = label
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "")
  if (plain || label.trim() === "") return plain.slice(0, 60)
  return `a_${[...label.trim()].map((sign) => sign.codePointAt(0)!.toString(36)).join("_")}`.slice(0, 60)
}
