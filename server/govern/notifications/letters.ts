import type { Mail } from "../../platform/mail.ts"
import type { Language } from "./contract.ts"
import type { Due, Reader } from "./delivery-store.ts"
import { homeOf, placeOf } from "./places.ts"
import { languageOf, sentenceOf } from "./words.ts"

/** What is said in one go: everything of one kind on one record. */
export type Line = { sentence: string; link: string; mute: string | null }
export type Links = { publicUrl: string; muteLink(memberId: string, record: string): string }

/** The mail for what asks for somebody by name: one for all of it. */
export function letterAtOnce(due: Due, links: Links): Mail {
  const lines = linesOf(due, links)
  const words = wordsIn(languageOf(due.locale))
  return letter(due, links, lines.length === 1 ? lines[0]!.sentence : words.several(lines.length), lines)
}

/** The daily mail: everything unread since the last one. */
export function dailyLetter(due: Due, links: Links): Mail {
  const lines = linesOf(due, links)
  return letter(due, links, wordsIn(languageOf(due.locale)).daily(lines.length, due.organization), lines)
}

/** What is to be said to a member, bundled: one line for all that stands in one notification, the newest words. */
export function linesOf(due: Due, { publicUrl, muteLink }: Links): Line[] {
  const reader = { language: languageOf(due.locale), timeZone: due.hours.timeZone }
  return [...Map.groupBy(due.causes, (one) => one.notificationId).values()].map((causes) => {
    const last = causes.at(-1)!
    return {
      sentence: sentenceOf({ ...last, count: causes.length }, reader),
      link: placeOf(homeOf(publicUrl, due.slug), last.record, last.params),
      mute: last.kind === "invitation" || last.kind === "system" ? null : muteLink(due.memberId, last.record),
    }
  })
}

/** A mail to a member: a subject, lines that lead somewhere, and where to choose what is mailed. */
export function letter(reader: Reader, { publicUrl }: Links, subject: string, lines: readonly Line[]): Mail {
  const words = wordsIn(languageOf(reader.locale))
  const settings = `${homeOf(publicUrl, reader.slug)}/profile`
  const text = lines.map((one) =>
    [one.sentence, one.link, ...(one.mute ? [`${words.mute}: ${one.mute}`] : [])].join("\n"),
  )
  const html = lines.map(
    (one) =>
      `<p>${escaped(one.sentence)}<br><a href="${escaped(one.link)}">${words.open}</a>${
        one.mute ? ` · <a style="color:#666" href="${escaped(one.mute)}">${words.mute}</a>` : ""
      }</p>`,
  )
  const foot = `<p style="color:#666;font-size:13px">${escaped(words.footer(reader.organization))} <a href="${escaped(settings)}">${words.settings}</a></p>`
  return {
    to: reader.email,
    subject: cut(subject, 180),
    text: `${text.join("\n\n")}\n\n-- \n${words.footer(reader.organization)}\n${settings}\n`,
    html: `<div style="font:15px/1.5 system-ui,sans-serif">${html.join("")}${foot}</div>`,
  }
}

type Words = {
  several(count: number): string
  daily(count: number, organization: string): string
  footer(organization: string): string
  open: string
  mute: string
  settings: string
}

const english: Words = {
  several: (count) => `${count} things ask for you`,
  daily: (count, organization) =>
    count === 1 ? `One thing new at ${organization}` : `${count} things new at ${organization}`,
  footer: (organization) => `You get this mail as a member of ${organization} in Rapport.`,
  open: "Open",
  mute: "Mute this record",
  settings: "Choose what is mailed",
}

const chinese: Words = {
  several: (count) => `有 ${count} 件事需要你处理`,
  daily: (count, organization) => `${organization} 有 ${count} 条新动态`,
  footer: (organization) => `你收到此邮件，因为你是 ${organization} 在 Rapport 中的成员。`,
  open: "打开",
  mute: "不再接收此记录的通知",
  settings: "选择接收哪些邮件",
}

const wordsIn = (language: Language) => (language === "zh-CN" ? chinese : english)
const cut = (text: string, length: number) =>
  [...text].length > length ? `${[...text].slice(0, length - 1).join("")}…` : text
const escaped = (text: string) =>
  text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]!)
