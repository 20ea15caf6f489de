import { Button } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../api/generated.ts"
import { queryParameters, useGet, usePages } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { ExportMenu } from "../../ui/filters/ExportMenu.tsx"
import { FilterBar } from "../../ui/filters/FilterBar.tsx"
import { useQueryState } from "../../ui/filters/query-state.ts"
import { ViewsMenu } from "../../ui/filters/ViewsMenu.tsx"
import { MayButton } from "../../ui/MayButton.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { AttributesDialog } from "./parts/AttributesDialog.tsx"
import { PeopleFilters } from "./parts/PeopleFilters.tsx"
import { PeopleTable } from "./parts/PeopleTable.tsx"
import type { Person } from "./person-words.ts"

/** Who speaks to us: everybody who ever did, each once, found by name, address, role, consent or what is noted of them. */
export default function PeoplePage() {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const [query, change] = useQueryState()
  const [defining, setDefining] = useState(false)
  const asked = queryParameters({ where: query.where, q: query.q })
  const people = usePages<Person>("people", "/people", { ...asked, limit: 100 })
  const pairs = useGet<Answer<"Duplicate"> & { total: number }>("people", "/people/duplicates", { limit: 1 })
  const total = people.total
  const filtered = query.where.length > 0 || Boolean(query.q)
  const duplicates = pairs.data?.total ?? 0
  return (
    <>
      <PageHead
        title={
          total === undefined
            ? t("people.title")
            : t(filtered ? "people.sentenceFiltered" : "people.sentence", { count: total, n: format.number(total) })
        }
        documentTitle={t("place.people")}
        lede={
          duplicates > 0 && (
            <Go href={paths.duplicates(org)}>
              {t("people.duplicates", { count: duplicates, n: format.number(duplicates) })}
            </Go>
          )
        }
      >
        <Button component={Go} href={paths.accounts(org)}>
          {t("accounts.title")}
        </Button>
        <MayButton permission="people.edit" onClick={() => setDefining(true)}>
          {t("people.attributes")}
        </MayButton>
      </PageHead>
      <FilterBar
        query={{ ...query, where: [] }}
        onChange={change}
        period={false}
        conditions={false}
        placeholder={t("people.find")}
      >
        <ViewsMenu page="people" query={query} onChoose={change} />
        <ExportMenu path="/people/export" query={asked} />
      </FilterBar>
      <PeopleFilters query={query} onChange={change} />
      <PeopleTable people={people} editable />
      <AttributesDialog opened={defining} onClose={() => setDefining(false)} />
    </>
  )
}
