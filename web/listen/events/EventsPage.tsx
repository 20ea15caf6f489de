import { Button, SegmentedControl } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../api/generated.ts"
import { queryParameters, useGet, usePages } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go, useGo } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { ExportMenu } from "../../ui/filters/ExportMenu.tsx"
import { FilterBar } from "../../ui/filters/FilterBar.tsx"
import { useQueryState } from "../../ui/filters/query-state.ts"
import { Loaded, RowBones } from "../../ui/Loaded.tsx"
import { More } from "../../ui/More.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { ScrollRegion } from "../../ui/ScrollRegion.tsx"
import { EventRow } from "./parts/EventRow.tsx"
import { Install } from "./parts/Install.tsx"
import { RefusedEvents } from "./parts/RefusedEvents.tsx"

const tabs = ["last", "names", "refused", "install"] as const
type Key = Answer<"WriteKey">
type Event = Answer<"ProductEvent">

/** What people do: the events as they come in, what was refused and why, and how to send them. */
export default function EventsPage() {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const go = useGo()
  const [, , search] = useQueryState()
  const keys = useGet<{ items: Key[] }>("events", "/write-keys")
  const tab = tabs.find((one) => one === search.show) ?? "last"
  const items = keys.data?.items ?? []
  const events = items.reduce((sum, one) => sum + one.events, 0)
  const refused = items.reduce((sum, one) => sum + one.refused, 0)
  const sources = items.filter((one) => one.events > 0)
  const last = sources
    .map((one) => one.lastAt ?? "")
    .sort()
    .at(-1)
  return (
    <>
      <PageHead
        title={events > 0 ? t("events.sentence", { count: events, n: format.number(events) }) : t("events.title")}
        documentTitle={t("place.events")}
        lede={
          <>
            {last ? t("events.lede", { count: sources.length, when: format.ago(last) }) : t("events.quiet")}
            {refused > 0 && ` ${t("events.refusedLede", { count: refused, n: format.number(refused) })}`}
          </>
        }
      />
      <div className="row" style={{ marginBottom: 12 }}>
        <SegmentedControl
          aria-label={t("events.which")}
          size="xs"
          value={tab}
          onChange={(show) => go(paths.events(org, { show: show === "last" ? undefined : show }), { replace: true })}
          data={tabs.map((value) => ({ value, label: t(`events.tab.${value}`) }))}
        />
      </div>
      {tab === "last" && <LastEvents />}
      {tab === "names" && <Names />}
      {tab === "refused" && <RefusedEvents />}
      {tab === "install" && <Install keys={items} />}
    </>
  )
}

function LastEvents() {
  const { t } = useTranslation()
  const { org } = useSession()
  const go = useGo()
  const [query, change, search] = useQueryState()
  const asked = { ...queryParameters({ ...query, q: undefined, sort: undefined }), name: search.name }
  const events = usePages<Event>("events", "/events", { ...asked, limit: 50 })
  const isFiltered = query.where.length > 0 || Boolean(search.name || query.from || query.to)
  return (
    <>
      <FilterBar query={query} onChange={change} search={false} conditions={false}>
        {(search.name || query.where.length > 0) && (
          <Button variant="subtle" onClick={() => go(paths.events(org), { replace: true })}>
            {search.name ? `${t("events.onlyName", { name: search.name })} · ${t("events.all")}` : t("events.all")}
          </Button>
        )}
        <ExportMenu path="/events/export" query={asked} />
      </FilterBar>
      <Loaded
        query={{ data: events.data, error: events.error, refetch: events.refetch as never }}
        bones={<RowBones count={8} />}
      >
        {() =>
          events.items.length === 0 ? (
            isFiltered ? (
              <p className="n">{t("events.none")}</p>
            ) : (
              <EmptyState
                title={t("events.empty.title")}
                example={
                  <>
                    <p className="n">{t("common.example")}</p>
                    <p>{t("events.empty.example")}</p>
                  </>
                }
                action={
                  <Button component={Go} variant="filled" href={paths.events(org, { show: "install" })}>
                    {t("events.empty.action")}
                  </Button>
                }
              >
                {t("events.empty.body")}
              </EmptyState>
            )
          ) : (
            <>
              <p className="n">{t("events.live")}</p>
              <ul className="rows">
                {events.items.map((event) => (
                  <li key={event.id}>
                    <EventRow event={event} />
                  </li>
                ))}
              </ul>
              <More pages={events} />
            </>
          )
        }
      </Loaded>
    </>
  )
}

function Names() {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const names = useGet<{ items: Answer<"EventName">[] }>("events", "/events/names")
  return (
    <Loaded query={names} bones={<RowBones count={6} />}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="n">{t("events.none")}</p>
        ) : (
          <ScrollRegion label={t("events.tab.names")} card>
            <table className="plain">
              <thead>
                <tr>
                  <th scope="col">{t("events.column.event")}</th>
                  <th scope="col" className="r">
                    {t("events.column.count")}
                  </th>
                  <th scope="col" className="r">
                    {t("events.column.people")}
                  </th>
                  <th scope="col" className="r">
                    {t("events.column.last")}
                  </th>
                </tr>
              </thead>
              <tbody>
                {items.map((one) => (
                  <tr key={`${one.kind} ${one.name}`}>
                    <td>
                      <Go href={paths.events(org, { name: one.name })}>{one.name}</Go>{" "}
                      <span className="n">{t(`events.kind.${one.kind}`)}</span>
                    </td>
                    <td className="r">{format.number(one.events)}</td>
                    <td className="r">{format.number(one.people)}</td>
                    <td className="r">{format.ago(one.lastAt)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollRegion>
        )
      }
    </Loaded>
  )
}
