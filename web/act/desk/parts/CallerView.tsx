import { useEffect, useRef } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { ScoreTags } from "../../../listen/feedback/parts/ScoreTags.tsx"
import { paths } from "../../../paths.ts"
import { valueLabel } from "../../../ui/filters/field-words.ts"
import { Voice } from "../../../ui/Voice.tsx"
import { useOutside } from "../panel-context.ts"
import classes from "./Desk.module.css"
import { KnownProblem, LogBar, type Logging } from "./KnownProblem.tsx"
import { OpenFollowUps } from "./OpenFollowUps.tsx"

/** Who is on the line, and first of all what affects her. */
export function CallerView({ caller, onLog }: { caller: Answer<"DeskCaller">; onLog: (logging: Logging) => void }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const outside = useOutside()
  const { person, owns, contacts, problems, otherProblems } = caller
  const name = useRef<HTMLHeadingElement>(null)
  // The keys work at once, and a screen reader begins with her name.
  // biome-ignore lint/correctness/useExhaustiveDependencies: again for each caller
  useEffect(() => name.current?.focus({ preventScroll: true }), [person.id])
  const about = [
    person.role && valueLabel("role", person.role, t),
    t("desk.since", { date: format.monthAndYear(person.since) }),
    person.language && valueLabel("language", person.language, t),
    ...person.accounts,
  ].filter(Boolean)
  const last = contacts.items[0]
  const lately = [
    ...owns.slice(0, 3).map((unit) => unitWords(unit, t)),
    last &&
      t("desk.lastContact", {
        kind: valueLabel("kind", last.kind, t).toLocaleLowerCase(),
        when: format.ago(last.occurredAt),
      }) + feelingOf(last.sentiment, t),
    ...person.reach.slice(0, 2),
  ].filter(Boolean)
  return (
    <>
      <div className={classes.who}>
        <div>
          <h1 ref={name} tabIndex={-1}>
            <Go href={paths.person(org, person.id)} {...outside} style={{ color: "inherit" }}>
              {person.name ?? t("person.unnamed")}
            </Go>{" "}
            <small>{about.join(" · ")}</small>
          </h1>
          <p className="n">{lately.join(" · ")}</p>
        </div>
        {contacts.lately > 1 && (
          <span className="tag" data-tone={contacts.lately > 2 ? "bad" : "warn"}>
            {t("desk.contactsLately", { count: contacts.lately })}
          </span>
        )}
      </div>
      <OpenFollowUps personId={person.id} />
      {problems.map((problem, place) => (
        <KnownProblem key={problem.id} problem={problem} first={place === 0} onLog={onLog} />
      ))}
      {problems.length === 0 && (
        <section className={classes.problem}>
          <h2>{t("desk.nothingKnown")}</h2>
          <p className={classes.line}>{t("desk.nothingKnownHint")}</p>
          <LogBar keys onLog={(outcome, words) => onLog({ outcome, ...(words ? { words } : {}) })} />
        </section>
      )}
      {otherProblems.length > 0 && <OtherProblems problems={otherProblems} onLog={onLog} ofHers={owns.length > 0} />}
      <section style={{ marginTop: 26 }}>
        <h2>{t("desk.told")}</h2>
        {contacts.items.length === 0 && <p className="n">{t("desk.toldNothing")}</p>}
        <ol className={classes.contacts}>
          {contacts.items.map((item) => (
            <li key={item.id}>
              {item.text && <Voice text={item.text} language={item.language} lines={4} />}
              <p className="n row" style={{ marginLeft: item.text ? 16 : 0 }}>
                <ScoreTags scores={item.scores} />
                <span>
                  {[
                    valueLabel("kind", item.kind, t),
                    item.product,
                    format.ago(item.occurredAt),
                    item.outcome && t(`desk.was.${item.outcome}`),
                    item.loggedBy && t("desk.loggedBy", { name: item.loggedBy }),
                  ]
                    .filter(Boolean)
                    .join(" · ")}
                </span>
              </p>
            </li>
          ))}
        </ol>
      </section>
    </>
  )
}

/** What is known but not known to be hers. */
export function OtherProblems({
  problems,
  ofHers,
  onLog,
}: {
  problems: Answer<"KnownProblem">[]
  ofHers: boolean
  onLog?: (logging: Logging) => void
}) {
  const { t } = useTranslation()
  return (
    <details style={{ marginTop: 20 }}>
      <summary style={{ cursor: "pointer" }}>
        <b>{t(ofHers ? "desk.otherOfHers" : "desk.otherNow", { count: problems.length })}</b>
      </summary>
      {problems.map((problem) => (
        <KnownProblem key={problem.id} problem={problem} first={false} onLog={onLog ?? (() => {})} />
      ))}
    </details>
  )
}

type Unit = Answer<"DeskCaller">["owns"][number]
type Translate = ReturnType<typeof useTranslation>["t"]
const unitWords = (unit: Unit, t: Translate) =>
  [
    unit.product,
    unit.batch && t("feedback.batch", { batch: unit.batch }),
    unit.serial && t("desk.serial", { serial: unit.serial }),
  ]
    .filter(Boolean)
    .join(t("common.listComma"))

function feelingOf(sentiment: number | null, t: Translate): string {
  if (sentiment === null || Math.abs(sentiment) <= 0.15) return ""
  return t(sentiment < 0 ? "desk.feltBad" : "desk.feltGood")
}
