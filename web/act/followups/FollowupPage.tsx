import { Button, Menu } from "@mantine/core"
import { useHotkeys } from "@mantine/hooks"
import { useParams, useSearch } from "@tanstack/react-router"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../api/generated.ts"
import { useChange, useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go } from "../../app/Go.tsx"
import { useMay, useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { HeadBones, Loaded, RowBones } from "../../ui/Loaded.tsx"
import { MayButton } from "../../ui/MayButton.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { Comments } from "../../ui/record/Comments.tsx"
import { Following } from "../../ui/record/Following.tsx"
import { Voice } from "../../ui/Voice.tsx"
import { holderWords, morningIn, promiseWords, toneOf } from "./followup-words.ts"
import { Closing, Contacting } from "./parts/Answering.tsx"
import { HandOver } from "./parts/HandOver.tsx"

type Page = Answer<"FollowupPage">

/** One customer's low score, and what was done about it. */
export default function FollowupPage() {
  const { id } = useParams({ strict: false })
  const followup = useGet<Page>("followups", `/followups/${id}`)
  return (
    <Loaded
      query={followup}
      bones={
        <>
          <HeadBones />
          <RowBones count={4} />
        </>
      }
    >
      {(data) => <View one={data} />}
    </Loaded>
  )
}

function View({ one }: { one: Page }) {
  const { t } = useTranslation()
  const { org, me } = useSession()
  const format = useFormat()
  const may = useMay("followups.act")
  const search = useSearch({ strict: false }) as { do?: string }
  const [closing, setClosing] = useState(search.do === "close")
  const [handing, setHanding] = useState(false)
  const path = `/followups/${one.id}`
  const mine = one.owner?.id === me.member.id && one.state !== "open"
  const held = (one.state === "taken" || one.state === "waiting") && !mine
  const touches = ["followups" as const, "home" as const, "people" as const, "desk" as const]
  const take = useChange<void>({
    run: (_, send) => send("POST", `${path}/claim`),
    touches,
    said: () => t("followups.taken", { count: 1 }),
    undo: (_, __, send) => send("DELETE", `${path}/claim`),
  })
  const wait = useChange<void>({
    run: (_, send) => send(one.state === "waiting" ? "DELETE" : "POST", `${path}/waiting`),
    touches,
  })
  const snooze = useChange<number>({
    run: (days, send) => send("POST", `${path}/snooze`, { until: morningIn(days) }),
    touches,
    said: (days) => t("followup.snoozed", { when: format.dayAndTime(morningIn(days)) }),
    undo: (_, __, send) => send("DELETE", `${path}/snooze`),
  })
  const reopen = useChange<void>({
    run: (_, send) => send("POST", `${path}/reopening`),
    touches,
    said: () => t("followup.isOpen"),
  })
  useHotkeys([
    ["t", () => may && !held && one.state !== "closed" && take.mutate()],
    ["c", () => may && !held && one.state !== "closed" && setClosing(true)],
  ])
  const name = one.person.name ?? t("person.unnamed")
  const live = one.state !== "closed"
  return (
    <>
      <PageHead
        title={t(live ? "followup.title" : "followup.titleClosed", { name, reason: one.reason })}
        documentTitle={`#${one.number} ${one.reason}`}
        tags={
          <>
            <span className="tag" data-tone={toneOf(one)}>
              {promiseWords(one, t, format)}
            </span>
            {one.priority !== "normal" && (
              <span className="tag" data-tone={one.priority === "urgent" ? "bad" : undefined}>
                {t(`followup.priorities.${one.priority}`)}
              </span>
            )}
            {one.reopenedWhy && live && (
              <span className="tag" data-tone="warn">
                {t(`followup.why.${one.reopenedWhy}`)}
              </span>
            )}
          </>
        }
        lede={
          <>
            <b>{holderWords(one, t, format)}</b>{" "}
            {one.snoozedUntil && t("followup.snoozed", { when: format.dayAndTime(one.snoozedUntil) })}
          </>
        }
      >
        {live && !mine && (
          <MayButton
            permission="followups.act"
            variant={held ? "default" : "filled"}
            disabled={held}
            onClick={() => take.mutate()}
          >
            {t("followup.take")}
          </MayButton>
        )}
        {live && !held && (
          <MayButton permission="followups.act" variant={mine ? "filled" : "default"} onClick={() => setClosing(true)}>
            {t("followup.close")}
          </MayButton>
        )}
        {live && !held && (
          <MayButton permission="followups.act" onClick={() => wait.mutate()}>
            {t(one.state === "waiting" ? "followup.goOn" : "followup.wait")}
          </MayButton>
        )}
        {live && (
          <MayButton permission="followups.act" onClick={() => setHanding(true)}>
            {t("followup.handOver")}
          </MayButton>
        )}
        {live && !held && may && (
          <Menu>
            <Menu.Target>
              <Button>{t("followup.snooze")}</Button>
            </Menu.Target>
            <Menu.Dropdown>
              {[1, 2, 7].map((days) => (
                <Menu.Item key={days} onClick={() => snooze.mutate(days)}>
                  {format.dayAndTime(morningIn(days))}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
        {!live && (
          <MayButton permission="followups.act" onClick={() => reopen.mutate()}>
            {t("followup.reopen")}
          </MayButton>
        )}
        <Following record={`followup:${one.id}`} />
      </PageHead>
      <div className="cols">
        <div className="stack">
          {one.closing && (
            <section>
              <h2>{t(`followup.outcome.${one.closing.outcome}`)}</h2>
              {one.closing.said && <p>{one.closing.said}</p>}
              <p className="n">
                {[one.closing.by, one.closing.feeling && t(`followup.feeling.${one.closing.feeling}`)]
                  .filter(Boolean)
                  .join(" · ")}
              </p>
            </section>
          )}
          <section>
            <h2>{t("followup.said")}</h2>
            {one.items.length === 0 && <p className="n">{t("followup.byHand", { who: one.openedBy })}</p>}
            {one.items.map((item) => (
              <div key={item.id} style={{ marginBottom: 12 }}>
                {item.text && <Voice text={item.text} language={item.language} />}
                <p className="n">
                  <Go href={paths.feedback(org, item.id)}>{format.dayAndTime(item.occurredAt)}</Go>
                  {" · "}
                  {item.reason in whys ? t(`followup.why.${item.reason}`) : item.reason}
                </p>
              </div>
            ))}
          </section>
          {live && !held && may && <Contacting one={one} />}
          <section>
            <h2>{t("followup.history")}</h2>
            <ul className="rows">
              {historyOf(one).map((entry) => (
                <li key={`${entry.at}${entry.key}`} style={{ padding: "8px 0" }}>
                  {t(entry.key, { by: entry.by, to: entry.to })}
                  {entry.said && <p style={{ color: "var(--ink-2)" }}>{entry.said}</p>}
                  <p className="n">{format.dayAndTime(entry.at)}</p>
                </li>
              ))}
            </ul>
          </section>
        </div>
        <aside className="stack" aria-label={t("followup.aside")}>
          <section>
            <h2>
              <Go href={paths.person(org, one.person.id)}>{name}</Go>
            </h2>
            {one.reach ? (
              <ul className="rows">
                {one.reach.phone && (
                  <li>
                    <a style={touch} href={`tel:${one.reach.phone}`}>
                      {one.reach.phone}
                    </a>
                  </li>
                )}
                {one.reach.email && (
                  <li>
                    <a style={touch} href={`mailto:${one.reach.email}`}>
                      {one.reach.email}
                    </a>
                  </li>
                )}
              </ul>
            ) : (
              <p className="n">{t("person.maskedTag")}</p>
            )}
          </section>
          <section>
            <h2>{t("followup.known")}</h2>
            {one.problems.length === 0 ? (
              <p className="n">{t("followup.knownNone")}</p>
            ) : (
              <ul className="rows">
                {one.problems.map((problem) => (
                  <li key={problem.id}>
                    <Go className="linkrow" href={paths.problem(org, problem.id)}>
                      {problem.statement}
                    </Go>
                  </li>
                ))}
              </ul>
            )}
            <p style={{ marginTop: 8 }}>
              <Go href={paths.desk(org, { person: one.person.id })}>{t("followup.toDesk")}</Go>
            </p>
          </section>
          <Comments record={`followup:${one.id}`} />
        </aside>
      </div>
      <Closing one={one} opened={closing} onClose={() => setClosing(false)} />
      <HandOver one={one} opened={handing} onClose={() => setHanding(false)} />
    </>
  )
}

const touch = { display: "block", padding: "7px 0", overflowWrap: "anywhere" } as const
const whys = { not_solved: 1, low_score: 1, replied: 1, by_hand: 1 }

function historyOf(one: Page) {
  const steps = one.steps.map((step) => ({
    key: `followup.step.${step.what}`,
    by: step.by,
    to: step.to ?? "–",
    at: step.at,
    said: null,
  }))
  const calls = one.contacts.map((call) => ({
    key: `followup.call.${call.channel}.${call.reached ? "reached" : "tried"}`,
    by: call.by,
    to: "",
    at: call.at,
    said: call.said,
  }))
  return [...steps, ...calls].sort((a, b) => (a.at < b.at ? 1 : -1))
}
