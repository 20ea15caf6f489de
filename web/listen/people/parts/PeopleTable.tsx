import { Button } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { PersonRow } from "../../../api/contract.ts"
import type { usePages } from "../../../app/data.tsx"
import { type Format, useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { Loaded, RowBones } from "../../../ui/Loaded.tsx"

export function PeopleTable({ people }: { people: ReturnType<typeof usePages<PersonRow>> }) {
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
                      <Go href={paths.person(org, person.id)}>{person.name ?? t("person.unnamed")}</Go>
                    </td>
                    <td>{reachOf(person).join(" · ") || <span className="n">–</span>}</td>
                    {counted && <td className="r">{format.number(person.contacts ?? 0)}</td>}
                    <td className="r">{lastOf(person, format)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            {people.hasNextPage && (
              <Button mt="md" onClick={() => void people.fetchNextPage()} loading={people.isFetchingNextPage}>
                {t("common.more")}
              </Button>
            )}
          </div>
        )
      }
    </Loaded>
  )
}

/** Where a person can be reached: the addresses the reader may see. */
export function reachOf(person: PersonRow): string[] {
  const known = (person.identities ?? [])
    .filter(({ kind }) => kind === "email" || kind === "phone")
    .map(({ value }) => value)
  return [person.email, person.phone, ...known].filter((one): one is string => Boolean(one))
}

function lastOf(person: PersonRow, format: Format): string {
  const at = person.lastAt ?? person.firstSeenAt
  return at ? format.day(at) : "–"
}
