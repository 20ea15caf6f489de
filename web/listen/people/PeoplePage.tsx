import { useTranslation } from "react-i18next"
import type { PersonRow } from "../../api/contract.ts"
import { usePages } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { FilterBar } from "../../ui/filters/FilterBar.tsx"
import { useQueryState } from "../../ui/filters/query-state.ts"
import { PageHead } from "../../ui/PageHead.tsx"
import { PeopleTable } from "./parts/PeopleTable.tsx"

/** Who speaks to us: everybody who ever did, found by name, address or number. */
export default function PeoplePage() {
  const { t } = useTranslation()
  const format = useFormat()
  const [query, change] = useQueryState()
  const people = usePages<PersonRow>("people", "/people", { q: query.q, limit: 100 })
  const total = people.total
  return (
    <>
      <PageHead
        title={
          total === undefined ? t("people.title") : t("people.sentence", { count: total, n: format.number(total) })
        }
        documentTitle={t("place.people")}
      />
      <FilterBar
        query={{ ...query, where: [] }}
        onChange={change}
        period={false}
        conditions={false}
        placeholder={t("people.find")}
      />
      <PeopleTable people={people} />
    </>
  )
}
