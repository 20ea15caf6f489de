import { Button, Select } from "@mantine/core"
import { useHotkeys } from "@mantine/hooks"
import { useEffect, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Feedback } from "../../api/contract.ts"
import { queryParameters, usePages } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go } from "../../app/Go.tsx"
import { useLiveEvents } from "../../app/live.tsx"
import { useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { ExportMenu } from "../../ui/filters/ExportMenu.tsx"
import { FilterBar } from "../../ui/filters/FilterBar.tsx"
import { useQueryState } from "../../ui/filters/query-state.ts"
import { ViewsMenu } from "../../ui/filters/ViewsMenu.tsx"
import { Loaded, RowBones } from "../../ui/Loaded.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { Voice } from "../../ui/Voice.tsx"
import { FeedbackRow } from "./parts/FeedbackRow.tsx"

const sorts = ["newest", "oldest", "lowest"]

/** Everything customers said, narrowed by anything known about it. */
export default function FeedbackListPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const [query, change] = useQueryState()
  const parameters = queryParameters(query)
  const feedback = usePages<Feedback>("feedback", "/feedback", { ...parameters, limit: 50 })
  const narrowed = query.where.length > 0 || Boolean(query.q || query.from || query.to)
  const total = feedback.total ?? feedback.items.length
  const title = feedback.isPending
    ? t("feedback.title")
    : t(narrowed ? "feedback.sentenceNarrowed" : "feedback.sentence", { count: total, n: format.number(total) })
  const list = useRef<HTMLUListElement>(null)
  useRowKeys(list)
  const [arrived, setArrived] = useState(0)
  useLiveEvents(
    (event) =>
      event.name === "feedback.received" &&
      window.scrollY > 300 &&
      setArrived((count) => count + Number(event.payload.count ?? 1)),
  )
  const end = useRef<HTMLDivElement>(null)
  const { hasNextPage, fetchNextPage, isFetchingNextPage } = feedback
  useEffect(() => {
    if (!end.current || !hasNextPage) return
    const watcher = new IntersectionObserver(
      (entries) => entries[0]?.isIntersecting && !isFetchingNextPage && void fetchNextPage(),
      { rootMargin: "600px" },
    )
    watcher.observe(end.current)
    return () => watcher.disconnect()
  }, [hasNextPage, fetchNextPage, isFetchingNextPage])

  return (
    <>
      <PageHead title={title} documentTitle={t("place.feedback")} />
      <FilterBar query={query} onChange={change}>
        <Select
          aria-label={t("feedback.sort")}
          w={150}
          allowDeselect={false}
          value={query.sort ?? "newest"}
          onChange={(sort) => change({ sort: sort === "newest" ? undefined : (sort ?? undefined) })}
          data={sorts.map((value) => ({ value, label: t(`feedback.sortBy.${value}`) }))}
        />
        <ViewsMenu page="feedback" query={query} onChoose={change} />
        <ExportMenu path="/feedback/export" query={parameters} />
      </FilterBar>
      {arrived > 0 && (
        <Button
          size="compact-sm"
          mb="sm"
          style={{ position: "sticky", top: 64, zIndex: 5 }}
          onClick={() => {
            setArrived(0)
            window.scrollTo({ top: 0 })
          }}
        >
          {t("feedback.arrived", { count: arrived })}
        </Button>
      )}
      <Loaded
        query={{ data: feedback.data, error: feedback.error, refetch: feedback.refetch as never }}
        bones={<RowBones count={8} />}
      >
        {() =>
          feedback.items.length === 0 ? (
            <Nothing
              narrowed={narrowed}
              onClear={() => change({ where: [], q: undefined, from: undefined, to: undefined })}
            />
          ) : (
            <ul className="rows" ref={list} style={{ opacity: feedback.isPlaceholderData ? 0.6 : 1 }}>
              {feedback.items.map((item) => (
                <li key={item.id}>
                  <FeedbackRow feedback={item} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <div ref={end} />
      {isFetchingNextPage && <RowBones count={2} />}
      {feedback.items.length > 0 && (
        <p className="n" style={{ marginTop: 14 }}>
          {t("feedback.keys")}
        </p>
      )}
    </>
  )
}

/** j and k walk through the rows, as in a mail program. */
function useRowKeys(list: React.RefObject<HTMLElement | null>) {
  const step = (by: number) => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>("[data-feedback]") ?? [])]
    const at = rows.indexOf(document.activeElement as HTMLElement)
    const next = rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + by))]
    next?.focus()
    next?.scrollIntoView({ block: "nearest" })
  }
  useHotkeys([
    ["j", () => step(1)],
    ["k", () => step(-1)],
  ])
}

function Nothing({ narrowed, onClear }: { narrowed: boolean; onClear: () => void }) {
  const { t } = useTranslation()
  const { org } = useSession()
  if (narrowed)
    return (
      <EmptyState title={t("feedback.noneFound")} action={<Button onClick={onClear}>{t("filter.clear")}</Button>}>
        {t("feedback.noneFoundBody")}
      </EmptyState>
    )
  return (
    <EmptyState
      title={t("home.emptyTitle")}
      example={<Voice text={t("home.emptyExample")} who={t("home.emptyExampleWho")} />}
      action={
        <Button component={Go} variant="filled" href={paths.imports(org)}>
          {t("home.emptyAction")}
        </Button>
      }
    >
      {t("home.emptyBody")}
    </EmptyState>
  )
}
