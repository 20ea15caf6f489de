import { useParams } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import type { PersonRow, SignalDetail } from "../../api/contract.ts"
import { useGet, usePages } from "../../app/data.tsx"
import { Go } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { PeopleTable } from "../../listen/people/parts/PeopleTable.tsx"
import { paths } from "../../paths.ts"
import { ExportMenu } from "../../ui/filters/ExportMenu.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { headlineOf } from "./signal-words.ts"

/** Exactly the people a signal concerns, to be called, written to or exported. */
export default function SignalPeoplePage() {
  const { id } = useParams({ strict: false })
  const { t } = useTranslation()
  const { org } = useSession()
  const signal = useGet<SignalDetail>("signals", `/signals/${id}`)
  const people = usePages<PersonRow>("signals", `/signals/${id}/people`, { limit: 100 })
  return (
    <>
      <PageHead
        title={signal.data ? t("signal.peopleTitle", { count: signal.data.people }) : t("signal.whoIsAffected")}
        lede={signal.data && <Go href={paths.signal(org, signal.data.id)}>{headlineOf(signal.data, t)}</Go>}
      >
        <ExportMenu path={`/signals/${id}/people/export`} query={{}} />
      </PageHead>
      <PeopleTable people={people} />
    </>
  )
}
