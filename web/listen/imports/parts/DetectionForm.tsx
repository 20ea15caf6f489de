import { Button, Select, Switch, TextInput } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Detection, Import } from "../../../api/import-contract.ts"
import { useChange } from "../../../app/data.tsx"

const encodings = ["utf-8", "utf-16le", "utf-16be", "gb18030", "windows-1252", "shift_jis", "big5"]
const delimiters = [",", ";", "\t", "|"]

/** How the file was read, each with its reason, each correctable. */
export function DetectionForm({ one }: { one: Import }) {
  const { t } = useTranslation()
  const read = { ...one.detection, ...one.overrides }
  const change = useChange<Partial<Detection> | { source: string } | { kind: string }>({
    run: (part, send) =>
      send(
        "PATCH",
        `/imports/${one.id}`,
        "source" in part || "kind" in part ? part : { overrides: withoutNothing({ ...one.overrides, ...part }) },
      ),
    touches: ["imports"],
  })
  const choice = (value: string, known: string[], words: (one: string) => string) =>
    [...new Set([value, ...known])].map((one) => ({ value: one, label: words(one) }))
  const why = (key: string) => one.detection.reasons[key]
  const isText = !["xlsx", "json", "ndjson"].includes(read.format)
  return (
    <section style={{ marginBottom: 26 }}>
      <h2>{t("import.readAs")}</h2>
      {one.detection.tool && (
        <p style={{ marginBottom: 10 }}>
          {t("importTool.looks", { tool: t(`importTool.name.${one.detection.tool}`) })}{" "}
          <Button size="compact-xs" variant="subtle" onClick={() => change.mutate({ tool: "none" })}>
            {t("importTool.no")}
          </Button>
        </p>
      )}
      {one.overrides.tool === "none" && (
        <p style={{ marginBottom: 10 }}>
          {t("importTool.plain")}{" "}
          <Button size="compact-xs" variant="subtle" onClick={() => change.mutate({ tool: null })}>
            {t("importTool.again")}
          </Button>
        </p>
      )}
      <div className="row" style={{ alignItems: "end", gap: 14 }}>
        <Select
          w={210}
          label={t("import.rowsAre")}
          allowDeselect={false}
          value={one.kind}
          onChange={(kind) => kind && change.mutate({ kind })}
          data={(["feedback", "people", "ownership"] as const).map((value) => ({
            value,
            label: t(`import.kind.${value}`),
          }))}
        />
        {isText && (
          <Select
            w={180}
            label={t("import.encoding")}
            description={why("encoding")}
            allowDeselect={false}
            value={read.encoding}
            onChange={(encoding) => encoding && change.mutate({ encoding })}
            data={choice(read.encoding, encodings, (value) => value.toUpperCase())}
          />
        )}
        {isText && read.delimiter && (
          <Select
            w={150}
            label={t("import.delimiter")}
            description={why("delimiter")}
            allowDeselect={false}
            value={read.delimiter}
            onChange={(delimiter) => delimiter && change.mutate({ delimiter })}
            data={choice(read.delimiter, delimiters, (value) => (value === "\t" ? t("import.tab") : value))}
          />
        )}
        <Select
          w={150}
          label={t("import.decimal")}
          description={why("decimal")}
          allowDeselect={false}
          value={read.decimal}
          onChange={(decimal) => decimal && change.mutate({ decimal })}
          data={choice(read.decimal, [".", ","], (value) => (value === "," ? "1.234,5" : "1,234.5"))}
        />
        <Select
          w={170}
          label={t("import.dateOrder")}
          description={why("dateOrder")}
          allowDeselect={false}
          value={read.dateOrder}
          onChange={(dateOrder) => dateOrder && change.mutate({ dateOrder })}
          data={choice(read.dateOrder, ["ymd", "dmy", "mdy"], (value) =>
            t(`import.order.${value}`, { defaultValue: value }),
          )}
        />
        <TextInput
          w={180}
          label={t("import.source")}
          description={t("import.sourceHint")}
          defaultValue={one.source}
          onBlur={(event) =>
            event.currentTarget.value &&
            event.currentTarget.value !== one.source &&
            change.mutate({ source: event.currentTarget.value })
          }
        />
        {isText && (
          <Switch
            mb={7}
            label={t("import.header")}
            checked={read.header}
            onChange={(event) => change.mutate({ header: event.currentTarget.checked })}
          />
        )}
      </div>
    </section>
  )
}

/** A choice that is taken back is not sent. */
const withoutNothing = (overrides: Partial<Detection>) =>
  Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== null))
