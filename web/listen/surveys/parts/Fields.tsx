import { ActionIcon, Menu, NumberInput, Select, Switch, Textarea, TextInput, Tooltip } from "@mantine/core"
import { useRef } from "react"
import { useTranslation } from "react-i18next"
import type { Text } from "../../../../survey/definition.ts"
import { directionOf } from "../../../../survey/languages.ts"
import { Icon } from "../../../ui/Icon.tsx"
import type { Place } from "../survey-moves.ts"
import { languageName, problemWords } from "../survey-words.ts"
import { type Name, useBuilder, useProblemsAt, usePut } from "./builder-context.ts"

/** Fields that are bound to a place in the survey by its path. */
function useAt<T>(path: Place): T | undefined {
  const { survey } = useBuilder()
  return path.reduce<unknown>((tree, step) => (tree as Record<string | number, unknown> | undefined)?.[step], survey) as
    | T
    | undefined
}

function useFault(path: Place): string | undefined {
  const { t, i18n } = useTranslation()
  const found = useProblemsAt(path).find(({ code }) => code !== "noTranslation")
  return found && problemWords(found, t, i18n.language)
}

type WordsProps = {
  path: Place
  label: string
  hint?: string
  optional?: boolean
  lines?: number
  /** What may be put in at the cursor. */
  names?: Name[]
  hidden?: boolean
}

/** A text, in the language that is being written; the first language stands behind it where nothing is written yet. */
export function Words({ path, label, hint, optional, lines, names = [], hidden }: WordsProps) {
  const { t, i18n } = useTranslation()
  const { survey, language, mayEdit } = useBuilder()
  const put = usePut()
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null)
  // Where the cursor was when the field was left; a field never entered goes on at its end.
  const cursor = useRef<[number, number] | null>(null)
  const text = useAt<Text>(path)
  const fault = useFault(path)
  const first = survey.languages[0] ?? "en"
  const write = (words: string) => {
    const { [language]: _, ...others } = text ?? {}
    const next = words === "" ? others : { ...others, [language]: words }
    put(path, optional && Object.keys(next).length === 0 ? undefined : next, `${path.join(".")}.${language}`)
  }
  const insert = (name: string) => {
    const words = text?.[language] ?? ""
    const [from, to] = cursor.current ?? [words.length, words.length]
    write(`${words.slice(0, from)}{{${name}}}${words.slice(to)}`)
    field.current?.focus()
  }
  const shared = {
    ref: field,
    label: hidden ? undefined : label,
    "aria-label": hidden ? label : undefined,
    description: hint,
    placeholder: language === first ? undefined : text?.[first],
    value: text?.[language] ?? "",
    error: fault,
    readOnly: !mayEdit,
    lang: language,
    dir: directionOf(language),
    onBlur: (event: React.FocusEvent<HTMLInputElement | HTMLTextAreaElement>) => {
      const { selectionStart, selectionEnd } = event.currentTarget
      cursor.current = selectionStart === null || selectionEnd === null ? null : [selectionStart, selectionEnd]
    },
    onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => write(event.currentTarget.value),
    rightSection: names.length > 0 && mayEdit && (
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Tooltip label={t("surveys.insert")}>
            <ActionIcon aria-label={t("surveys.insertInto", { field: label })}>
              <Icon name="plus" />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown style={{ maxWidth: 320 }}>
          <Menu.Label>{t("surveys.insertHint")}</Menu.Label>
          {names.map((one) => (
            <Menu.Item key={one.name} onClick={() => insert(one.name)}>
              {one.label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    ),
  }
  const languageLine = survey.languages.length > 1 && !hidden ? ` · ${languageName(language, i18n.language)}` : ""
  const labelled = { ...shared, label: shared.label && `${shared.label}${languageLine}` }
  return lines ? <Textarea {...labelled} autosize minRows={lines} maxRows={8} /> : <TextInput {...labelled} />
}

type FieldProps = { path: Place; label: string; hint?: string }

export function Num({
  path,
  label,
  hint,
  min,
  max,
  needed,
}: FieldProps & { min?: number; max?: number; needed?: boolean }) {
  const { mayEdit } = useBuilder()
  const put = usePut()
  return (
    <NumberInput
      label={label}
      description={hint}
      w={130}
      min={min}
      max={max}
      clampBehavior="strict"
      readOnly={!mayEdit}
      error={useFault(path)}
      value={useAt<number>(path) ?? ""}
      onChange={(value) => {
        if (typeof value === "number") put(path, value)
        else if (!needed && value === "") put(path, undefined)
      }}
    />
  )
}

/** On, or not there at all. */
export function Toggle({ path, label, hint, always }: FieldProps & { always?: boolean }) {
  const { mayEdit } = useBuilder()
  const put = usePut()
  return (
    <Switch
      label={label}
      description={hint}
      disabled={!mayEdit}
      checked={useAt<boolean>(path) ?? false}
      onChange={(event) => put(path, event.currentTarget.checked || (always ? false : undefined), null)}
    />
  )
}

type PickProps = FieldProps & {
  data: { value: string; label: string }[]
  needed?: boolean
  placeholder?: string
  w?: number | string
}

export function Pick({ path, label, hint, data, needed, placeholder, w }: PickProps) {
  const { mayEdit } = useBuilder()
  const put = usePut()
  return (
    <Select
      label={label}
      description={hint}
      placeholder={placeholder}
      clearable={!needed}
      w={w}
      data={data}
      disabled={!mayEdit}
      value={useAt<string>(path) ?? null}
      onChange={(value) => (value !== null || !needed) && put(path, value ?? undefined, null)}
    />
  )
}

/** Plain words that are in no language: an address, a day, a code. */
export function Line({
  path,
  label,
  hint,
  type,
  placeholder,
  needed,
}: FieldProps & { type?: string; placeholder?: string; needed?: boolean }) {
  const { mayEdit } = useBuilder()
  const put = usePut()
  return (
    <TextInput
      label={label}
      description={hint}
      type={type}
      placeholder={placeholder}
      readOnly={!mayEdit}
      error={useFault(path)}
      value={useAt<string>(path) ?? ""}
      onChange={(event) => put(path, event.currentTarget.value || (needed ? "" : undefined))}
    />
  )
}
