import { createHash } from "node:crypto"
import PostalMime from "postal-mime"

/** What a mail that came back is. */
export type Read = {
  kind: "reply" | "automatic" | "bounce" | "delay" | "empty"
  /** What she wrote, without what she answered to. */
  words: string
  subject: string
  from: string | null
  /** The delivery status of a mail that was returned: 5.1.1. */
  status: string | null
  /** The same mail, however often it is delivered. */
  hash: string
}

const longestWords = 20_000

/** Reads a mail from anywhere in the world: whatever it holds, it ends as words, or as nothing. */
export async function readMail(raw: Buffer, envelopeFrom: string): Promise<Read> {
  const email = await PostalMime.parse(raw, { maxNestingDepth: 12, maxHeadersSize: 128 * 1024 }).catch(() => undefined)
  const header = (name: string) => email?.headers.find((one) => one.key === name)?.value ?? ""
  const messageId = email?.messageId?.trim()
  const base = {
    words: "",
    subject: (email?.subject ?? "").replace(/\s+/g, " ").trim().slice(0, 300),
    from: email?.from?.address?.toLowerCase() ?? null,
    status: null,
    hash: createHash("sha256")
      .update(messageId ?? raw)
      .digest("hex")
      .slice(0, 32),
  }
  if (!email) return { ...base, kind: "empty" }
  if (/multipart\/report/i.test(header("content-type")) && /delivery-status/i.test(header("content-type"))) {
    const { action, status } = deliveryStatus(raw)
    return { ...base, kind: action === "delayed" || status?.startsWith("4") ? "delay" : "bounce", status }
  }
  if (isAutomatic(header, base.subject, envelopeFrom)) return { ...base, kind: "automatic" }
  const words = ownWords(email.text?.trim() ? email.text : textOf(email.html ?? ""))
  return words === "" ? { ...base, kind: "empty" } : { ...base, kind: "reply", words: words.slice(0, longestWords) }
}

function deliveryStatus(raw: Buffer): { action: string | null; status: string | null } {
  const text = raw.subarray(0, 256 * 1024).toString("latin1")
  const action = /^Action:\s*(\w+)/im.exec(text)?.[1]?.toLowerCase() ?? null
  return { action, status: /^Status:\s*([245]\.\d{1,3}\.\d{1,3})/im.exec(text)?.[1] ?? null }
}

/** Out of office, receipts, lists (RFC 3834): nobody wrote these. */
function isAutomatic(header: (name: string) => string, subject: string, envelopeFrom: string): boolean {
  const submitted = header("auto-submitted").toLowerCase()
  return (
    (submitted !== "" && submitted !== "no") ||
    envelopeFrom === "" ||
    /^(bulk|junk|list|auto_reply)$/i.test(header("precedence").trim()) ||
    ["x-autoreply", "x-autorespond", "x-autoresponder", "list-id"].some((name) => header(name) !== "") ||
    /^(out of office|automatic reply|auto(matic)?[ -]?(reply|response)|abwesenheit|réponse automatique|自动(回复|答复)|外出)/i.test(
      subject.replace(/^((re|aw|fwd?|回复|答复)[:：]\s*)+/i, ""),
    )
  )
}

/** What stands before the mail she answers to; where she wrote below it or between, the lines that are hers. */
export function ownWords(text: string): string {
  const lines = text.replaceAll("\r\n", "\n").replaceAll("\u0000", "").split("\n")
  const at = lines.findIndex((line, index) => beginsQuote(line, lines[index + 1] ?? ""))
  const before = cleaned(at === -1 ? lines : lines.slice(0, at))
  return before !== "" ? before : cleaned(lines.filter((line, index) => !beginsQuote(line, lines[index + 1] ?? "")))
}

const beginsQuote = (line: string, next: string): boolean =>
  /^\s*(on|am|le|el|il)\b.{4,200}(wrote|schrieb|écrit|escribió|scritto)\s*:?\s*$/i.test(line) ||
  (/^\s*(on|am|le|el)\b.{4,200}$/i.test(line) && /^\s*.{0,120}(wrote|schrieb|écrit|escribió)\s*:\s*$/i.test(next)) ||
  /^\s*(在|于)?.{2,120}(写道|寫道)[:：]?\s*$/.test(line) ||
  /^\s*-{2,}\s*(original message|ursprüngliche nachricht|forwarded message|原始邮件|原始郵件|转发邮件).{0,40}-{2,}\s*$/i.test(
    line,
  ) ||
  /^\s*_{20,}\s*$/.test(line) ||
  (/^\s*(from|von|发件人|寄件者)\s*[:：].{1,200}$/i.test(line) &&
    /^\s*(sent|date|gesendet|to|发送时间|日期|收件人)\s*[:：]/i.test(next))

function cleaned(lines: readonly string[]): string {
  const mine = lines.filter((line) => !/^\s*>/.test(line))
  const signature = mine.findIndex((line) => /^-- ?$/.test(line))
  return (signature > 0 ? mine.slice(0, signature) : mine)
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim()
}

/** The words of a mail that has only HTML. */
function textOf(html: string): string {
  return html
    .slice(0, 2_000_000)
    .replace(/<(blockquote|style|script|head)\b[^>]*>[\s\S]*?(<\/\1>|$)/gi, " ")
    .replace(/<br\s*\/?>|<\/(p|div|li|tr|h\d)>/gi, "\n")
    .replace(/<[^>]{0,2000}>/g, "")
    .replace(/&(nbsp|amp|lt|gt|quot|#39);/g, (_, name: string) => signs[name] ?? " ")
}
const signs: Record<string, string> = { nbsp: " ", amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" }
