import { Button, Modal, SegmentedControl, Textarea, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange, useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { useMay } from "../../../app/session.tsx"
import { Loaded, RowBones } from "../../../ui/Loaded.tsx"
import { MayButton } from "../../../ui/MayButton.tsx"
import type { PlanDetail } from "../plan-words.ts"
import classes from "./Plan.module.css"

type Update = Answer<"PlanUpdate">
type Subscribers = Answer<"PlanSubscribers">

const updatesOf = (plan: PlanDetail) => `/plans/${plan.id}/updates`

/** What was said last, and when the next word is due: first of all for those who only look in. */
export function LastUpdate({ plan }: { plan: PlanDetail }) {
  const { t } = useTranslation()
  const format = useFormat()
  const updates = useGet<{ items: Update[] }>("plans", updatesOf(plan), { limit: 30 })
  const last = updates.data?.items.find((one) => !one.withdrawn)
  const post = usePost(plan)
  const due = plan.state === "open" && plan.nextUpdateAt !== null
  const overdue = due && Date.parse(plan.nextUpdateAt!) < Date.now()
  return (
    <section aria-labelledby="last-update" style={{ marginTop: 18 }}>
      <h2 id="last-update" className="only-screen-reader">
        {t("update.last")}
      </h2>
      {last && <UpdateText update={last} />}
      {!last && updates.data && <p className="n">{t("update.none")}</p>}
      {due && (
        <p className="row" style={{ marginTop: 6 }}>
          <span className={overdue ? "bad" : "n"}>
            {t(overdue ? "update.overdue" : "update.next", { when: format.dayAndTime(plan.nextUpdateAt!) })}
          </span>
          <MayButton
            permission="plans.edit"
            size="compact-sm"
            loading={post.isPending}
            onClick={() => post.mutate({ kind: "no_news", audience: "internal", texts: {} })}
          >
            {t("update.noNewsButton")}
          </MayButton>
        </p>
      )}
    </section>
  )
}

/** All updates, who follows, and who outside is told. */
export function UpdatesCard({ plan }: { plan: PlanDetail }) {
  const { t } = useTranslation()
  const updates = useGet<{ items: Update[] }>("plans", updatesOf(plan), { limit: 30 })
  return (
    <section aria-labelledby="updates">
      <div className="spread">
        <h2 id="updates">{t("update.title")}</h2>
        <Following plan={plan} />
      </div>
      <Loaded query={updates} bones={<RowBones count={2} />}>
        {({ items }) => (
          <ol className="rows">
            {items.map((update) => (
              <li key={update.id}>
                <UpdateText update={update} removable />
              </li>
            ))}
            {items.length === 0 && <li className="n">{t("update.none")}</li>}
          </ol>
        )}
      </Loaded>
      <Stakeholders plan={plan} />
    </section>
  )
}

function UpdateText({ update, removable }: { update: Update; removable?: boolean }) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const may = useMay("plans.edit")
  const withdraw = useChange<void>({
    run: (_, send) => send("DELETE", `/plan-updates/${update.id}`),
    touches: ["plans", "activity"],
    said: () => t("update.withdrawn"),
  })
  const { en, "zh-CN": zh } = update.texts
  const text = (i18n.language === "en" ? (en ?? zh) : (zh ?? en)) ?? t("update.noNews")
  return (
    <div className={classes.update}>
      <p className="n">
        {t("update.by", { name: update.author, when: format.ago(update.at) })}{" "}
        <span className="tag" data-tone={update.audience === "public" ? "accent" : undefined}>
          {t(`update.audience.${update.audience}`)}
        </span>{" "}
        {update.withdrawn && t("update.withdrawnBy", { name: update.withdrawn.by })}
      </p>
      <p style={update.withdrawn ? { textDecoration: "line-through", color: "var(--ink-3)" } : undefined}>{text}</p>
      {removable && may && !update.withdrawn && (
        <Button size="compact-xs" variant="subtle" onClick={() => withdraw.mutate()}>
          {t("update.withdraw")}
        </Button>
      )}
    </div>
  )
}

function Following({ plan }: { plan: PlanDetail }) {
  const { t } = useTranslation()
  const subscribers = useGet<Subscribers>("plans", `/plans/${plan.id}/subscribers`)
  const follow = useChange<boolean>({
    run: (on, send) => send(on ? "PUT" : "DELETE", `/plans/${plan.id}/subscription`),
    touches: ["plans"],
    said: (on) => t(on ? "update.following" : "update.notFollowing"),
  })
  if (!subscribers.data) return null
  const { me, members, others } = subscribers.data
  return (
    <span className="row">
      <span className="n">{t("update.followers", { count: members.length + others.length })}</span>
      <Button size="compact-sm" aria-pressed={me} onClick={() => follow.mutate(!me)}>
        {t(me ? "update.unfollow" : "update.follow")}
      </Button>
    </span>
  )
}

function Stakeholders({ plan }: { plan: PlanDetail }) {
  const { t, i18n } = useTranslation()
  const may = useMay("plans.edit")
  const [email, setEmail] = useState("")
  const subscribers = useGet<Subscribers>("plans", `/plans/${plan.id}/subscribers`)
  const add = useChange<void>({
    run: (_, send) => send("POST", `/plans/${plan.id}/subscribers`, { email, language: i18n.language }),
    touches: ["plans"],
    said: () => t("update.added"),
    after: () => setEmail(""),
  })
  const remove = useChange<string>({
    run: (id, send) => send("DELETE", `/plan-subscribers/${id}`),
    touches: ["plans"],
    said: () => t("update.removed"),
  })
  const others = subscribers.data?.others ?? []
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate()
  }
  return (
    <div style={{ marginTop: 14 }}>
      {others.length > 0 && (
        <ul className={classes.tasks}>
          {others.map((one) => (
            <li key={one.id} className="row">
              {one.email}
              {!one.confirmed && <span className="n">{t("update.unconfirmed")}</span>}
              {may && (
                <Button size="compact-xs" variant="subtle" onClick={() => remove.mutate(one.id)}>
                  {t("common.remove")}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {may && plan.state === "open" && (
        <form className="row" onSubmit={submit}>
          <TextInput
            type="email"
            size="xs"
            w={260}
            aria-label={t("update.addOutside")}
            placeholder={t("update.addOutside")}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <Button size="xs" type="submit" disabled={!email.includes("@")}>
            {t("update.addButton")}
          </Button>
        </form>
      )}
    </div>
  )
}

type Draft = { kind: "news" | "no_news"; audience: "internal" | "public"; texts: { en?: string; "zh-CN"?: string } }

const usePost = (plan: PlanDetail, after?: () => void) => {
  const { t } = useTranslation()
  return useChange<Draft, Update>({
    run: (draft, send) => send("POST", updatesOf(plan), draft),
    touches: ["plans", "activity", "home"],
    said: () => t("update.posted"),
    undo: (_, update, send) => send("DELETE", `/plan-updates/${update.id}`),
    ...(after ? { after } : {}),
  })
}

/** Says where the plan stands: to colleagues, or to customers too. */
export function UpdateDialog({ plan, opened, onClose }: { plan: PlanDetail; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const [audience, setAudience] = useState<"internal" | "public">("internal")
  const [en, setEn] = useState("")
  const [zh, setZh] = useState("")
  const post = usePost(plan, () => {
    setEn("")
    setZh("")
    onClose()
  })
  const texts = { ...(en.trim() ? { en } : {}), ...(zh.trim() ? { "zh-CN": zh } : {}) }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    post.mutate({ kind: "news", audience, texts })
  }
  return (
    <Modal opened={opened} onClose={onClose} title={t("plan.postUpdate")} size="lg">
      <form onSubmit={submit}>
        <SegmentedControl
          aria-label={t("update.forWhom")}
          value={audience}
          onChange={(value) => setAudience(value === "public" ? "public" : "internal")}
          data={(["internal", "public"] as const).map((value) => ({ value, label: t(`update.audience.${value}`) }))}
        />
        <p className="n" style={{ marginTop: 8 }}>
          {t(`update.audienceHint.${audience}`)}
        </p>
        <Textarea
          mt="md"
          label="English"
          lang="en"
          autosize
          minRows={3}
          value={en}
          onChange={(event) => setEn(event.currentTarget.value)}
          data-autofocus
        />
        <Textarea
          mt="md"
          label="简体中文"
          lang="zh-CN"
          autosize
          minRows={3}
          value={zh}
          onChange={(event) => setZh(event.currentTarget.value)}
        />
        <div className="row" style={{ marginTop: 20 }}>
          <Button type="submit" variant="filled" disabled={Object.keys(texts).length === 0} loading={post.isPending}>
            {t("update.post")}
          </Button>
          <Button onClick={() => post.mutate({ kind: "no_news", audience, texts: {} })}>
            {t("update.noNewsButton")}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
