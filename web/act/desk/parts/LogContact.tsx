import { Autocomplete, Button, SegmentedControl, Select, Textarea, TextInput } from "@mantine/core"
import { useDebouncedValue } from "@mantine/hooks"
import { type FormEvent, type KeyboardEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Facet, Page, PersonRow } from "../../../api/contract.ts"
import type { Answer } from "../../../api/generated.ts"
import { useChange, useGet } from "../../../app/data.tsx"
import { useSession } from "../../../app/session.tsx"

export type LoggedContact = { id: string; personId: string | null }
type Input = Answer<"DeskContactInput">

const kinds = ["call", "chat", "email", "social", "other"] as const
const feels = ["0", "1", "2", "3", "4", "5"] as const
const outcomes = ["other", "answered", "offered", "not_answered"] as const

/** One form, filled in from top to bottom by keyboard alone. */
export function LogContact({
  onLogged,
  onTakenBack,
}: {
  onLogged: (logged: LoggedContact) => void
  onTakenBack: () => void
}) {
  const { t } = useTranslation()
  const [who, setWho] = useState("")
  const [kind, setKind] = useState<(typeof kinds)[number]>("call")
  const [about, setAbout] = useState("")
  const [product, setProduct] = useState("")
  const [component, setComponent] = useState("")
  const [words, setWords] = useState("")
  const [felt, setFelt] = useState<(typeof feels)[number]>("0")
  const [outcome, setOutcome] = useState<(typeof outcomes)[number]>("other")
  const [missing, setMissing] = useState(false)
  const { options, found } = usePeopleNamed(who)
  const parts = useParts(product)
  const log = useChange<Input, Answer<"DeskContactLogged">>({
    run: (input, send) => send("POST", "/desk/contacts", input),
    touches: ["desk", "feedback", "people"],
    said: () => t("log.logged"),
    undo: async (_, { id }, send) => {
      await send("DELETE", `/desk/contacts/${id}`)
      onTakenBack()
    },
    after: ({ id }, input) => onLogged({ id, personId: input.personId ?? null }),
  })
  const submit = (event?: FormEvent) => {
    event?.preventDefault()
    if (!words.trim() && felt === "0") return setMissing(true)
    if (log.isPending) return
    log.mutate({
      clientId: crypto.randomUUID(),
      kind,
      outcome,
      ...(kind === "other" ? { channel: "in person" } : {}),
      ...(found ? { personId: found.id } : callerOf(who.trim())),
      ...(about.trim() ? { about: about.trim() } : {}),
      ...(product.trim() ? { product: product.trim() } : {}),
      ...(component.trim() ? { component: component.trim() } : {}),
      ...(words.trim() ? { words: words.trim() } : {}),
      ...(felt === "0" ? {} : { felt: Number(felt) }),
    })
  }
  const byKeys = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit()
  }
  return (
    <form onSubmit={submit} onKeyDown={byKeys} className="stack" style={{ gap: 16 }}>
      <Autocomplete
        label={t("log.who")}
        description={t("log.whoHint")}
        data={options}
        filter={({ options }) => options}
        value={who}
        onChange={setWho}
        maxLength={300}
        autoFocus
        selectFirstOptionOnChange={false}
      />
      {who.trim() && (
        <p className="n" role="status" style={{ marginTop: -8 }}>
          {found
            ? t("log.known", { name: found.name ?? t("person.unnamed") })
            : t("log.unknown", { by: t(`log.by.${byOf(who.trim())}`) })}
        </p>
      )}
      <Choice
        label={t("log.kind")}
        values={kinds}
        value={kind}
        onChange={setKind}
        words={(one) => t(`log.kinds.${one}`)}
      />
      <TextInput
        label={t("log.about")}
        value={about}
        onChange={(event) => setAbout(event.currentTarget.value)}
        maxLength={300}
      />
      <div style={{ display: "grid", gridTemplateColumns: "repeat(auto-fit, minmax(200px, 1fr))", gap: 16 }}>
        <Autocomplete
          label={t("log.product")}
          data={parts.products}
          value={product}
          onChange={setProduct}
          maxLength={300}
          limit={20}
        />
        <Autocomplete
          label={t("log.component")}
          data={parts.components}
          value={component}
          onChange={setComponent}
          maxLength={300}
          limit={20}
        />
      </div>
      <Textarea
        label={t("log.words")}
        description={t("log.wordsHint")}
        value={words}
        onChange={(event) => {
          setMissing(false)
          setWords(event.currentTarget.value)
        }}
        autosize
        minRows={3}
        maxLength={20_000}
        error={missing ? t("log.needWords") : undefined}
        styles={{ input: { fontFamily: "var(--font-voice)", fontSize: 16 } }}
      />
      <div>
        <Choice
          label={t("log.felt")}
          values={feels}
          value={felt}
          onChange={(value) => {
            setMissing(false)
            setFelt(value)
          }}
          words={(one) => t(`log.feels.${one}`)}
        />
        <p className="n">{t("log.feltHint")}</p>
      </div>
      <Select
        label={t("log.outcome")}
        data={outcomes.map((value) => ({ value, label: t(`log.outcomes.${value}`) }))}
        value={outcome}
        onChange={(value) => value && setOutcome(value)}
        allowDeselect={false}
      />
      <Button type="submit" variant="filled" loading={log.isPending} style={{ alignSelf: "start" }}>
        {t("log.submit")}
      </Button>
    </form>
  )
}

/** One of a few, moved through by the arrow keys; below each other where the screen is narrow. */
function Choice<T extends string>(props: {
  label: string
  values: readonly T[]
  value: T
  onChange: (value: T) => void
  words: (value: T) => string
}) {
  const { org } = useSession()
  const id = `${org}-${props.label}`.replaceAll(/\s/g, "-")
  return (
    <div>
      <p id={id} style={{ fontWeight: 500, fontSize: 13, marginBottom: 4 }}>
        {props.label}
      </p>
      <div style={{ overflowX: "auto" }}>
        <SegmentedControl
          aria-labelledby={id}
          size="sm"
          data={props.values.map((value) => ({ value, label: props.words(value) }))}
          value={props.value}
          onChange={(value) => props.onChange(value as T)}
        />
      </div>
    </div>
  )
}

/** People who may be meant; one is when what is written is exactly her line in the list. */
function usePeopleNamed(who: string) {
  const { t } = useTranslation()
  const [asked] = useDebouncedValue(who.trim(), 200)
  const people = useGet<Page<PersonRow>>(
    "people",
    "/people",
    { q: asked, limit: 6 },
    { enabled: asked.length > 1, keep: true },
  )
  const items = asked.length > 1 ? (people.data?.items ?? []) : []
  const lines = items.map((one) => ({ one, line: lineOf(one, t("person.unnamed")) }))
  return {
    options: [...new Set(lines.map(({ line }) => line))],
    found: lines.find(({ line }) => line === who)?.one,
  }
}

const lineOf = ({ name, email, phone, id }: PersonRow, unnamed: string) =>
  [name ?? unnamed, email ?? phone ?? id.slice(-6)].join(" · ")

/** Products that feedback is about, and the parts of the one that is chosen. */
function useParts(product: string) {
  const where = product.trim() ? JSON.stringify([{ field: "product", op: "in", values: [product.trim()] }]) : undefined
  const products = useGet<{ facets: Facet[] }>("facets", "/facets", { fields: "product", limit: 100 })
  const components = useGet<{ facets: Facet[] }>(
    "facets",
    "/facets",
    { fields: "component", limit: 200, where },
    { keep: true },
  )
  const valuesOf = (facets: Facet[] | undefined) => facets?.[0]?.values.map(({ value }) => value) ?? []
  return { products: valuesOf(products.data?.facets), components: valuesOf(components.data?.facets) }
}

function byOf(text: string): "email" | "phone" | "name" {
  if (/^\S+@\S+\.\S+$/.test(text)) return "email"
  return /^[+\d\s()./-]{7,}$/.test(text) ? "phone" : "name"
}

const callerOf = (text: string): Pick<Input, "caller"> => (text ? { caller: { [byOf(text)]: text } } : {})
