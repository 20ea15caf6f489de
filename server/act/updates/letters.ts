import type { Mail } from "../../platform/mail.ts"
import { type Language, type Texts, textIn, type Update } from "./update.ts"

/** A public update as a mail to somebody outside. */
export function updateLetter(given: {
  to: string
  language: Language
  organization: string
  title: string
  update: Pick<Update, "kind" | "texts">
  statusLink: string | null
  leaveLink: string
}): Mail {
  const words = wordsIn[given.language]
  const text = textIn(given.update.texts, given.language) || words.noNews
  const lines = [text, ...(given.statusLink ? [`${words.status}: ${given.statusLink}`] : [])]
  return {
    to: given.to,
    subject: cut(`${given.title}: ${given.update.kind === "no_news" ? words.noNewsSubject : words.news}`),
    text: `${lines.join("\n\n")}\n\n-- \n${words.why(given.organization)}\n${words.leave}: ${given.leaveLink}\n`,
    html: `<div style="font:15px/1.6 system-ui,sans-serif" lang="${given.language}"><p>${escaped(text).replaceAll("\n", "<br>")}</p>${
      given.statusLink ? `<p><a href="${escaped(given.statusLink)}">${words.status}</a></p>` : ""
    }<p style="color:#666;font-size:13px">${escaped(words.why(given.organization))} <a href="${escaped(given.leaveLink)}">${words.leave}</a></p></div>`,
  }
}

/** Asks whether she really wants these mails. */
export function confirmLetter(given: {
  to: string
  language: Language
  organization: string
  titles: Texts
  link: string
}): Mail {
  const words = wordsIn[given.language]
  const title = textIn(given.titles, given.language)
  const question = words.confirm(given.organization, title)
  return {
    to: given.to,
    subject: cut(words.confirmSubject(title)),
    text: `${question}\n\n${given.link}\n\n${words.ignore}\n`,
    html: `<div style="font:15px/1.6 system-ui,sans-serif" lang="${given.language}"><p>${escaped(question)}</p><p><a href="${escaped(given.link)}">${words.yes}</a></p><p style="color:#666;font-size:13px">${words.ignore}</p></div>`,
  }
}

const wordsIn = {
  en: {
    news: "an update",
    noNewsSubject: "no news yet, we are still on it",
    noNews: "There is no news yet. We are still working on it, and will write again as promised.",
    status: "Where it stands",
    why: (organization: string) => `You get this mail because you follow this at ${organization}.`,
    leave: "Stop these mails",
    confirmSubject: (title: string) => `Shall we tell you how it goes on? ${title}`,
    confirm: (organization: string, title: string) =>
      `Somebody, we hope you, asked ${organization} to write to this address when there is something new about “${title}”.`,
    yes: "Yes, write to me",
    ignore: "If it was not you, do nothing: we will not write again.",
  },
  "zh-CN": {
    news: "最新进展",
    noNewsSubject: "暂无新消息，我们仍在处理",
    noNews: "目前还没有新消息。我们仍在处理，并会如约再次告知您。",
    status: "查看进展",
    why: (organization: string) => `您收到此邮件，是因为您关注了 ${organization} 的这一事项。`,
    leave: "不再接收",
    confirmSubject: (title: string) => `需要我们告知您后续进展吗？${title}`,
    confirm: (organization: string, title: string) =>
      `有人（希望是您本人）请 ${organization} 在“${title}”有新进展时写信到此邮箱。`,
    yes: "是的，请写信给我",
    ignore: "如果不是您本人，请忽略此邮件，我们不会再写信。",
  },
} as const

const cut = (text: string) => ([...text].length > 180 ? `${[...text].slice(0, 179).join("")}…` : text)
const escaped = (text: string) =>
  text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]!)
