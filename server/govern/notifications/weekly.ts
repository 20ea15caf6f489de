import { listFollowups } from "../../act/followups/public.ts"
import { outcomeItems } from "../../act/outcomes/public.ts"
import { listPlans, listWorkstreams } from "../../act/plans/public.ts"
import type { Mail } from "../../platform/mail.ts"
import { sql } from "../../platform/postgres.ts"
import { mintSystemScope, type Scope } from "../../platform/scope.ts"
import { headlineOf, listSignals } from "../../understand/signals/public.ts"
import type { Language, Params } from "./contract.ts"
import { type Reader, readersFrom } from "./delivery-store.ts"
import { lastWeekly } from "./hours.ts"
import { type Line, type Links, letter } from "./letters.ts"
import { homeOf } from "./places.ts"
import { asBelonging, type Belonged, belonging } from "./settings-store.ts"
import { usuallyWeekly } from "./usual.ts"
import { languageOf, titleIn } from "./words.ts"

const week = 7 * 86_400_000
/** A summary that a pause has held up longer than this is not news; the next one comes on Monday. */
const stale = 2 * 86_400_000

type Sending = {
  stores: Parameters<typeof mintSystemScope>[0]
  send(scope: Scope, mail: Mail): Promise<unknown>
  links: Links
}

/** Sends the Monday summary to those who want it and for whom it is Monday, each once. */
export async function sendWeekly({ stores, send, links }: Sending): Promise<void> {
  const candidates = await stores.database.query<Belonged & { organization_id: string; weekly: boolean | null }>(sql`
    select ${belonging}, m.organization_id, h.weekly from member m left join member_hours h on h.member_id = m.id
    where h.weekly or (h.weekly is null and exists (
      select 1 from department_member x join department d on d.id = x.department_id
      where x.member_id = m.id and d.kind = 'executive'))`)
  const wanting = candidates.filter((one) => one.weekly ?? usuallyWeekly(asBelonging(one)))
  for (const [organizationId, members] of Map.groupBy(wanting, (one) => one.organization_id)) {
    const scope = mintSystemScope(stores, organizationId)
    const ids = members.map((one) => one.id)
    let facts: Facts | undefined
    for (const reader of await readersFrom(scope, ids)) {
      const { week, at } = lastWeekly(scope.now(), reader.hours)
      if (scope.now().getTime() - at.getTime() > stale || !(await claim(scope, reader.memberId, week))) continue
      facts ??= await factsOf(scope)
      const mail = facts.plans + facts.signals.length > 0 ? weeklyLetter(reader, links, facts) : null
      if (mail) await send(scope, mail)
      await scope.query(sql`
        update weekly_letter set sent_at = ${scope.now()} where member_id = ${reader.memberId} and week = ${week}`)
    }
  }
}

type Facts = {
  plans: number
  late: { title: string; planId: string; department: string; dueAt: string }[]
  overdue: number
  verified: { title: string; planId: string; verdict: string }[]
  signals: { id: string; params: Params }[]
}

async function factsOf(scope: Scope): Promise<Facts> {
  const since = new Date(scope.now().getTime() - week)
  const [plans, workstreams, outcomes, signals, overdue] = await Promise.all([
    listPlans(scope, { state: "open", limit: 500 }),
    listWorkstreams(scope, { openPlansOnly: true }),
    outcomeItems(scope, { limit: 50 }),
    listSignals(scope, { states: ["new", "acknowledged", "accepted"], limit: 200 }),
    listFollowups(scope, { state: "overdue" }, { limit: 500 }),
  ])
  return {
    plans: plans.length,
    late: workstreams
      .filter((one) => one.late)
      .map(({ title, planId, department, dueAt }) => ({ title, planId, department: department.name, dueAt })),
    overdue: overdue.length,
    verified: outcomes.items
      .filter((one) => one.decidedAt !== null && one.decidedAt >= since.toISOString())
      .map((one) => ({ title: one.plan.title, planId: one.plan.id, verdict: one.verdict })),
    signals: signals
      .filter((one) => one.active && one.found_at >= since)
      .map((one) => {
        const { headline, params } = headlineOf(one)
        const { stream, slice, ratio } = params
        return { id: one.id, params: { title: headline, stream: stream!, slice: slice!, ratio: ratio! } }
      }),
  }
}

/** No more than this of a sort; the rest is a number. */
const most = 8

function weeklyLetter(reader: Reader, links: Links, facts: Facts): Mail {
  const language = languageOf(reader.locale)
  const words = language === "zh-CN" ? chinese : english
  const home = homeOf(links.publicUrl, reader.slug)
  const day = (at: string) =>
    new Intl.DateTimeFormat(language === "zh-CN" ? "zh-CN" : "en-GB", {
      day: "numeric",
      month: "short",
      timeZone: reader.hours.timeZone,
    }).format(new Date(at))
  const lines: Line[] = [
    line(words.figures(facts), `${home}/plans`),
    ...facts.late
      .slice(0, most)
      .map((one) => line(words.late(one.department, one.title, day(one.dueAt)), `${home}/plans/${one.planId}`)),
    ...facts.verified
      .slice(0, most)
      .map((one) => line(words.verdict(one.verdict, one.title), `${home}/plans/${one.planId}/outcome`)),
    ...facts.signals
      .slice(0, most)
      .map((one) => line(words.signal(titleIn(one.params, language)), `${home}/signals/${one.id}`)),
  ]
  return letter(reader, links, words.subject(reader.organization, facts.late.length), lines)
}

const line = (sentence: string, link: string): Line => ({ sentence, link, mute: null })

const verdicts: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  worked: ["It worked", "有效"],
  did_not: ["It did not work", "无效"],
}
const verdictIn = (verdict: string, language: Language) =>
  verdicts[verdict]?.[language === "zh-CN" ? 1 : 0] ?? (language === "zh-CN" ? "尚不明确" : "It is unclear")
const plural = (count: number, one: string, many: string) => (count === 1 ? `1 ${one}` : `${count} ${many}`)

const english = {
  subject: (organization: string, late: number) =>
    late === 0
      ? `The week at ${organization}: nothing is late`
      : `The week at ${organization}: ${plural(late, "workstream is", "workstreams are")} late`,
  figures: ({ plans, late, verified, signals, overdue }: Facts) =>
    `${plural(plans, "plan", "plans")} open, ${plural(late.length, "workstream", "workstreams")} late, ${plural(verified.length, "outcome", "outcomes")} decided, ${plural(signals.length, "new signal", "new signals")}, ${plural(overdue, "promised answer", "promised answers")} to customers overdue.`,
  late: (department: string, title: string, due: string) => `Late: ${department}, ${title} (due ${due})`,
  verdict: (verdict: string, title: string) => `${verdictIn(verdict, "en")}: ${title}`,
  signal: (title: string) => `Signal: ${title}`,
}
const chinese: typeof english = {
  subject: (organization, late) =>
    late === 0 ? `${organization} 本周：没有延误` : `${organization} 本周：${late} 项工作延误`,
  figures: ({ plans, late, verified, signals, overdue }) =>
    `${plans} 项行动计划进行中，${late.length} 项工作延误，${verified.length} 项结果已判定，${signals.length} 条新信号，${overdue} 个对客户的承诺逾期。`,
  late: (department, title, due) => `延误：${department}，${title}（期限 ${due}）`,
  verdict: (verdict, title) => `${verdictIn(verdict, "zh-CN")}：${title}`,
  signal: (title) => `信号：${title}`,
}

// A crash between taking and sending lets another process send it after five minutes.
async function claim(scope: Scope, memberId: string, monday: string): Promise<boolean> {
  const rows = await scope.query(sql`
    insert into weekly_letter (member_id, week, claimed_at) values (${memberId}, ${monday}, ${scope.now()})
    on conflict (member_id, week) do update set claimed_at = excluded.claimed_at
      where weekly_letter.sent_at is null and weekly_letter.claimed_at < excluded.claimed_at - interval '5 minutes'
    returning 1`)
  return rows.length > 0
}
