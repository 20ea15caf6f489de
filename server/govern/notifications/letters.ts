import type { Mail } from "../../platform/mail.ts"
import type { Kind } from "./contract.ts"
import type { DueMail } from "./store.ts"

/** The mail for what asks for somebody by name: one for all of it. */
export function letterAtOnce(due: DueMail, publicUrl: string): Mail {
  const words = wordsIn(due.locale)
  const first = due.causes[0]!
  const subject =
    due.causes.length === 1
      ? words.one[first.kind](first.actor_name ?? "Rapport", first.headline)
      : words.several(due.causes.length)
  return letter(due, publicUrl, subject, words)
}

/** The daily mail: everything unread since the last one. */
export function dailyLetter(due: DueMail, publicUrl: string): Mail {
  const words = wordsIn(due.locale)
  return letter(due, publicUrl, words.daily(due.causes.length, due.organization), words)
}

function letter(due: DueMail, publicUrl: string, subject: string, words: Words): Mail {
  const lines = due.causes.map((one) => ({
    text: words.one[one.kind](one.actor_name ?? "Rapport", one.headline),
    link: linkTo(publicUrl, due.slug, one.record),
  }))
  const settings = `${publicUrl}/${due.slug}/profile`
  return {
    to: due.email,
    subject: cut(subject, 180),
    text: `${lines.map(({ text, link }) => `${text}\n${link}`).join("\n\n")}\n\n-- \n${words.footer(due.organization)}\n${settings}\n`,
    html: `<div style="font:15px/1.5 system-ui,sans-serif">${lines
      .map(({ text, link }) => `<p>${escaped(text)}<br><a href="${escaped(link)}">${words.open}</a></p>`)
      .join(
        "",
      )}<p style="color:#666;font-size:13px">${escaped(words.footer(due.organization))} <a href="${escaped(settings)}">${words.settings}</a></p></div>`,
  }
}

/** The page of a record. Kinds without a page of their own lead to the notifications. */
function linkTo(publicUrl: string, slug: string, record: string): string {
  const at = record.indexOf(":")
  const page = pages[record.slice(0, at)]
  const home = `${publicUrl}/${encodeURIComponent(slug)}`
  return page ? `${home}/${page}/${encodeURIComponent(record.slice(at + 1))}` : `${home}/notifications`
}

const pages: Record<string, string> = {
  signal: "signals",
  problem: "problems",
  feedback: "feedback",
  person: "people",
  import: "imports",
  plan: "plans",
  workstream: "workstreams",
}

type Words = {
  one: Record<Kind, (who: string, headline: string) => string>
  several(count: number): string
  daily(count: number, organization: string): string
  footer(organization: string): string
  open: string
  settings: string
}

const english: Words = {
  one: {
    mention: (who, headline) => `${who} mentioned you: ${headline}`,
    assignment: (who, headline) => `${who} asks your department to look at: ${headline}`,
    comment: (who, headline) => `${who} commented: ${headline}`,
    signal: (_, headline) => `A signal: ${headline}`,
    problem: (who, headline) => `${who} made you the owner of a problem: ${headline}`,
    invitation: (_, headline) => `${headline} accepted your invitation`,
  },
  several: (count) => `${count} things ask for you`,
  daily: (count, organization) =>
    count === 1 ? `One thing new at ${organization}` : `${count} things new at ${organization}`,
  footer: (organization) => `You get this mail as a member of ${organization} in Rapport.`,
  open: "Open",
  settings: "Choose what is mailed",
}

const chinese: Words = {
  one: {
    mention: (who, headline) => `${who} 提到了您：${headline}`,
    assignment: (who, headline) => `${who} 请您的部门查看：${headline}`,
    comment: (who, headline) => `${who} 发表了评论：${headline}`,
    signal: (_, headline) => `新信号：${headline}`,
    problem: (who, headline) => `${who} 请您负责一个问题：${headline}`,
    invitation: (_, headline) => `${headline} 接受了您的邀请`,
  },
  several: (count) => `有 ${count} 件事需要您处理`,
  daily: (count, organization) => `${organization} 有 ${count} 条新动态`,
  footer: (organization) => `您收到此邮件，因为您是 ${organization} 在 Rapport 中的成员。`,
  open: "打开",
  settings: "选择接收哪些邮件",
}

const wordsIn = (locale: string) => (locale.startsWith("zh") ? chinese : english)
const cut = (text: string, length: number) =>
  [...text].length > length ? `${[...text].slice(0, length - 1).join("")}…` : text
const escaped = (text: string) =>
  text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]!)
