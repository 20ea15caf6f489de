import { Button } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { MetricCard } from "../../api/contract.ts"
import { queryParameters, useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { verdictOf } from "../../ui/figures.tsx"
import { FilterBar } from "../../ui/filters/FilterBar.tsx"
import { daysAgo } from "../../ui/filters/period.ts"
import { useQueryState, writeQuery } from "../../ui/filters/query-state.ts"
import { ViewsMenu } from "../../ui/filters/ViewsMenu.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { CardGrid, NumberCard, NumberCardBones } from "../../ui/NumberCard.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { metricName } from "./metric-words.ts"
import { BehindNote } from "./parts/BehindNote.tsx"

const twelve = Array.from({ length: 12 }, (_, place) => place)

/** Both metric families side by side; the title says which of them surely moved. */
export default function MetricsPage() {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const [address, change] = useQueryState()
  // A dashboard without a period would compare all of history with nothing.
  const query = address.from || address.to ? address : { ...address, from: daysAgo(91) }
  const cards = useGet<{ items: MetricCard[]; behind: boolean }>("metrics", "/metrics/cards", queryParameters(query), {
    keep: true,
  })
  const items = cards.data?.items ?? []
  const names = (verdict: "better" | "worse") =>
    items
      .filter((card) => verdictOf(card.change, card.metric.direction) === verdict)
      .map((card) => metricName(card.metric, t))
  const list = new Intl.ListFormat(format.locale)
  const worse = names("worse")
  const better = names("better")
  const title = !cards.data
    ? t("metrics.title")
    : worse.length > 0
      ? t("metrics.worse", { names: list.format(worse.slice(0, 3)), count: worse.length })
      : better.length > 0
        ? t("metrics.better", { names: list.format(better.slice(0, 3)), count: better.length })
        : t("metrics.steady")
  return (
    <>
      <PageHead title={title} documentTitle={t("place.metrics")} lede={t("metrics.lede")} />
      <FilterBar query={query} onChange={change} search={false}>
        <ViewsMenu page="metrics" query={query} onChoose={change} />
      </FilterBar>
      {cards.data?.behind && <BehindNote />}
      <Loaded
        query={cards}
        bones={
          <CardGrid>
            {twelve.map((place) => (
              <NumberCardBones key={place} />
            ))}
          </CardGrid>
        }
      >
        {(data) =>
          data.items.every((card) => card.value.n === 0) ? (
            <EmptyState
              title={t("metrics.emptyTitle")}
              action={
                <Button component={Go} variant="filled" href={paths.imports(org)}>
                  {t("home.emptyAction")}
                </Button>
              }
            >
              {t("metrics.emptyBody")}
            </EmptyState>
          ) : (
            <CardGrid>
              {data.items.map((card) => (
                <NumberCard
                  key={card.metric.key}
                  card={card}
                  href={paths.metric(org, card.metric.key, writeQuery(query))}
                />
              ))}
            </CardGrid>
          )
        }
      </Loaded>
    </>
  )
}
