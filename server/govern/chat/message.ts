/** What is said in a chat: one sentence with the record's own title, and the way to it. */
export type Message = { text: string; title: string; url: string; open: string }
export type Language = "en" | "zh-CN"

/**
 * The sentence for an event in a chat, or null for events that are not worth one. `title` is the record's; a workstream's
 * events name its plan.
 */
export function sentenceOf(
  name: string,
  payload: Readonly<Record<string, unknown>>,
  language: Language,
): string | null {
  const [en, zh] = sentences[name] ?? []
  const sentence = language === "zh-CN" ? zh : en
  if (!sentence) return null
  return sentence.replace(/\{(\w+)\}/g, (_, key: string) => wordsOf(payload[key], language))
}

/** Events with a sentence: what a chat can be told. */
export const toldEvents = () => Object.keys(sentences)

const sentences: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  "signal.found": ["A signal was found", "发现一条信号"],
  "signal.grew": ["A signal has grown", "一条信号在扩大"],
  "signal.returned": ["A signal has come back", "一条信号再次出现"],
  "problem.opened": ["A problem was accepted", "确认了一个问题"],
  "problem.relapsed": ["A solved problem has come back", "一个已解决的问题再次出现"],
  "plan.opened": ["An action plan has begun", "一项行动计划开始了"],
  "plan.clock_marked": ["On the clock: {step}", "时钟上的一步：{step}"],
  "plan.handed_over": ["An action plan has a new lead", "行动计划换了负责人"],
  "plan.update_posted": ["There is an update", "有新的进展"],
  "plan.closed": ["An action plan is closed", "一项行动计划已结束"],
  "plan.reopened": ["An action plan is open again", "一项行动计划重新打开"],
  "workstream.late": ["A workstream is late", "一项工作延误了"],
  "workstream.escalated": ["A late workstream was escalated", "一项延误的工作已升级"],
  "workstream.done": ["A workstream is done", "一项工作已完成"],
  "guidance.published": ["The contact centre has guidance", "联络中心有了应答指引"],
  "notice.sent": ["Customers were written to", "已写信给客户"],
  "outcome.decided": ["We know whether it worked", "已知是否有效"],
  "webhook.paused": ["A webhook is paused", "一个 Webhook 已暂停"],
}

const steps: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  opened: ["opened", "开始"],
  guidance_live: ["guidance live", "指引上线"],
  first_notice: ["first notice", "首次通知"],
  fix_shipped: ["fix shipped", "修复发布"],
  verified: ["verified", "已验证"],
}

function wordsOf(value: unknown, language: Language): string {
  const words = typeof value === "string" ? steps[value] : undefined
  if (words) return language === "zh-CN" ? words[1] : words[0]
  return typeof value === "string" || typeof value === "number" ? String(value) : ""
}
