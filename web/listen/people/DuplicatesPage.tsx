import { Button, SegmentedControl } from "@mantine/core"
import { useSearch } from "@tanstack/react-router"
import type { KeyboardEvent } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../api/generated.ts"
import { useChange, useGet, usePages } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go, useGo } from "../../app/Go.tsx"
import { useMay, useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { Loaded, RowBones } from "../../ui/Loaded.tsx"
import { MayButton } from "../../ui/MayButton.tsx"
import { More } from "../../ui/More.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import classes from "./Duplicates.module.css"
import { callOf, type Person } from "./person-words.ts"

type Pair = Answer<"Duplicate">
const states = ["open", "same", "different"] as const

/** Are these the same person? Both records side by side, with why it is asked; answered by key, each answer with a way back. */
export default function DuplicatesPage() {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const go = useGo()
  const { state = "open" } = useSearch({ strict: false }) as { state?: string }
  const pairs = usePages<Pair>("people", "/people/duplicates", { state, limit: 25 })
  const open = useGet<{ total: number; certain: number }>("people", "/people/duplicates", { limit: 1 }).data
  const search = useChange<void, { found: number }>({
    run: (_, send) => send("POST", "/people/duplicates/search"),
    touches: ["people"],
    said: (_, { found }) => t("duplicates.found", { count: found }),
  })
  const all = useChange<void, { merged: number; ids: string[] }>({
    run: (_, send) => send("POST", "/people/duplicates/merge", {}),
    touches: ["people", "feedback", "signals"],
    said: (_, { merged }) => t("duplicates.mergedAll", { count: merged }),
    undo: async (_, { ids }, send) => {
      for (const id of ids) await send("DELETE", `/people/duplicates/${id}/answer`)
    },
  })
  return (
    <>
      <PageHead
        title={
          open === undefined
            ? t("duplicates.title")
            : open.total === 0
              ? t("duplicates.sentenceNone")
              : t("duplicates.sentence", { count: open.total, n: format.number(open.total) })
        }
        documentTitle={t("duplicates.title")}
        lede={t("duplicates.lede")}
      >
        {(open?.certain ?? 0) > 0 && (
          <MayButton permission="people.edit" variant="filled" onClick={() => all.mutate()} loading={all.isPending}>
            {t("duplicates.mergeAll", { count: open?.certain ?? 0 })}
          </MayButton>
        )}
        <MayButton permission="people.edit" onClick={() => search.mutate()} loading={search.isPending}>
          {t("duplicates.search")}
        </MayButton>
      </PageHead>
      <SegmentedControl
        mb="md"
        aria-label={t("duplicates.which")}
        value={state}
        data={states.map((value) => ({ value, label: t(`duplicates.state.${value}`) }))}
        onChange={(value) => go(paths.duplicates(org, value === "open" ? {} : { state: value }), { replace: true })}
      />
      <Loaded
        query={{ data: pairs.data, error: pairs.error, refetch: pairs.refetch as never }}
        bones={<RowBones count={4} />}
      >
        {() =>
          pairs.items.length === 0 ? (
            <EmptyState
              title={t("duplicates.emptyTitle")}
              action={
                <Button component={Go} variant="filled" href={paths.people(org)}>
                  {t("duplicates.toPeople")}
                </Button>
              }
            >
              {t("duplicates.emptyBody")}
            </EmptyState>
          ) : (
            <>
              {state === "open" && <p className="n">{t("duplicates.keys")}</p>}
              <ul className="rows">
                {pairs.items.map((pair) => (
                  <PairRow key={pair.id} pair={pair} />
                ))}
              </ul>
              <More pages={pairs} />
            </>
          )
        }
      </Loaded>
    </>
  )
}

function PairRow({ pair }: { pair: Pair }) {
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay("people.edit")
  const answer = useChange<{ answer: "same" | "different"; keep?: string }>({
    run: (given, send) => send("PUT", `/people/duplicates/${pair.id}/answer`, given),
    touches: ["people", "feedback", "signals"],
    said: (given) => t(`duplicates.said.${given.answer}`),
    undo: (_, __, send) => send("DELETE", `/people/duplicates/${pair.id}/answer`),
  })
  const back = useChange({
    run: (_, send) => send("DELETE", `/people/duplicates/${pair.id}/answer`),
    touches: ["people", "feedback", "signals"],
    said: () => t("duplicates.said.open"),
  })
  const onKey = (event: KeyboardEvent) => {
    if (!may || pair.answer || answer.isPending || event.ctrlKey || event.metaKey || event.altKey) return
    const said = ({ s: "same", d: "different" } as const)[event.key.toLowerCase() as "s" | "d"]
    if (!said) return
    event.preventDefault()
    const next = event.currentTarget.nextElementSibling as HTMLElement | null
    answer.mutate({ answer: said })
    next?.querySelector<HTMLElement>("[data-first]")?.focus()
  }
  const names = [callOf(pair.first, t), callOf(pair.second, t)]
  return (
    // From any button of the row, S and D answer for its pair; the same is on its buttons.
    <li className={classes.pair} onKeyDown={onKey} aria-label={t("duplicates.pair", { a: names[0], b: names[1] })}>
      <div className={classes.two}>
        <Record person={pair.first} other={pair.second} />
        <Record person={pair.second} other={pair.first} />
      </div>
      <p className="n">
        {t("duplicates.sure", { percent: format.number(Math.round(pair.confidence * 100)) })}{" "}
        {pair.reasons.map((reason) => t(`duplicates.reason.${reason}`)).join(t("common.listComma"))}
      </p>
      {pair.answer ? (
        <p className="row">
          <span className="n">
            {t(`duplicates.answered.${pair.answer.answer}`, { by: pair.answer.by, when: format.ago(pair.answer.at) })}
          </span>
          <MayButton permission="people.edit" size="compact-sm" variant="subtle" onClick={() => back.mutate()}>
            {t("duplicates.back")}
          </MayButton>
        </p>
      ) : (
        <div className="row">
          <MayButton permission="people.edit" size="xs" data-first onClick={() => answer.mutate({ answer: "same" })}>
            {t("duplicates.same")}
          </MayButton>
          <MayButton
            permission="people.edit"
            size="xs"
            variant="subtle"
            onClick={() => answer.mutate({ answer: "different" })}
          >
            {t("duplicates.different")}
          </MayButton>
        </div>
      )}
    </li>
  )
}

/** One of two records; what both have stands out. */
function Record({ person, other }: { person: Person; other: Person }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const accounts = new Set(other.accounts.map((one) => one.id))
  return (
    <div>
      <Go href={paths.person(org, person.id)}>
        <b>{callOf(person, t)}</b>
      </Go>
      {person.role && <span className="n"> {t(`value.role.${person.role}`)}</span>}
      <ul className={classes.facts}>
        {person.identities.map((one) => (
          <li key={`${one.kind} ${one.value}`}>
            <span className="n">{t(`person.kind.${one.kind}`)}</span> {one.value}
          </li>
        ))}
        {person.accounts.map((one) => (
          <li key={one.id} data-shared={accounts.has(one.id) || undefined}>
            <span className="n">{t("people.account")}</span> {one.name}
          </li>
        ))}
        <li className="n">{t("person.since", { when: format.day(person.firstSeenAt) })}</li>
      </ul>
    </div>
  )
}
