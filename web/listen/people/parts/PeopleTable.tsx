import { Select } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { PersonRow } from "../../../api/contract.ts"
import { useChange, type usePages } from "../../../app/data.tsx"
import { type Format, useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useMay, useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { Loaded, RowBones } from "../../../ui/Loaded.tsx"
import { More } from "../../../ui/More.tsx"
import { callOf, type Person } from "../person-words.ts"

type Row = PersonRow & Partial<Pick<Person, "accounts" | "erased" | "ids">>
type PeopleTableProps = {
  people: Pick<
    ReturnType<typeof usePages<Row>>,
    "items" | "data" | "error" | "refetch" | "hasNextPage" | "fetchNextPage" | "isFetchingNextPage"
  >
  /** Whether the role can be set here. */
  editable?: boolean
}

export function PeopleTable({ people, editable = false }: PeopleTableProps) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const counted = people.items[0]?.contacts !== undefined
  return (
    <Loaded
      query={{ data: people.data, error: people.error, refetch: people.refetch as never }}
      bones={<RowBones count={8} />}
    >
      {() =>
        people.items.length === 0 ? (
          <p className="n">{t("people.none")}</p>
        ) : (
          <div className="scroll-x">
            {people.items.some((person) => person.masked) && (
              <p className="n" style={{ marginBottom: 8 }}>
                {t("people.masked")}
              </p>
            )}
            <table className="plain">
              <thead>
                <tr>
                  <th scope="col">{t("people.name")}</th>
                  <th scope="col">{t("people.reach")}</th>
                  {editable && <th scope="col">{t("people.role")}</th>}
                  {editable && <th scope="col">{t("people.account")}</th>}
                  {counted && (
                    <th scope="col" className="r">
                      {t("people.contacts")}
                    </th>
                  )}
                  <th scope="col" className="r">
                    {people.items[0]?.lastAt === undefined ? t("people.firstSeen") : t("people.lastAt")}
                  </th>
                </tr>
              </thead>
              <tbody>
                {people.items.map((person) => (
                  <tr key={person.id}>
                    <td>
                      <Go href={paths.person(org, person.id)}>
                        {callOf({ ...person, erased: person.erased ?? false, identities: person.identities ?? [] }, t)}
                      </Go>
                      {(person.ids?.length ?? 1) > 1 && (
                        <span className="n"> {t("people.records", { count: person.ids?.length ?? 1 })}</span>
                      )}
                    </td>
                    <td>{reachOf(person).join(" · ") || <span className="n">–</span>}</td>
                    {editable && (
                      <td>
                        <RoleChoice person={person} />
                      </td>
                    )}
                    {editable && (
                      <td>
                        {(person.accounts ?? []).map((account, index) => (
                          <span key={account.id}>
                            {index > 0 && t("common.listComma")}
                            <Go href={paths.account(org, account.id)}>{account.name}</Go>
                          </span>
                        ))}
                      </td>
                    )}
                    {counted && <td className="r">{format.number(person.contacts ?? 0)}</td>}
                    <td className="r">{lastOf(person, format)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            <More pages={people} />
          </div>
        )
      }
    </Loaded>
  )
}

/** Whether she buys, uses or both; set in one step, with a way back. */
export function RoleChoice({ person }: { person: Pick<Row, "id" | "role"> }) {
  const { t } = useTranslation()
  const may = useMay("people.edit")
  const set = useChange<string | null>({
    run: (role, send) => send("PATCH", `/people/${person.id}`, { role }),
    touches: ["people"],
    said: (role) => t("person.roleSet", { role: role ? t(`value.role.${role}`) : t("person.roleUnknown") }),
    undo: (_, __, send) => send("PATCH", `/people/${person.id}`, { role: person.role ?? null }),
  })
  if (!may) return <span className={person.role ? "" : "n"}>{person.role ? t(`value.role.${person.role}`) : "–"}</span>
  return (
    <Select
      size="xs"
      w={150}
      clearable
      aria-label={t("people.role")}
      placeholder={t("person.roleUnknown")}
      data={["buyer", "user", "both"].map((value) => ({ value, label: t(`value.role.${value}`) }))}
      value={person.role ?? null}
      onChange={(role) => set.mutate(role)}
    />
  )
}

/** Where a person can be reached: the addresses the reader may see. */
export function reachOf(person: Pick<Row, "identities" | "email" | "phone">): string[] {
  const known = (person.identities ?? [])
    .filter(({ kind }) => kind === "email" || kind === "phone")
    .map(({ value }) => value)
  return [person.email, person.phone, ...known].filter((one): one is string => Boolean(one))
}

function lastOf(person: Row, format: Format): string {
  const at = person.lastAt ?? person.firstSeenAt
  return at ? format.day(at) : "–"
}
