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
  /** The mails it answers to, the first of the conversation first, by their hashes. */
  answers: readonly string[]
  fromName: string | null
  /** When she wrote it, by her own clock. */
  date: Date | null
  /** Names of what was attached; the files themselves are not kept. */
  attachments: readonly string[]
}

const longestWords = 20_000

/**
 * Reads a mail from anywhere in the world: whatever it holds, it ends as words, or as nothing. `envelopeFrom` is what the
 * sending server gave; null where the mail lies in a mailbox, which has written that into a header.
 */
export async function readMail(raw: Buffer, envelopeFrom: string | null): Promise<Read> {
  const email = await PostalMime.parse(raw, { maxNestingDepth: 12, maxHeadersSize: 128 * 1024 }).catch(() => undefined)
  const header = (name: string) => email?.headers.find((one) => one.key === name)?.value ?? ""
  const messageId = email?.messageId?.trim()
  const base = {
    words: "",
    subject: (email?.subject ?? "").replace(/\s+/g, " ").trim().slice(0, 300),
    from: email?.from?.address?.toLowerCase() ?? null,
    status: null,
    hash: hashOf(messageId || raw),
    answers: [...new Set(`${email?.references ?? ""} ${email?.inReplyTo ?? ""}`.match(/<[^<>\s]+>/g) ?? [])]
      .slice(0, 50)
      .map(hashOf),
    fromName: email?.from?.name?.replace(/\s+/g, " ").trim().slice(0, 300) || null,
    date: dateOf(email?.date),
    attachments: (email?.attachments ?? [])
      .filter((one) => one.filename && !(one.disposition === "inline" && one.contentId))
      .slice(0, 50)
      .map((one) => one.filename!.replace(/\s+/g, " ").slice(0, 200)),
  }
  if (!email) return { ...base, kind: "empty" }
  if (/multipart\/report/i.test(header("content-type")) && /delivery-status/i.test(header("content-type"))) {
    const { action, status } = deliveryStatus(raw)
    return { ...base, kind: action === "delayed" || status?.startsWith("4") ? "delay" : "bounce", status }
  }
  if (/^(mailer-daemon|postmaster)@/.test(base.from ?? "")) return { ...base, kind: "bounce" }
  const sender = envelopeFrom ?? (header("return-path").trim() === "<>" ? "" : "unknown")
  if (isAutomatic(header, base.subject, sender)) return { ...base, kind: "automatic" }
  const words = ownWords(email.text?.trim() ? email.text : wordsOf(email.html ?? ""))
  return words === "" ? { ...base, kind: "empty" } : { ...base, kind: "reply", words: words.slice(0, longestWords) }
}

const hashOf = (what: string | Buffer) => createHash("sha256").update(what).digest("hex").slice(0, 32)

function dateOf(text: string | undefined): Date | null {
  const at = Date.parse(text ?? "")
  return Number.isNaN(at) ? null : new Date(at)
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
    ["x-autoreply", "x-autorespond", "x-autoresponder", "list-id", "list-unsubscribe"].some(
      (name) => header(name) !== "",
    ) ||
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
  const signature = mine.findIndex((line) => /^-- ?$/.test(line) || sentFrom.test(line))
  return (signature > 0 ? mine.slice(0, signature) : mine)
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim()
}

/** What a telephone adds. */
const sentFrom =
  /^\s*(sent from (my|the) \S.{0,40}|get outlook for (ios|android).{0,20}|(von|gesendet von) mei\S+ .{1,40} gesendet|gesendet von (meinem|mail|outlook).{0,40}|envoyé de mon .{1,40}|enviado desde mi .{1,40}|发自我的.{1,30}|從我的.{1,30}傳送)\s*$/i

/** The words of a mail that has only HTML. */
export function wordsOf(html: string): string {
  return html
    .slice(0, 2_000_000)
    .replace(/<(blockquote|style|script|head)\b[^>]*>[\s\S]*?(<\/\1>|$)/gi, " ")
    .replace(/<br\s*\/?>|<\/(p|div|li|tr|h\d)>/gi, "\n")
    .replace(/<[^>]{0,2000}>/g, "")
    .replace(/&(#x?[0-9a-f]{1,7}|[a-z]{2,8});/gi, (whole, name: string) => signOf(name) ?? whole)
    .replace(/[ \t\u00a0]+/g, " ")
    .replace(/ ?\n ?/g, "\n")
}

function signOf(name: string): string | undefined {
  const code =
    name.startsWith("#x") || name.startsWith("#X") ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
  if (name.startsWith("#")) return code > 31 && code <= 0x10ffff ? String.fromCodePoint(code) : " "
  return signs[name.toLowerCase()] ?? marked(name)
}
const signs: Record<string, string> = {
  ...{ nbsp: " ", amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", euro: "€", hellip: "…", ndash: "–", mdash: "—" },
  ...{ lsquo: "‘", rsquo: "’", ldquo: "“", rdquo: "”", szlig: "ß", laquo: "«", raquo: "»", copy: "©", deg: "°" },
}

// eacute, Uuml, ccedil: a letter and the name of its mark.
function marked(name: string): string | undefined {
  const [, letter, mark] = /^([a-z])(acute|grave|circ|uml|tilde|cedil|ring)$/i.exec(name) ?? []
  return letter && mark ? `${letter}${marks[mark.toLowerCase()]}`.normalize("NFC") : undefined
}
const marks: Record<string, string> = {
  ...{
    acute: "\u0301",
    grave: "\u0300",
    circ: "\u0302",
    uml: "\u0308",
    tilde: "\u0303",
    cedil: "\u0327",
    ring: "\u030a",
  },
}
