import type { Language, Params } from "./contract.ts"

export const languageOf = (locale: string | null | undefined): Language => (locale?.startsWith("zh") ? "zh-CN" : "en")

/** What is told, as one sentence in a language. `many`: so many of the same on one record, told as one. */
export function sentenceOf(
  told: { key: string; params: Params; actorName: string | null; count?: number },
  reader: { language: Language; timeZone: string },
): string {
  const { key, params, count = 1 } = told
  const zh = reader.language === "zh-CN"
  const of = (name: string) => sentences[name]?.[zh ? 1 : 0]
  const sentence = (count > 1 ? of(`${key}.many`) : undefined) ?? of(key) ?? "{title}"
  const words: Record<string, string> = {
    who: told.actorName ?? "Rapport",
    count: String(count),
    title: titleIn(params, reader.language),
    ...(params.about === undefined
      ? { about: zh ? `《${titleIn(params, "zh-CN")}》` : `“${titleIn(params, "en")}”` }
      : {}),
  }
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => words[name] ?? wordOf(name, params[name], reader))
}

/** A record's title. A signal's is a sentence, and every language has its own. */
export function titleIn(params: Params, language: Language): string {
  if (language === "en" || typeof params.stream !== "string") return String(params.title ?? "")
  const things = streams[params.stream] ?? `${params.stream.toUpperCase()} 低分`
  return `“${params.slice}”的${things}是预期的 ${params.ratio} 倍`
}

/** Sentences by key: mostly the name of the event. */
export const sentences: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  mention: ["{who} mentioned you: {words}", "{who} 提到了你：{words}"],
  "mention.many": [
    "You were mentioned {count} times, last by {who}: {words}",
    "你被提到 {count} 次，最近是 {who}：{words}",
  ],
  "comment.added": ["{who} commented: {words}", "{who} 发表了评论：{words}"],
  "comment.added.many": [
    "{count} comments on {about}, the last by {who}: {words}",
    "{about}有 {count} 条评论，最近是 {who}：{words}",
  ],
  "signal.assigned": ["{who} asks your department to look at: {title}", "{who} 请你的部门查看：{title}"],
  "signal.found": ["A signal: {title}", "新信号：{title}"],
  "signal.grew": ["A signal has grown: {title}", "信号在扩大：{title}"],
  "signal.returned": ["A signal is back: {title}", "信号再次出现：{title}"],
  "signal.accepted": ["{who} made a problem of a signal: {title}", "{who} 将信号确认为问题：{title}"],
  "signal.dismissed": ["{who} dismissed a signal: {title}", "{who} 忽略了信号：{title}"],
  "problem.owner": ["{who} made you the owner of a problem: {title}", "{who} 请你负责一个问题：{title}"],
  "problem.relapsed": ["A solved problem has come back: {title}", "已解决的问题再次出现：{title}"],
  "problem.solved": ["A problem is solved: {title}", "问题已解决：{title}"],
  "problem.dismissed": ["{who} dismissed a problem: {title}", "{who} 搁置了问题：{title}"],
  "problem.reopened": ["{who} opened a problem again: {title}", "{who} 重新打开了问题：{title}"],
  "plan.lead": ["{who} opened an action plan that you lead: {title}", "{who} 启动了由你负责的行动计划：{title}"],
  "plan.sponsor": ["{who} opened an action plan that you sponsor: {title}", "{who} 启动了由你支持的行动计划：{title}"],
  "plan.hand_over_asked": ["{who} asks you to take over the action plan: {title}", "{who} 请你接手行动计划：{title}"],
  "plan.hand_over_declined": ["{who} does not take over the action plan: {title}", "{who} 未接手行动计划：{title}"],
  "plan.hand_over_withdrawn": [
    "{who} no longer asks you to take over the action plan: {title}",
    "{who} 不再请你接手行动计划：{title}",
  ],
  "plan.handed_over": ["{to} has taken over the action plan: {title}", "{to} 已接手行动计划：{title}"],
  "plan.lead_left": ["{left} has left. Who leads now: {title}?", "{left} 已离开。现在由谁负责：{title}？"],
  "plan.sponsor_left": ["{left} has left. Who sponsors now: {title}?", "{left} 已离开。现在由谁支持：{title}？"],
  "plan.update_due": ["An update to colleagues is due: {title}", "该向同事通报进展了：{title}"],
  "plan.update_posted": ["{who} posted an update: {title}", "{who} 发布了进展：{title}"],
  "plan.clock_marked": ["On the clock, {step}: {title}", "时间表上的一步，{step}：{title}"],
  "plan.closed": ["{who} closed the action plan, {verdict}: {title}", "{who} 结束了行动计划，{verdict}：{title}"],
  "plan.reopened": ["The action plan is open again: {title}", "行动计划重新打开：{title}"],
  "workstream.assigned": ["{who} gave you a part of “{plan}”: {title}", "{who} 把“{plan}”中的一项工作交给你：{title}"],
  "workstream.later": ["{who} moved the due date to {due}: {title}", "{who} 将期限改为 {due}：{title}"],
  "workstream.reminded": ["Due {due}: {title}", "{due} 到期：{title}"],
  "workstream.late": ["Late, it was due {due}: {title}", "已延误，期限为 {due}：{title}"],
  "workstream.escalated": [
    "{department} is late and needs you, due {due}: {title}",
    "{department} 延误了，需要你介入，期限 {due}：{title}",
  ],
  "workstream.nobody": ["Nobody in {department} is there to do it: {title}", "{department} 没有人可以做：{title}"],
  "workstream.done": ["{who} finished: {title}", "{who} 完成了：{title}"],
  "workstream.dropped": ["{who} dropped: {title}", "{who} 取消了：{title}"],
  "workstream.blocked": ["{title} cannot go on before: {by}", "{title} 须等待：{by}"],
  "workstream.owner_left": ["{left} has left. Who takes over: {title}?", "{left} 已离开。由谁接手：{title}？"],
  "guidance.approval_asked": ["{who} asks for approval of agent guidance: {title}", "{who} 请求批准应答指引：{title}"],
  "guidance.approved": ["{who} approved your guidance: {title}", "{who} 批准了你的指引：{title}"],
  "guidance.published": ["Agents now have guidance: {title}", "联络中心已有指引：{title}"],
  "guidance.withdrawn": ["{who} withdrew guidance: {title}", "{who} 撤回了指引：{title}"],
  "notice.approval_asked": [
    "{who} asks for approval of a notice to {people} customers: {title}",
    "{who} 请求批准发给 {people} 位客户的通知：{title}",
  ],
  "notice.approved": ["{who} approved your notice: {title}", "{who} 批准了你的通知：{title}"],
  "notice.sent_back": ["{who} sent your notice back ({reason}): {title}", "{who} 退回了你的通知（{reason}）：{title}"],
  "notice.sent": ["Customers were written to: {title}", "已写信给客户：{title}"],
  "notice.paused": ["Sending a notice has stopped: {title}", "通知的发送已暂停：{title}"],
  "followup.opened": ["A customer waits for your answer: {title}", "一位客户在等你回复：{title}"],
  "followup.handed_over": ["{who} handed you a customer to answer: {title}", "{who} 请你回复一位客户：{title}"],
  "followup.reopened": ["A customer waits for your answer again: {title}", "一位客户再次等你回复：{title}"],
  "followup.resumed": ["The customer has answered: {title}", "客户已回复：{title}"],
  "followup.owner_left": [
    "Who had it has left. Who answers the customer: {title}?",
    "原负责人已离开。由谁回复客户：{title}？",
  ],
  "followup.reminded": ["An answer is promised by {due}: {title}", "承诺在 {due} 前回复：{title}"],
  "followup.overdue": ["The promised answer is overdue: {title}", "承诺的回复已逾期：{title}"],
  "followup.escalated": ["A customer has waited too long and needs you: {title}", "客户等待过久，需要你介入：{title}"],
  "outcome.decided": ["Did it work? {verdict}: {title}", "有效吗？{verdict}：{title}"],
  "outcome.relapsed": ["What had worked works no longer: {title}", "曾经有效，如今复发：{title}"],
  "mailing.paused": ["Asking by mail has stopped: {title}", "邮件调查的发送已暂停：{title}"],
  "mailbox.failed": ["A mailbox can no longer be read: {title}", "邮箱已无法读取：{title}"],
  "feed.failed": ["A feed can no longer be read: {title}", "订阅源已无法读取：{title}"],
  "webhook.paused": ["A webhook no longer reaches {host} and is paused", "Webhook 无法送达 {host}，已暂停"],
  "member.joined": ["{title} accepted your invitation", "{title} 接受了你的邀请"],
}

function wordOf(name: string, value: Params[string] | undefined, { language, timeZone }: Reader): string {
  if (value === undefined) return ""
  const zh = language === "zh-CN"
  const known = terms[`${name}.${value}`]
  if (known) return known[zh ? 1 : 0]
  if (name !== "due") return String(value)
  const form = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" } as const
  return new Intl.DateTimeFormat(zh ? "zh-CN" : "en-GB", { ...form, timeZone }).format(new Date(value))
}

type Reader = { language: Language; timeZone: string }

const terms: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  "step.opened": ["opened", "开始"],
  "step.guidance_live": ["guidance live", "指引上线"],
  "step.first_notice": ["first notice", "首次通知"],
  "step.fix_shipped": ["fix shipped", "修复发布"],
  "step.verified": ["verified", "已验证"],
  "verdict.worked": ["it worked", "有效"],
  "verdict.did_not": ["it did not work", "无效"],
  "verdict.unclear": ["it is unclear", "尚不明确"],
  "verdict.without_outcome": ["without an outcome", "没有结果"],
  "about.feedback": ["a piece of feedback", "一条反馈"],
  "about.person": ["a customer's page", "一位客户的页面"],
}

const streams: Readonly<Record<string, string>> = { contacts: "联系和投诉", negative: "负面评论" }
