import { Button, NativeSelect, SegmentedControl, TextInput } from "@mantine/core"
import { useHotkeys } from "@mantine/hooks"
import { useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../api/generated.ts"
import { sayDone, useChange, useGet, usePages } from "../../app/data.tsx"
import { Go, useGo } from "../../app/Go.tsx"
import { useMay, useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { ExportMenu } from "../../ui/filters/ExportMenu.tsx"
import { useQueryState } from "../../ui/filters/query-state.ts"
import { ViewsMenu } from "../../ui/filters/ViewsMenu.tsx"
import { Loaded, RowBones } from "../../ui/Loaded.tsx"
import { MayButton } from "../../ui/MayButton.tsx"
import { More } from "../../ui/More.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import type { Followup } from "./followup-words.ts"
import { FollowupRow } from "./parts/FollowupRow.tsx"
import { Kept } from "./parts/Kept.tsx"

const states = ["due", "overdue", "snoozed", "closed", "all"] as const
const whose = ["all", "mine", "department"] as const
type Counts = { open: number; overdue: number; mine: number }

/** The customers who wait for an answer, the most urgent first. */
export default function FollowupsPage() {
  const { t } = useTranslation()
  const { org } = useSession()
  const go = useGo()
  const [, , search] = useQueryState()
  const state = states.find((one) => one === search.state) ?? "due"
  const who = whose.find((one) => one === search.who) ?? "all"
  const query = {
    state,
    q: search.q,
    rule: search.rule,
    priority: search.priority,
    ...(who === "mine" ? { owner: "me" } : {}),
    ...(who === "department" ? { department: "mine" } : search.department ? { department: search.department } : {}),
  }
  const pages = usePages<Followup>("followups", "/followups", query)
  const head = useGet<{ counts: Counts }>("followups", "/followups", { limit: 1 })
  const filter = (change: Record<string, string | undefined>) =>
    go(paths.followups(org, { ...search, ...change }), { replace: true })
  const narrowed =
    Boolean(search.q || search.priority || search.rule || search.department) || state !== "due" || who !== "all"
  const counts = head.data?.counts
  return (
    <>
      <PageHead
        title={
          !counts
            ? t("place.followups")
            : counts.open === 0
              ? t("followups.none")
              : t("followups.sentence", { count: counts.open })
        }
        documentTitle={t("place.followups")}
        lede={
          counts &&
          counts.open > 0 && (
            <>
              {counts.overdue > 0 ? (
                <b>{t("followups.overdue", { count: counts.overdue })}</b>
              ) : (
                t("followups.noneOverdue")
              )}{" "}
              {counts.mine > 0 && t("followups.mine", { count: counts.mine })}
            </>
          )
        }
      >
        <Button component={Go} href={paths.followupRules(org)}>
          {t("followups.rules")}
        </Button>
        <ViewsMenu
          page="followups"
          query={{ where: [], ...search } as never}
          onChoose={(chosen) => {
            const { where: _, ...rest } = chosen as unknown as Record<string, string>
            go(paths.followups(org, rest), { replace: true })
          }}
        />
        <ExportMenu path="/followups/export" query={query} />
      </PageHead>
      <search className="row" aria-label={t("filter.label")} style={{ marginBottom: 12 }}>
        <SegmentedControl
          size="xs"
          aria-label={t("followups.whose")}
          value={who}
          onChange={(one) => filter({ who: one === "all" ? undefined : one })}
          data={whose.map((one) => ({ value: one, label: t(`followups.who.${one}`) }))}
        />
        <NativeSelect
          size="xs"
          aria-label={t("followups.which")}
          value={state}
          onChange={(event) => filter({ state: event.currentTarget.value })}
          data={states.map((one) => ({ value: one, label: t(`followups.state.${one}`) }))}
        />
        <NativeSelect
          size="xs"
          aria-label={t("followup.priority")}
          value={search.priority ?? ""}
          onChange={(event) => filter({ priority: event.currentTarget.value || undefined })}
          data={[
            { value: "", label: t("followups.anyPriority") },
            ...(["urgent", "high", "normal"] as const).map((one) => ({
              value: one,
              label: t(`followup.priorities.${one}`),
            })),
          ]}
        />
        <TextInput
          size="xs"
          type="search"
          aria-label={t("followups.search")}
          placeholder={t("followups.search")}
          defaultValue={search.q ?? ""}
          onKeyDown={(event) => event.key === "Enter" && filter({ q: event.currentTarget.value || undefined })}
        />
      </search>
      <Loaded
        query={{ data: pages.data, error: pages.error, refetch: pages.refetch as never }}
        bones={<RowBones count={6} height={20} />}
      >
        {() =>
          pages.items.length > 0 ? (
            <Queue items={pages.items} />
          ) : narrowed ? (
            <p className="n">{t("followups.noneFits")}</p>
          ) : (
            <EmptyState
              title={t("followups.emptyTitle")}
              example={<p>{t("followups.emptyExample")}</p>}
              action={
                <Button component={Go} variant="filled" href={paths.followupRules(org)}>
                  {t("followups.emptyAction")}
                </Button>
              }
            >
              {t("followups.emptyBody")}
            </EmptyState>
          )
        }
      </Loaded>
      <More pages={pages} />
      <Kept />
    </>
  )
}

/** The list, with keys as in a mail program: j and k walk, t takes, x marks, c opens to close. */
function Queue({ items }: { items: Followup[] }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const go = useGo()
  const may = useMay("followups.act")
  const list = useRef<HTMLUListElement>(null)
  const [marked, setMarked] = useState<string[]>([])
  const take = useChange<string[], Answer<"FollowupClaims">>({
    run: (ids, send) => send("POST", "/followups/claims", { ids }),
    touches: ["followups", "home", "desk"],
    after: ({ taken, held }) => {
      setMarked([])
      const others = held.map((one) => one.by)
      sayDone(
        [
          taken.length > 0 && t("followups.taken", { count: taken.length }),
          others.length > 0 &&
            t("followups.held", { count: others.length, who: [...new Set(others)].join(t("common.listComma")) }),
        ]
          .filter(Boolean)
          .join(" "),
      )
    },
  })
  const rows = () => [...(list.current?.querySelectorAll<HTMLElement>("[data-followup]") ?? [])]
  const current = () =>
    (document.activeElement as HTMLElement | null)?.closest<HTMLElement>("[data-followup]")?.dataset.followup
  const step = (by: number) => {
    const all = rows()
    const at = all.findIndex((row) => row.contains(document.activeElement))
    const next = all[at < 0 ? 0 : Math.max(0, Math.min(all.length - 1, at + by))]
    next?.querySelector("a")?.focus()
    next?.scrollIntoView({ block: "nearest" })
  }
  const mark = (id: string) => setMarked(marked.includes(id) ? marked.filter((one) => one !== id) : [...marked, id])
  const withCurrent = (run: (id: string) => void) => () => {
    const id = current()
    if (id) run(id)
  }
  useHotkeys([
    ["j", () => step(1)],
    ["k", () => step(-1)],
    ["t", withCurrent((id) => may && take.mutate(marked.length > 0 ? marked : [id]))],
    ["x", withCurrent(mark)],
    ["c", withCurrent((id) => go(`${paths.followup(org, id)}?do=close`))],
  ])
  return (
    <>
      {marked.length > 0 && (
        <div className="row" style={{ marginBottom: 8 }}>
          <MayButton
            permission="followups.act"
            variant="filled"
            loading={take.isPending}
            onClick={() => take.mutate(marked)}
          >
            {t("followups.takeMarked", { count: marked.length })}
          </MayButton>
          <Button variant="subtle" onClick={() => setMarked([])}>
            {t("filter.clear")}
          </Button>
        </div>
      )}
      <ul className="rows" ref={list}>
        {items.map((one) => (
          <li key={one.id} data-followup={one.id}>
            <FollowupRow one={one} marked={marked.includes(one.id)} onMark={may ? () => mark(one.id) : undefined} />
          </li>
        ))}
      </ul>
      <p className="n" style={{ marginTop: 8 }}>
        <kbd>j</kbd> <kbd>k</kbd> {t("followups.keyWalk")} · <kbd>t</kbd> {t("followups.keyTake")} · <kbd>x</kbd>{" "}
        {t("followups.keyMark")} · <kbd>c</kbd> {t("followups.keyClose")}
      </p>
    </>
  )
}
