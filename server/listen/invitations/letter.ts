import { inkOn } from "../../../survey/colours.ts"
import type { Question, Survey } from "../../../survey/definition.ts"
import { directionOf, textIn } from "../../../survey/languages.ts"
import type { Known } from "../../../survey/rules.ts"
import { wordsOf } from "../../../survey/words.ts"
import type { MailingText } from "./contract.ts"
import { wordsFor } from "./words.ts"

export type Letter = { subject: string; text: string; html: string }
export type About = {
  survey: Survey
  text: MailingText
  language: string
  organization: string
  person: Known["person"]
  /** Her own page. */
  address: string
  unsubscribeLink: string
  reminder: boolean
}

/**
 * One person's letter, with the first question in it: tables and attributes that mail programs of twenty years draw
 * alike, no pictures, no scripts, nothing that tells whether it was opened. Each answer is her own page with the answer
 * chosen; it counts when somebody touches the page, so a program that follows all links answers nothing.
 */
export function letterOf(about: About): Letter {
  const { survey, text, language, organization, person, address } = about
  const known: Known = { answers: {}, language, ...(person ? { person } : {}) }
  const said = (words: string) => wordsOf({ [language]: words }, survey, known)
  const words = wordsFor(language)
  const subject = (about.reminder ? words.again(said(text.subject)) : said(text.subject)).replace(/\s+/g, " ").trim()
  const paragraphs = said(text.intro)
    .replaceAll("\r\n", "\n")
    .split(/\n\s*\n/)
    .map((one) => one.trim())
    .filter(Boolean)
  if (about.reminder) paragraphs.unshift(words.reminded)
  const asked = firstQuestion(survey)
  const title = asked ? wordsOf(asked.title, survey, known) : ""
  const answers = asked ? answersOf(asked, survey, known) : []
  const withAnswer = (value: string) => `${address}?answer=${encodeURIComponent(value)}`
  return {
    subject,
    text: [
      ...paragraphs,
      ...(answers.length > 0
        ? [title, answers.map(({ value, label }) => `${label}: ${withAnswer(value)}`).join("\n")]
        : [`${title ? `${title}\n` : ""}${words.open}: ${address}`]),
      `-- \n${words.why(organization)}\n${words.unsubscribe}: ${about.unsubscribeLink}`,
    ].join("\n\n"),
    html: page({
      language,
      subject,
      rows: [
        ...paragraphs.map((one) => paragraph(escaped(one).replaceAll("\n", "<br>"))),
        ...(asked ? [paragraph(`<b style="font-size:18px">${escaped(title)}</b>`)] : []),
        asked && answers.length > 0
          ? question(asked, answers, { survey, known, withAnswer, accent: survey.theme.accent })
          : button(address, words.begin, survey.theme.accent),
        ...(answers.length > 0 ? [small(`<a href="${escaped(address)}" style="color:#5f5a52">${words.open}</a>`)] : []),
      ],
      foot: `${escaped(words.why(organization))} <a href="${escaped(about.unsubscribeLink)}" style="color:#5f5a52">${words.unsubscribe}</a>`,
    }),
  }
}

type Offered = { value: string; label: string }

/** The first question of the survey. What depends on something is asked on the page, which knows. */
function firstQuestion(survey: Survey): Question | undefined {
  const [page] = survey.pages
  const first = page?.questions[0]
  return first && !first.showIf && !page.showIf && !page.shuffle ? first : undefined
}

/** Its answers, where they are few and all seen at once. */
function answersOf(question: Question, survey: Survey, known: Known): Offered[] {
  if (question.kind === "scale" && question.max - question.min <= 10)
    return Array.from({ length: question.max - question.min + 1 }, (_, index) => {
      const value = String(question.min + index)
      return { value, label: value }
    })
  if (
    question.kind === "choice" &&
    !question.many &&
    question.choices.length <= 7 &&
    !question.choices.some(needsWords)
  )
    return question.choices.map((one) => ({ value: one.id, label: wordsOf(one.label, survey, known) }))
  return []
}

const needsWords = ({ other }: { other?: boolean }) => other === true

type Drawing = { survey: Survey; known: Known; withAnswer: (value: string) => string; accent: string }

const question = (asked: Question, answers: readonly Offered[], drawing: Drawing) =>
  asked.kind === "scale" ? scale(asked, answers, drawing) : list(answers, drawing)

// Eleven cells of one row fit a phone of 320 points: the whole cell is the link, also in Outlook, which ignores padding of links.
function scale(asked: Extract<Question, { kind: "scale" }>, answers: readonly Offered[], drawing: Drawing) {
  const width = Math.floor(100 / answers.length)
  const cells = answers.map(
    ({ value, label }) =>
      `<td width="${width}%" align="center" bgcolor="#f2efe9" style="border:1px solid #ffffff;background:#f2efe9"><a href="${escaped(drawing.withAnswer(value))}" style="display:block;padding:12px 0;color:#211f1b;font-weight:bold;text-decoration:none">${escaped(label)}</a></td>`,
  )
  const end = (text: string | undefined, align: string) =>
    `<td align="${align}" style="font-size:13px;color:#5f5a52;padding-top:6px">${escaped(text ?? "")}</td>`
  const low = asked.low && textIn(asked.low, drawing.known.language, drawing.survey)
  const high = asked.high && textIn(asked.high, drawing.known.language, drawing.survey)
  return row(
    `${table(`<tr>${cells.join("")}</tr>`)}${low || high ? table(`<tr>${end(low, "left")}${end(high, "right")}</tr>`) : ""}`,
  )
}

const list = (answers: readonly Offered[], { withAnswer }: Drawing) =>
  row(
    table(
      answers
        .map(
          ({ value, label }) =>
            `<tr><td bgcolor="#f2efe9" style="border:2px solid #ffffff;background:#f2efe9"><a href="${escaped(withAnswer(value))}" style="display:block;padding:12px 14px;color:#211f1b;text-decoration:none">${escaped(label)}</a></td></tr>`,
        )
        .join(""),
    ),
  )

const button = (address: string, words: string, accent: string) =>
  row(
    `<table role="presentation" border="0" cellpadding="0" cellspacing="0"><tr><td bgcolor="${accent}" style="background:${accent};border-radius:6px"><a href="${escaped(address)}" style="display:block;padding:12px 22px;color:${inkOn(accent)};font-weight:bold;text-decoration:none">${escaped(words)}</a></td></tr></table>`,
  )

const table = (rows: string) =>
  `<table role="presentation" width="100%" border="0" cellpadding="0" cellspacing="0" style="width:100%;table-layout:fixed">${rows}</table>`
const row = (inner: string) => `<tr><td style="padding:0 0 16px">${inner}</td></tr>`
const paragraph = (html: string) => row(html)
const small = (html: string) => `<tr><td style="padding:0 0 8px;font-size:13px">${html}</td></tr>`

type Parts = { language: string; subject: string; rows: readonly string[]; foot: string }

const page = ({ language, subject, rows, foot }: Parts) =>
  `<!doctype html>
<html lang="${escaped(language)}" dir="${directionOf(language)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(subject)}</title></head>
<body style="margin:0;padding:0;background:#ffffff"><table role="presentation" width="100%" border="0" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:24px 16px">
<table role="presentation" width="560" border="0" cellpadding="0" cellspacing="0" style="width:100%;max-width:560px;font:16px/1.5 Arial,'Segoe UI','PingFang SC','Microsoft YaHei',sans-serif;color:#211f1b;text-align:${directionOf(language) === "rtl" ? "right" : "left"}">
${rows.join("\n")}
<tr><td style="padding:14px 0 0;border-top:1px solid #d8d2c8;color:#5f5a52;font-size:13px">${foot}</td></tr>
</table></td></tr></table></body></html>`

const escaped = (text: string) =>
  text.replace(/[&<>"']/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[sign]!)
