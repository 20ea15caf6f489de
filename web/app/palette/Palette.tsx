import "@mantine/spotlight/styles.css"
import { useMantineColorScheme } from "@mantine/core"
import { useDebouncedValue } from "@mantine/hooks"
import { createSpotlight, Spotlight } from "@mantine/spotlight"
import { useEffect, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Feedback, Page, PersonRow, Signal } from "../../api/contract.ts"
import { paths } from "../../paths.ts"
import { headlineOf } from "../../understand/signals/signal-words.ts"
import { useGet } from "../data.tsx"
import { useFormat } from "../format.ts"
import { useGo } from "../Go.tsx"
import { changeLanguage } from "../i18n.ts"
import { stages } from "../Rail.tsx"
import { useSession } from "../session.tsx"
import classes from "./Palette.module.css"

type Entry = { id: string; label: string; hint?: string; voice?: boolean; run: () => void }
const [store, spotlight] = createSpotlight()

/** Find anything, or do anything: pages, actions, signals, people and customers' words in one box. */
export default function Palette({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const [words, setWords] = useState("")
  useEffect(() => {
    if (opened) spotlight.open()
  }, [opened])
  const groups = useEntries(words)
  const empty = groups.every((group) => group.entries.length === 0)
  return (
    <Spotlight.Root
      store={store}
      query={words}
      onQueryChange={setWords}
      onSpotlightClose={onClose}
      shortcut={null}
      scrollable
      maxHeight={460}
      clearQueryOnClose
      overlayProps={{ backgroundOpacity: 0.3, blur: 0 }}
      classNames={{ actionsGroup: classes.group }}
    >
      <Spotlight.Search placeholder={t("palette.placeholder")} aria-label={t("palette.placeholder")} />
      <Spotlight.ActionsList>
        {groups.map(
          (group) =>
            group.entries.length > 0 && (
              <Spotlight.ActionsGroup key={group.label} label={group.label}>
                {group.entries.map((entry) => (
                  <Spotlight.Action key={entry.id} onClick={entry.run}>
                    <span className={classes.entry}>
                      <span className="clip" style={{ fontFamily: entry.voice ? "var(--font-voice)" : undefined }}>
                        {entry.label}
                      </span>
                      {entry.hint && <span className={classes.hint}>{entry.hint}</span>}
                    </span>
                  </Spotlight.Action>
                ))}
              </Spotlight.ActionsGroup>
            ),
        )}
        {empty && <Spotlight.Empty>{t("palette.nothing", { words })}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}

function useEntries(words: string): { label: string; entries: Entry[] }[] {
  const { t } = useTranslation()
  const { org, me } = useSession()
  const go = useGo()
  const format = useFormat()
  const { setColorScheme } = useMantineColorScheme()
  const [asked] = useDebouncedValue(words.trim(), 180)
  const searching = asked.length > 1
  const feedback = useGet<Page<Feedback>>(
    "feedback",
    "/feedback",
    { q: asked, limit: 5 },
    { enabled: searching, keep: true },
  )
  const people = useGet<Page<PersonRow>>(
    "people",
    "/people",
    { q: asked, limit: 4 },
    { enabled: searching, keep: true },
  )
  const signals = useGet<Page<Signal>>("signals", "/signals", { state: "open", limit: 50 })
  const fits = (label: string) => !words || label.toLocaleLowerCase().includes(words.trim().toLocaleLowerCase())

  const pages: Entry[] = [
    { id: "home", label: t("place.home"), run: () => go(paths.home(org)) },
    ...stages.flatMap((stage) =>
      stage.places
        .filter((place) => !place.needs || me.permissions.includes(place.needs))
        .map((place) => ({
          id: place.key,
          label: t(`place.${place.key}`),
          hint: t(`stage.${stage.key}`),
          run: () => go(place.href(org)),
        })),
    ),
    { id: "profile", label: t("place.profile"), run: () => go(paths.profile(org)) },
  ]
  const actions: Entry[] = [
    { id: "do-log", label: t("palette.log"), run: () => go(paths.logContact(org)) },
    { id: "do-import", label: t("palette.import"), run: () => go(paths.imports(org)) },
    {
      id: "do-negative",
      label: t("palette.negative"),
      run: () =>
        go(
          paths.feedbackList(org, {
            where: JSON.stringify([{ field: "sentimentLabel", op: "in", values: ["negative"] }]),
          }),
        ),
    },
    { id: "do-backtest", label: t("palette.backtest"), run: () => go(paths.backtests(org)) },
    { id: "do-key", label: t("palette.key"), run: () => go(paths.sources(org)) },
    { id: "do-dark", label: t("palette.dark"), run: () => setColorScheme("dark") },
    { id: "do-light", label: t("palette.light"), run: () => setColorScheme("light") },
    { id: "do-en", label: "English", run: () => void changeLanguage("en") },
    { id: "do-zh", label: "简体中文", run: () => void changeLanguage("zh-CN") },
    ...me.organizations
      .filter((other) => other.slug !== org)
      .map((other) => ({
        id: `org-${other.slug}`,
        label: t("palette.switchTo", { name: other.name }),
        run: () => go(paths.home(other.slug)),
      })),
  ]
  return [
    {
      label: t("place.signals"),
      entries: (signals.data?.items ?? [])
        .map((signal) => ({
          id: signal.id,
          label: headlineOf(signal, t),
          hint: `${signal.observed} / ${format.number(signal.expected, 1)}`,
          run: () => go(paths.signal(org, signal.id)),
        }))
        .filter((entry) => fits(entry.label))
        .slice(0, 4),
    },
    { label: t("palette.pages"), entries: pages.filter((entry) => fits(entry.label)) },
    { label: t("palette.actions"), entries: actions.filter((entry) => fits(entry.label)) },
    {
      label: t("place.people"),
      entries: !searching
        ? []
        : (people.data?.items ?? []).map((person) => ({
            id: person.id,
            label: person.name ?? t("person.unnamed"),
            hint: person.contacts === undefined ? undefined : t("person.contacts", { count: person.contacts }),
            run: () => go(paths.person(org, person.id)),
          })),
    },
    {
      label: t("place.feedback"),
      entries: !searching
        ? []
        : (feedback.data?.items ?? []).map((item) => ({
            id: item.id,
            label: item.text ?? t("feedback.noWords"),
            voice: true,
            hint: format.day(item.occurredAt),
            run: () => go(paths.feedback(org, item.id)),
          })),
    },
  ]
}
