import { Button, Modal, SegmentedControl, Select, TextInput } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../api/generated.ts"
import { usePages } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
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
import { NewNotice } from "./parts/NewNotice.tsx"
import { NoticeSettingsForm } from "./parts/NoticeSettingsForm.tsx"
import { NoticeStateTag } from "./parts/NoticeStateTag.tsx"

const tabs = ["all", "draft", "asked", "sending", "sent"] as const
const kinds = ["safety", "first", "update", "fixed"] as const

/** What the company wrote, and is about to write, to the people a problem affects. */
export default function NoticesPage() {
  const { t } = useTranslation()
  const { org } = useSession()
  const go = useGo()
  const maySet = useMay("settings.manage")
  const [, , search] = useQueryState()
  const [open, setOpen] = useState<"new" | "settings" | null>(null)
  const state = tabs.find((tab) => tab === search.state) ?? "all"
  const query = {
    state: state === "all" ? undefined : state,
    kind: kinds.find((kind) => kind === search.kind),
    q: search.q,
    plan: search.plan,
  }
  const notices = usePages<Answer<"Notice">>("notices", "/notices", { ...query, limit: 50 })
  const filtered = Object.values(query).some((value) => value !== undefined)
  const choose = (change: Record<string, string | undefined>) =>
    go(paths.notices(org, { ...query, ...change }), { replace: true })
  return (
    <>
      <PageHead
        title={titleOf(notices.items, notices.isPending, filtered, notices.total ?? 0, t)}
        documentTitle={t("place.notices")}
        lede={t("notices.lede")}
      >
        <MayButton permission="notices.edit" variant="filled" onClick={() => setOpen("new")}>
          {t("notices.new")}
        </MayButton>
        <ViewsMenu
          page="notices"
          query={{ where: [], ...search } as never}
          onChoose={({ where: _, ...chosen }) => go(paths.notices(org, chosen as never), { replace: true })}
        />
        <ExportMenu path="/notices/export" query={query} />
        {maySet && <Button onClick={() => setOpen("settings")}>{t("notices.settings")}</Button>}
      </PageHead>
      <div className="row" style={{ marginBottom: 12 }}>
        <SegmentedControl
          aria-label={t("notices.which")}
          size="xs"
          value={state}
          onChange={(tab) => choose({ state: tab === "all" ? undefined : tab })}
          data={tabs.map((tab) => ({ value: tab, label: t(`notices.tab.${tab}`) }))}
        />
        <Select
          aria-label={t("notices.kindFilter")}
          placeholder={t("notices.kindFilter")}
          size="xs"
          clearable
          value={query.kind ?? null}
          onChange={(kind) => choose({ kind: kind ?? undefined })}
          data={kinds.map((kind) => ({ value: kind, label: t(`notice.kind.${kind}`) }))}
        />
        <TextInput
          aria-label={t("notices.search")}
          placeholder={t("notices.search")}
          size="xs"
          defaultValue={query.q ?? ""}
          onKeyDown={(event) => event.key === "Enter" && choose({ q: event.currentTarget.value || undefined })}
          onBlur={(event) =>
            event.currentTarget.value !== (query.q ?? "") && choose({ q: event.currentTarget.value || undefined })
          }
        />
      </div>
      <Loaded
        query={{ data: notices.data, error: notices.error, refetch: notices.refetch as never }}
        bones={<RowBones count={4} />}
      >
        {() =>
          notices.items.length === 0 ? (
            filtered ? (
              <p className="n">{t("notices.noneHere")}</p>
            ) : (
              <Nothing onNew={() => setOpen("new")} />
            )
          ) : (
            <>
              <ul className="rows">
                {notices.items.map((notice) => (
                  <li key={notice.id}>
                    <NoticeRow notice={notice} />
                  </li>
                ))}
              </ul>
              <More pages={notices} />
            </>
          )
        }
      </Loaded>
      <Modal opened={open === "new"} onClose={() => setOpen(null)} title={t("notices.new")}>
        <NewNotice planId={query.plan} />
      </Modal>
      <Modal opened={open === "settings"} onClose={() => setOpen(null)} title={t("notices.settings")}>
        <NoticeSettingsForm onSaved={() => setOpen(null)} />
      </Modal>
    </>
  )
}

function titleOf(
  items: readonly Answer<"Notice">[],
  pending: boolean,
  filtered: boolean,
  total: number,
  t: ReturnType<typeof useTranslation>["t"],
): string {
  if (pending) return t("place.notices")
  if (filtered) return t("notices.sentence.found", { count: total })
  const waiting = items.filter((one) => one.state === "asked").length
  const sending = items.filter((one) => one.state === "sending" || one.state === "paused").length
  if (waiting > 0) return t("notices.sentence.asked", { count: waiting })
  if (sending > 0) return t("notices.sentence.sending", { count: sending })
  const reached = items.reduce((sum, one) => sum + (one.tally?.sent ?? 0), 0)
  return items.length === 0
    ? t("notices.sentence.none")
    : t("notices.sentence.sent", { count: items.length, people: reached })
}

export function NoticeRow({ notice }: { notice: Answer<"Notice"> }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  return (
    <Go className="linkrow" href={paths.notice(org, notice.id)}>
      <span className="spread">
        <span className="title">{notice.title}</span>
        <NoticeStateTag state={notice.state} />
      </span>
      <span className="n">
        {t("notice.number", { number: notice.number })} · {t(`notice.kind.${notice.kind}`)} ·{" "}
        {t("notice.ofPlan", { number: notice.plan.number })} ·{" "}
        {notice.tally
          ? t("notice.reached", {
              sent: format.number(notice.tally.sent),
              count: notice.tally.total,
              n: format.number(notice.tally.total),
            })
          : t("notice.notSent")}{" "}
        · {format.ago(notice.changedAt)}
      </span>
    </Go>
  )
}

function Nothing({ onNew }: { onNew: () => void }) {
  const { t } = useTranslation()
  return (
    <EmptyState
      title={t("notices.empty.title")}
      example={
        <>
          <p className="n">{t("common.example")}</p>
          <p style={{ fontWeight: 600 }}>{t("notices.empty.example")}</p>
          <p className="n">{t("notices.empty.exampleFigures")}</p>
        </>
      }
      action={
        <MayButton permission="notices.edit" variant="filled" onClick={onNew}>
          {t("notices.new")}
        </MayButton>
      }
    >
      {t("notices.empty.body")}
    </EmptyState>
  )
}
