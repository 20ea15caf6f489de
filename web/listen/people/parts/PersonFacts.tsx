import { Button, Select, TextInput } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange, useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useMay, useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { callOf, type Person } from "../person-words.ts"
import { RoleChoice } from "./PeopleTable.tsx"

type Attribute = Answer<"PersonAttribute">

/** Who she is: name, role, addresses, accounts, and what the organization notes of people. Each value is changed where it stands. */
export function PersonFacts({ person }: { person: Person }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const may = useMay("people.edit") && !person.masked
  const attributes = useGet<{ items: Attribute[] }>("people", "/people/attributes").data?.items ?? []
  const [adding, setAdding] = useState(false)
  const change = useChange<Record<string, unknown>>({
    run: (given, send) => send("PATCH", `/people/${person.id}`, { ...given, version: person.version }),
    touches: ["people", "accounts"],
    said: () => t("person.changed", { name: callOf(person, t) }),
    after: () => setAdding(false),
  })
  return (
    <section className="card" aria-label={t("person.who")}>
      <h2>{t("person.who")}</h2>
      <table className="plain">
        <tbody>
          <Fact label={t("people.name")}>
            <Written
              label={t("people.name")}
              value={person.name ?? ""}
              may={may}
              save={(name) => change.mutate({ name: name || null })}
            />
          </Fact>
          <Fact label={t("people.role")}>
            <RoleChoice person={person} />
          </Fact>
          {person.identities.map((one) => (
            <Fact key={`${one.kind} ${one.value}`} label={t(`person.kind.${one.kind}`)}>
              <span style={{ overflowWrap: "anywhere" }}>{one.value}</span>
              {one.bounced && (
                <>
                  {" "}
                  <span className="tag" data-tone="warn">
                    {t("person.bounced")}
                  </span>
                </>
              )}
            </Fact>
          ))}
          {person.accounts.length > 0 && (
            <Fact label={t("people.account")}>
              {person.accounts.map((account) => (
                <Go key={account.id} href={paths.account(org, account.id)} style={{ display: "block" }}>
                  {account.name}
                </Go>
              ))}
            </Fact>
          )}
          {!person.masked &&
            attributes.map((attribute) => (
              <Fact key={attribute.name} label={attribute.label}>
                <AttributeValue
                  attribute={attribute}
                  value={person.attributes[attribute.name]}
                  may={may}
                  save={(value) => change.mutate({ attributes: { [attribute.name]: value } })}
                />
              </Fact>
            ))}
        </tbody>
      </table>
      {may && !adding && (
        <Button variant="subtle" size="compact-sm" mt="xs" onClick={() => setAdding(true)}>
          {t("person.add")}
        </Button>
      )}
      {adding && <AddTo add={(given) => change.mutate(given)} />}
    </section>
  )
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <tr>
      <th scope="row" style={{ width: "36%" }}>
        {label}
      </th>
      <td>{children}</td>
    </tr>
  )
}

/** A value that is text until it is pressed; Enter or leaving it saves, Escape leaves it as it was. */
function Written({
  label,
  value,
  type = "text",
  may,
  save,
}: {
  label: string
  value: string
  type?: string
  may: boolean
  save: (value: string) => void
}) {
  const [typed, setTyped] = useState<string | null>(null)
  if (typed === null)
    return may ? (
      <Button
        variant="subtle"
        size="compact-sm"
        aria-label={`${label}: ${value || "–"}`}
        onClick={() => setTyped(value)}
      >
        {value || "–"}
      </Button>
    ) : (
      <span>{value || "–"}</span>
    )
  const done = () => {
    setTyped(null)
    if (typed.trim() !== value) save(typed.trim())
  }
  return (
    <TextInput
      size="xs"
      type={type}
      aria-label={label}
      value={typed}
      data-autofocus
      ref={(box) => box?.focus()}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={done}
      onKeyDown={(event) => {
        if (event.key === "Enter") done()
        if (event.key === "Escape") setTyped(null)
      }}
    />
  )
}

function AttributeValue({
  attribute,
  value,
  may,
  save,
}: {
  attribute: Attribute
  value: string | number | boolean | undefined
  may: boolean
  save: (value: string | null) => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const { label, type } = attribute
  const shown = type === "number" && typeof value === "number" && !may ? format.number(value) : String(value ?? "")
  if (type !== "choice" && type !== "boolean")
    return <Written label={label} value={shown} type={type} may={may} save={(given) => save(given || null)} />
  const choices = type === "boolean" ? ["true", "false"] : attribute.choices
  const labelOf = (one: string) => (type === "boolean" ? t(`people.attribute.${one}`) : one)
  if (!may) return <span>{value === undefined ? "–" : labelOf(String(value))}</span>
  return (
    <Select
      size="xs"
      clearable
      aria-label={label}
      placeholder="–"
      data={choices.map((one) => ({ value: one, label: labelOf(one) }))}
      value={value === undefined ? null : String(value)}
      onChange={save}
    />
  )
}

/** Another address, id or account of hers. */
function AddTo({ add }: { add: (given: Record<string, unknown>) => void }) {
  const { t } = useTranslation()
  const [what, setWhat] = useState("email")
  const [value, setValue] = useState("")
  return (
    <form
      className="row"
      style={{ marginTop: 8 }}
      onSubmit={(event) => {
        event.preventDefault()
        if (value.trim()) add(what === "account" ? { addAccount: value } : { add: { [what]: value } })
      }}
    >
      <Select
        size="xs"
        w={110}
        aria-label={t("person.add")}
        data={["email", "phone", "externalId", "account"].map((one) => ({
          value: one,
          label: one === "account" ? t("people.account") : t(`person.kind.${one === "externalId" ? "external" : one}`),
        }))}
        value={what}
        onChange={(one) => one && setWhat(one)}
      />
      <TextInput
        size="xs"
        style={{ flex: 1 }}
        aria-label={t("people.filter.value")}
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
      <Button type="submit" size="xs">
        {t("common.save")}
      </Button>
    </form>
  )
}
