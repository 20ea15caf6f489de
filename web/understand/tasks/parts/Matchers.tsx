import { Autocomplete, Button, TagsInput } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useGet } from "../../../app/data.tsx"
import type { Matcher } from "../task-words.ts"

type Props = {
  title?: string
  /** What the fields are called where there is no title. */
  label?: string
  hint?: string
  known: string[]
  value: Matcher[]
  onChange: (value: Matcher[]) => void
}

/** Events of which any counts, each with a condition if wished. */
export function Matchers({ title, label, hint, known, value, onChange }: Props) {
  const { t } = useTranslation()
  const lines = value.length === 0 ? [{ event: "", where: [] }] : value
  const change = (at: number, matcher: Matcher) => onChange(lines.map((one, index) => (index === at ? matcher : one)))
  return (
    <section>
      {title && <h2>{title}</h2>}
      {hint && <p className="n">{hint}</p>}
      {lines.map((matcher, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
        <div key={index} style={{ marginTop: 8 }}>
          <div className="row">
            <Autocomplete
              style={{ flex: "1 1 220px" }}
              aria-label={`${title ?? label}: ${t("builder.event")} ${index + 1}`}
              placeholder={t("builder.event")}
              data={known}
              limit={30}
              value={matcher.event}
              onChange={(event) => change(index, { ...matcher, event })}
            />
            {(matcher.where ?? []).length === 0 && matcher.event !== "" && (
              <Button
                size="compact-xs"
                variant="subtle"
                onClick={() => change(index, { ...matcher, where: [{ field: "attributes.", op: "in", values: [] }] })}
              >
                {t("builder.addCondition")}
              </Button>
            )}
            {matcher.event !== "" && (
              <Button
                size="compact-xs"
                variant="subtle"
                aria-label={t("builder.removeEvent", { name: matcher.event })}
                onClick={() => onChange(value.filter((_, other) => other !== index))}
              >
                {t("common.remove")}
              </Button>
            )}
          </div>
          {(matcher.where ?? []).length > 0 && <Where matcher={matcher} onChange={(next) => change(index, next)} />}
        </div>
      ))}
      {value.some((one) => one.event !== "") && value.length < 10 && (
        <Button
          mt={8}
          size="compact-sm"
          variant="subtle"
          onClick={() => onChange([...value, { event: "", where: [] }])}
        >
          {t("builder.either")}
        </Button>
      )}
    </section>
  )
}

function Where({ matcher, onChange }: { matcher: Matcher; onChange: (matcher: Matcher) => void }) {
  const { t } = useTranslation()
  const condition = matcher.where![0]!
  const property = condition.field.replace("attributes.", "")
  const properties = useGet<{ items: Answer<"EventProperty">[] }>("events", "/events/properties", {
    name: matcher.event,
  })
  const items = properties.data?.items ?? []
  const set = (part: Partial<typeof condition>) => onChange({ ...matcher, where: [{ ...condition, ...part }] })
  return (
    <div className="row" style={{ marginTop: 6, paddingLeft: 16 }}>
      <span className="n">{t("builder.condition")}</span>
      <Autocomplete
        w={170}
        aria-label={t("builder.property")}
        placeholder={t("builder.property")}
        data={items.map((one) => one.property)}
        value={property}
        onChange={(name) => set({ field: `attributes.${name}`, values: [] })}
      />
      <span className="n">{t("builder.is")}</span>
      <TagsInput
        style={{ flex: "1 1 160px" }}
        aria-label={`${property} ${t("builder.is")}`}
        data={items.find((one) => one.property === property)?.values ?? []}
        value={(condition.values ?? []).map(String)}
        onChange={(values) => set({ values })}
      />
      <Button size="compact-xs" variant="subtle" onClick={() => onChange({ ...matcher, where: [] })}>
        {t("common.remove")}
      </Button>
    </div>
  )
}
