/**
 * What a file is by its first bytes, never by its name or by what the sender says: a page or a drawing with scripts
 * in it is plain text here.
 */
export function typeOf(head: Uint8Array): string {
  for (const [type, signature, at = 0] of signatures) {
    if (signature.every((byte, index) => head[at + index] === byte)) {
      return type === "image/webp" && text(head, 8, 12) !== "WEBP" ? unknown : type
    }
  }
  return looksLikeText(head) ? "text/plain; charset=utf-8" : unknown
}

const unknown = "application/octet-stream"
const bytes = (words: string) => [...words].map((sign) => sign.charCodeAt(0))

const signatures: readonly (readonly [type: string, signature: readonly number[], at?: number])[] = [
  ["image/png", [0x89, ...bytes("PNG\r\n"), 0x1a, 0x0a]],
  ["image/jpeg", [0xff, 0xd8, 0xff]],
  ["image/gif", bytes("GIF8")],
  ["image/webp", bytes("RIFF")],
  ["application/pdf", bytes("%PDF-")],
  ["application/zip", [0x50, 0x4b, 0x03, 0x04]],
  ["application/gzip", [0x1f, 0x8b]],
  ["video/mp4", bytes("ftyp"), 4],
  ["audio/mpeg", bytes("ID3")],
]

const text = (head: Uint8Array, from: number, to: number) => String.fromCharCode(...head.slice(from, to))

function looksLikeText(head: Uint8Array): boolean {
  if (head.includes(0)) return false
  try {
    // The last sign of what was read may be cut.
    new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true })
    return head.length > 0
  } catch {
    return false
  }
}
