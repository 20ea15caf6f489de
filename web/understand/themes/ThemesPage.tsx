import { ActionIcon, Button, Menu, Modal, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Theme } from "../../api/contract.ts"
import { queryParameters, useChange, useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go } from "../../app/Go.tsx"
import { useMay, useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { Certainty, ChangeNote } from "../../ui/figures.tsx"
import { FilterBar } from "../../ui/filters/FilterBar.tsx"
import { valueLabel } from "../../ui/filters/field-words.ts"
import { useQueryState, writeQuery } from "../../ui/filters/query-state.ts"
import { Icon } from "../../ui/Icon.tsx"
import { Loaded, RowBones } from "../../ui/Loaded.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { MergeThemes } from "./parts/MergeThemes.tsx"

/** What customers talk about, found in their own comments, named and ordered by people. */
export default function ThemesPage() {
  const { t } = useTranslation()
  const [query, change] = useQueryState()
  const themes = useGet<{ items: Theme[] }>("themes", "/themes", queryParameters(query), { keep: true })
  const shown = (themes.data?.items ?? []).filter((theme) => !theme.mergedInto)
  const first = shown[0]
  const title = first ? t("themes.sentence", { label: first.label, count: shown.length }) : t("themes.title")
  return (
    <>
      <PageHead title={title} documentTitle={t("place.themes")} lede={t("themes.lede")} />
      <FilterBar query={query} onChange={change} search={false} />
      <Loaded query={themes} bones={<RowBones count={8} />}>
        {() =>
          shown.length === 0 ? (
            <EmptyState title={t("themes.emptyTitle")}>{t("themes.emptyBody")}</EmptyState>
          ) : (
            <ThemeTable themes={shown} query={query} />
          )
        }
      </Loaded>
    </>
  )
}

function ThemeTable({ themes, query }: { themes: Theme[]; query: ReturnType<typeof useQueryState>[0] }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const most = Math.max(...themes.map((theme) => theme.count), 1)
  return (
    <div className="scroll-x">
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t("themes.theme")}</th>
            <th scope="col" className="r">
              {t("themes.mentions")}
            </th>
            <th scope="col" style={{ width: 110 }}>
              <span className="only-screen-reader">{t("themes.mentions")}</span>
            </th>
            <th scope="col">{t("metric.sentiment.name")}</th>
            <th scope="col">{t("themes.change")}</th>
            <th scope="col">
              <span className="only-screen-reader">{t("common.actions")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {themes.map((theme) => (
            <tr key={theme.id}>
              <td style={{ maxWidth: 320 }}>
                <Go
                  href={paths.feedbackList(
                    org,
                    writeQuery({ ...query, where: [...query.where, { field: "theme", op: "in", values: [theme.id] }] }),
                  )}
                  style={{ fontWeight: 600, color: "inherit", fontSize: 14 }}
                >
                  {theme.label}
                </Go>{" "}
                {theme.pinned && (
                  <span className="tag" data-tone="accent">
                    {t("themes.pinned")}
                  </span>
                )}
                <br />
                <span className="n">
                  {theme.terms.slice(0, 6).join(t("common.listComma"))} · {valueLabel("language", theme.language, t)}
                </span>
              </td>
              <td className="r">{format.number(theme.count)}</td>
              <td>
                <div style={{ height: 6, borderRadius: 3, background: "var(--sunk)" }} aria-hidden="true">
                  <div
                    style={{
                      height: 6,
                      borderRadius: 3,
                      background: "var(--ink-2)",
                      width: `${(theme.count / most) * 100}%`,
                    }}
                  />
                </div>
              </td>
              <td style={{ whiteSpace: "nowrap" }}>
                <b className={theme.sentiment.high !== null && theme.sentiment.high < 0 ? "bad" : undefined}>
                  {format.value(theme.sentiment.estimate, "score")}
                </b>{" "}
                <Certainty value={theme.sentiment} unit="score" />
              </td>
              <td>
                {theme.change && <ChangeNote change={theme.change} metric={{ unit: "count", direction: "none" }} />}
              </td>
              <td className="r">
                <ThemeMenu theme={theme} themes={themes} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function ThemeMenu({ theme, themes }: { theme: Theme; themes: Theme[] }) {
  const { t } = useTranslation()
  const may = useMay("themes.edit")
  const [dialog, setDialog] = useState<"rename" | "merge" | null>(null)
  const change = useChange<Partial<Pick<Theme, "label" | "pinned">>>({
    run: (part, send) => send("PATCH", `/themes/${theme.id}`, part),
    touches: ["themes", "feedback"],
    said: () => t("themes.changed"),
    undo: (part, _, send) =>
      send("PATCH", `/themes/${theme.id}`, "label" in part ? { label: theme.label } : { pinned: theme.pinned }),
    after: () => setDialog(null),
  })
  const split = useChange<void>({
    run: (_, send) => send("POST", `/themes/${theme.id}/split`, {}),
    touches: ["themes"],
    said: () => t("themes.split"),
  })
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={t("themes.actionsOf", { label: theme.label })} disabled={!may}>
            <Icon name="dots" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setDialog("rename")}>{t("themes.rename")}</Menu.Item>
          <Menu.Item onClick={() => change.mutate({ pinned: !theme.pinned })}>
            {theme.pinned ? t("themes.unpin") : t("themes.pin")}
          </Menu.Item>
          <Menu.Item onClick={() => setDialog("merge")}>{t("themes.merge")}</Menu.Item>
          <Menu.Item onClick={() => split.mutate()}>{t("themes.splitAction")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={dialog === "rename"} onClose={() => setDialog(null)} title={t("themes.rename")}>
        <Rename theme={theme} onSave={(label) => change.mutate({ label })} />
      </Modal>
      <MergeThemes theme={theme} themes={themes} opened={dialog === "merge"} onClose={() => setDialog(null)} />
    </>
  )
}

function Rename({ theme, onSave }: { theme: Theme; onSave: (label: string) => void }) {
  const { t } = useTranslation()
  const [label, setLabel] = useState(theme.label)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSave(label)
  }
  return (
    <form onSubmit={submit}>
      <TextInput
        label={t("themes.label")}
        description={t("themes.renameHint")}
        value={label}
        onChange={(event) => setLabel(event.currentTarget.value)}
        required
        data-autofocus
      />
      <Button mt="lg" type="submit" variant="filled">
        {t("common.save")}
      </Button>
    </form>
  )
}
