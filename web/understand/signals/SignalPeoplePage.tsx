import { Button, SegmentedControl } from "@mantine/core"
import { useParams, useSearch } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import type { PersonRow, SignalDetail } from "../../api/contract.ts"
import type { Answer } from "../../api/generated.ts"
import { useGet, usePages } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go, useGo } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { PeopleTable } from "../../listen/people/parts/PeopleTable.tsx"
import { paths } from "../../paths.ts"
import { ExportMenu } from "../../ui/filters/ExportMenu.tsx"
import { whereOfSlice } from "../../ui/filters/query-state.ts"
import { PageHead } from "../../ui/PageHead.tsx"
import { headlineOf, reachWords } from "./signal-words.ts"

const made = ["product", "component", "version", "batch"]

/** Exactly the people a signal concerns, to be called, written to or exported: who told us, and who owns one. */
export default function SignalPeoplePage() {
  const { id } = useParams({ strict: false })
  const { whom } = useSearch({ strict: false }) as { whom?: string }
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const go = useGo()
  const signal = useGet<SignalDetail & { reach: Answer<"SignalReach"> }>("signals", `/signals/${id}`)
  const reach = signal.data?.reach
  const exact = reach?.basis === "exact"
  const shown = whom ?? (exact ? "all" : "told")
  const people = usePages<PersonRow>("signals", `/signals/${id}/people`, { limit: 100, whom: shown })
  return (
    <>
      <PageHead
        title={
          !reach
            ? t("signal.whoIsAffected")
            : exact
              ? t("reach.title", {
                  all: format.number(reach.all ?? 0),
                  owners: format.number(reach.owners ?? 0),
                  told: format.number(reach.told),
                })
              : t("reach.titleTold", { count: reach.told })
        }
        lede={
          signal.data && (
            <>
              <Go href={paths.signal(org, signal.data.id)}>{headlineOf(signal.data, t)}</Go>
              {!exact && (
                <>
                  {". "}
                  {reachWords(signal.data, t, format)}
                </>
              )}
            </>
          )
        }
      >
        {exact && reach && (
          <SegmentedControl
            aria-label={t("reach.which")}
            value={shown}
            onChange={(chosen) => go(`${paths.signalPeople(org, String(id))}?whom=${chosen}`, { replace: true })}
            data={[
              { value: "all", label: t("reach.all", { n: format.number(reach.all ?? 0) }) },
              { value: "told", label: t("reach.toldOnly", { n: format.number(reach.told) }) },
            ]}
          />
        )}
        {signal.data && (
          <Button component={Go} href={paths.audience(org, "new", { definition: definitionOf(signal.data.slice) })}>
            {t("reach.makeAudience")}
          </Button>
        )}
        <ExportMenu path={`/signals/${id}/people/export`} query={{ whom: shown }} />
      </PageHead>
      <PeopleTable people={people} />
    </>
  )
}

/** The same people as rules: owners of what the slice names, and who wrote about it. */
function definitionOf(slice: Record<string, string>): string {
  const owned = Object.entries(slice).filter(([field]) => made.includes(field))
  return JSON.stringify({
    anyOf: [
      ...(owned.length > 0
        ? [{ kind: "owns", ...Object.fromEntries(owned.map(([field, value]) => [field, [value]])) }]
        : []),
      { kind: "said", where: whereOfSlice(slice) },
    ],
  })
}
