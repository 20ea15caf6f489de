import { Button, SegmentedControl, Select, TextInput } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Department, Signal, Watching } from "../../api/contract.ts"
import { useChange, useGet, usePages } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go, useGo } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { ExportMenu } from "../../ui/filters/ExportMenu.tsx"
import { fieldLabel } from "../../ui/filters/field-words.ts"
import { useQueryState } from "../../ui/filters/query-state.ts"
import { ViewsMenu } from "../../ui/filters/ViewsMenu.tsx"
import { Loaded, RowBones } from "../../ui/Loaded.tsx"
import { MayButton } from "../../ui/MayButton.tsx"
import { More } from "../../ui/More.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { SignalRow } from "./parts/SignalRow.tsx"

const tabs = ["open", "snoozed", "accepted", "dismissed", "all"] as const

/** What asks for a person now, the loudest first. */
export default function SignalsPage() {
  const { t } = useTranslation()
  const { org } = useSession()
  const go = useGo()
  const [, , search] = useQueryState()
  const state = tabs.find((tab) => tab === search.state) ?? "open"
  const departments = useGet<{ items: Department[] }>("departments", "/departments")
  const filter = { state, q: search.q, department: search.department }
  const narrowed = Boolean(search.q || search.department)
  const signals = usePages<Signal>("signals", "/signals", { ...filter, limit: 50 })
  const choose = (change: Record<string, string | undefined>) =>
    go(paths.signals(org, { state: search.state, q: search.q, department: search.department, ...change }), {
      replace: true,
    })
  // Only where the whole list is here can it be said how many of it nobody has taken up.
  const fresh = signals.hasNextPage ? 0 : signals.items.filter((signal) => signal.state === "new").length
  const title = signals.isPending
    ? t("signals.title")
    : narrowed
      ? t("signals.sentence.found", { count: signals.total ?? signals.items.length })
      : state !== "open"
        ? t(`signals.sentence.${state}`, { count: signals.total ?? signals.items.length })
        : signals.items.length === 0
          ? t("signals.sentence.none")
          : t("signals.sentence.open", { count: signals.total ?? signals.items.length })
  return (
    <>
      <PageHead
        title={title}
        documentTitle={t("place.signals")}
        lede={
          <>
            {state === "open" && !narrowed && fresh > 0 && `${t("signals.fresh", { count: fresh })} `}
            <WatchingLine />
          </>
        }
      >
        <ViewsMenu
          page="signals"
          query={{ where: [], ...search } as never}
          onChoose={({ where: _, ...chosen }) => go(paths.signals(org, chosen as never), { replace: true })}
        />
        <ExportMenu path="/signals/export" query={filter} />
      </PageHead>
      <search className="row" style={{ marginBottom: 12 }} aria-label={t("filter.label")}>
        <SegmentedControl
          aria-label={t("signals.which")}
          size="xs"
          value={state}
          onChange={(tab) => choose({ state: tab === "open" ? undefined : tab })}
          data={tabs.map((tab) => ({ value: tab, label: t(`signals.tab.${tab}`) }))}
        />
        <Select
          aria-label={t("signals.department")}
          placeholder={t("signals.department")}
          size="xs"
          clearable
          value={search.department ?? null}
          onChange={(department) => choose({ department: department ?? undefined })}
          data={(departments.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))}
        />
        <TextInput
          type="search"
          aria-label={t("signals.search")}
          placeholder={t("signals.search")}
          size="xs"
          defaultValue={search.q ?? ""}
          onKeyDown={(event) => event.key === "Enter" && choose({ q: event.currentTarget.value || undefined })}
        />
      </search>
      <Loaded
        query={{ data: signals.data, error: signals.error, refetch: signals.refetch as never }}
        bones={<RowBones count={5} height={20} />}
      >
        {() =>
          signals.items.length === 0 ? (
            <Nothing open={state === "open" && !narrowed} />
          ) : (
            <>
              <ul className="rows">
                {signals.items.map((signal) => (
                  <li key={signal.id}>
                    <SignalRow signal={signal} />
                  </li>
                ))}
              </ul>
              <More pages={signals} />
            </>
          )
        }
      </Loaded>
    </>
  )
}

/** What is watched and since when, so that silence can be trusted. */
function WatchingLine() {
  const { t } = useTranslation()
  const format = useFormat()
  const watching = useGet<Watching>("watching", "/watching")
  const look = useChange<void>({
    run: (_, send) => send("POST", "/watching/look", {}),
    touches: ["watching", "signals"],
    said: () => t("signals.looking"),
  })
  if (!watching.data) return null
  const { dims, lastLook, running } = watching.data
  return (
    <>
      {t("signals.watching", {
        dims: new Intl.ListFormat(format.locale).format(dims.map((dim) => fieldLabel(dim, t).toLocaleLowerCase())),
      })}
      {t("common.space")}
      {running
        ? t("signals.looksNow")
        : lastLook
          ? t("signals.lastLook", { when: format.ago(lastLook) })
          : t("signals.neverLooked")}
      {t("common.space")}
      {!running && (
        <MayButton permission="signals.act" size="compact-xs" variant="subtle" onClick={() => look.mutate()}>
          {t("signals.lookNow")}
        </MayButton>
      )}
    </>
  )
}

function Nothing({ open }: { open: boolean }) {
  const { t } = useTranslation()
  const { org } = useSession()
  if (!open) return <p className="n">{t("signals.noneHere")}</p>
  return (
    <EmptyState
      title={t("signals.empty.title")}
      example={
        <>
          <p className="n">{t("common.example")}</p>
          <p style={{ fontWeight: 600 }}>{t("signals.empty.example")}</p>
          <p className="n">{t("signals.empty.exampleFigures")}</p>
        </>
      }
      action={
        <Button component={Go} href={paths.backtests(org)} variant="filled">
          {t("signals.empty.action")}
        </Button>
      }
    >
      {t("signals.empty.body")}
    </EmptyState>
  )
}
