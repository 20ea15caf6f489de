import { directionOf } from "../../../survey/languages.ts"
import { footWords } from "./foot.ts"
import { type MergeValues, merged, piecesOf, wordsFor } from "./merging.ts"
import type { NoticeText } from "./notice.ts"

export type Letter = { subject: string; text: string; html: string; blocks: LetterBlock[] }
/** A part of what was written, for pages: "p" words, "h" a heading, "ul" a list, "q" customers' words. */
export type LetterBlock = { kind: "p" | "h" | "ul" | "q"; lines: string[] }
export type Foot = {
  organization: string
  safety: boolean
  statusLink: string
  /** Where she says that she wants no more of these; none in safety notices. */
  unsubscribeLink: string | null
}

/**
 * One person's mail. The text knows paragraphs, "## " headings, "- " lists and "> " customers' words (in serif). No pictures,
 * nothing that tells whether it was opened. Every notice ends with the link to her own page and why she gets it.
 */
export function letterOf(text: NoticeText, values: MergeValues, foot: Foot): Letter {
  const words = footWords(text.language)
  const all = { ...values, status_link: foot.statusLink, organization: foot.organization }
  const blocks = blocksOf(text.body)
  const why = foot.safety ? words.safety(foot.organization) : words.why(foot.organization)
  const subject = merged(text.subject, all).replace(/\s+/g, " ").trim()
  return {
    subject,
    blocks: blocks.map((block) => ({ kind: block.kind, lines: block.lines.map((line) => merged(line, all)) })),
    text: [
      ...blocks.map((block) => plain(block, all)),
      `${words.status}\n${foot.statusLink}`,
      `-- \n${why}${foot.unsubscribeLink ? `\n${words.unsubscribe}: ${foot.unsubscribeLink}` : ""}`,
    ].join("\n\n"),
    html: page(
      text.language,
      subject,
      blocks.map((block) => html(block, all)).join("\n"),
      `<p><a href="${escaped(foot.statusLink)}" style="color:#0f6b5c">${words.status}</a></p>`,
      `${escaped(why)}${foot.unsubscribeLink ? ` <a href="${escaped(foot.unsubscribeLink)}" style="color:#5f5a52">${words.unsubscribe}</a>` : ""}`,
    ),
  }
}

/**
 * The same by SMS or push: the words alone, with the link to her own page at the end where the author has not put it.
 * What to press to get no more of them is the provider's to say; it tells us who did.
 */
export function messageOf(text: NoticeText, values: MergeValues, foot: Foot): Letter {
  const all = { ...values, status_link: foot.statusLink, organization: foot.organization }
  const blocks = blocksOf(text.body)
  const words = blocks.map((block) => plain(block, all)).join("\n")
  return {
    subject: merged(text.subject, all).replace(/\s+/g, " ").trim(),
    blocks: blocks.map((block) => ({ kind: block.kind, lines: block.lines.map((line) => merged(line, all)) })),
    text: words.includes(foot.statusLink) ? words : `${words}\n${foot.statusLink}`,
    html: "",
  }
}

function blocksOf(body: string): LetterBlock[] {
  const blocks: LetterBlock[] = []
  // A block that an empty line has ended takes no more lines.
  const ended = new WeakSet<LetterBlock>()
  for (const part of body.replaceAll("\r\n", "\n").split(/\n\s*\n/)) {
    for (const line of part.split("\n")) {
      if (line.trim() === "") continue
      const kind = /^##+ /.test(line) ? "h" : /^- /.test(line) ? "ul" : /^> ?/.test(line) ? "q" : "p"
      const words = line.replace(/^(##+ |- |> ?)/, "")
      const last = blocks.at(-1)
      if (last && last.kind === kind && kind !== "h" && !ended.has(last)) last.lines.push(words)
      else blocks.push({ kind, lines: [words] })
    }
    const last = blocks.at(-1)
    if (last) ended.add(last)
  }
  return blocks
}
function plain(block: LetterBlock, values: MergeValues): string {
  const lines = block.lines.map((line) => merged(line, values))
  if (block.kind === "ul") return lines.map((line) => `- ${line}`).join("\n")
  if (block.kind === "q") return lines.map((line) => `“${line.replace(/^["“”]|["“”]$/g, "")}”`).join("\n")
  return lines.join("\n")
}

function html(block: LetterBlock, values: MergeValues): string {
  const lines = block.lines.map((line) => inline(line, values))
  if (block.kind === "h") return `<h2 style="font-size:16px;margin:24px 0 6px">${lines.join(" ")}</h2>`
  if (block.kind === "ul")
    return `<ul style="margin:0 0 14px;padding-left:20px">${lines.map((line) => `<li>${line}</li>`).join("")}</ul>`
  if (block.kind === "q")
    return `<blockquote style="margin:0 0 14px;padding-left:14px;border-left:2px solid #d8d2c8;font-family:Georgia,'Songti SC',serif;font-size:17px">${lines.join("<br>")}</blockquote>`
  return `<p style="margin:0 0 14px">${lines.join("<br>")}</p>`
}

// Only addresses the author wrote become links: a value from outside (a name) must not put one into our mail.
const inline = (line: string, values: MergeValues): string =>
  piecesOf(line)
    .map((piece) => {
      if ("text" in piece) return linked(piece.text)
      const value = wordsFor(piece, values) ?? ""
      return piece.field === "status_link" ? anchor(value, value) : escaped(value)
    })
    .join("")

const linked = (text: string) =>
  text
    .split(/(https?:\/\/[^\s<>"'）。，]+[^\s<>"'.,;:!?()）。，])/g)
    .map((part, index) => (index % 2 === 1 ? anchor(part, part) : escaped(part)))
    .join("")

const anchor = (address: string, words: string) =>
  `<a href="${escaped(address)}" style="color:#0f6b5c">${escaped(words)}</a>`

const page = (language: string, title: string, body: string, status: string, why: string) =>
  `<!doctype html>
<html lang="${escaped(language)}" dir="${directionOf(language)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title></head>
<body style="margin:0;padding:24px 16px;background:#ffffff;color:#211f1b"><main style="max-width:36em;margin:0 auto;font:16px/1.55 system-ui,-apple-system,'Segoe UI','PingFang SC','Microsoft YaHei',sans-serif">
${body}
${status}
<p style="margin:28px 0 0;padding-top:12px;border-top:1px solid #d8d2c8;color:#5f5a52;font-size:13px">${why}</p>
</main></body></html>`

export const escaped = (text: string) =>
  text.replace(/[&<>"']/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[sign]!)
