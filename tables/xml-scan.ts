import { TableError } from "./problems.ts"

export type XmlEvents = {
  /** Start of an element; `attributes` parses them on demand, for most elements nobody asks. */
  open(name: string, attributes: () => Record<string, string>): void
  close(name: string): void
  text(text: string): void
}

/**
 * Reads the large parts of a workbook, written by programs and made of few kinds of elements, several times faster
 * than a full XML parser. Takes text in pieces; text content may be told in several pieces. Name prefixes are
 * dropped; comments and declarations are passed over. Checks that elements balance, not that their names do.
 */
export class XmlScanner {
  #rest = ""
  #depth = 0
  #seen = false
  readonly #events: XmlEvents
  readonly #part: string

  /** @param part name of the part, for messages */
  constructor(part: string, events: XmlEvents) {
    this.#part = part
    this.#events = events
  }

  write(piece: string): void {
    const xml = this.#rest + piece
    let at = 0
    for (;;) {
      const start = xml.indexOf("<", at)
      if (start < 0) {
        at = this.#textSoFar(xml, at)
        break
      }
      if (start > at) this.#events.text(decoded(xml.slice(at, start)))
      const end = this.#markup(xml, start)
      if (end < 0) {
        at = start
        break
      }
      at = end
    }
    this.#rest = xml.slice(at)
  }

  /** @throws TableError table.damaged when elements are still open or none was there */
  close(): void {
    if (!this.#seen || this.#depth !== 0 || this.#rest.trim() !== "") throw this.#damaged("it ends too early")
  }

  /** Reads what begins with "<" and returns where it ends, or -1 when it is not complete yet. */
  #markup(xml: string, start: number): number {
    if (xml.startsWith("<!--", start)) return after(xml, "-->", start + 4)
    if (xml.startsWith("<![CDATA[", start)) {
      const end = xml.indexOf("]]>", start + 9)
      if (end < 0) return -1
      this.#events.text(xml.slice(start + 9, end))
      return end + 3
    }
    const next = xml.charCodeAt(start + 1)
    if (next === 63) return after(xml, "?>", start + 2)
    const end = tagEnd(xml, start)
    if (end < 0 || next === 33) return xml.length - start < 10 ? -1 : end
    if (next === 47) {
      if (--this.#depth < 0) throw this.#damaged("an element ends that never began")
      this.#events.close(localName(xml, start + 2, end - 1))
      return end
    }
    this.#seen = true
    const empty = xml.charCodeAt(end - 2) === 47
    const name = localName(xml, start + 1, empty ? end - 2 : end - 1)
    this.#events.open(name, () => attributesOf(xml.slice(start, end)))
    if (empty) this.#events.close(name)
    else this.#depth++
    return end
  }

  /** Long text is told early; an entity cut at the end waits for its other half. */
  #textSoFar(xml: string, at: number): number {
    if (xml.length - at < 65_536) return at
    const entity = xml.lastIndexOf("&")
    const end = entity > xml.length - 16 && !xml.includes(";", entity) ? entity : xml.length - 1
    this.#events.text(decoded(xml.slice(at, end)))
    return end
  }

  #damaged(reason: string): TableError {
    return new TableError("table.damaged", { reason: `${this.#part}: ${reason}` })
  }
}

function after(xml: string, mark: string, from: number): number {
  const at = xml.indexOf(mark, from)
  return at < 0 ? -1 : at + mark.length
}

/** Place after the ">" of a tag; one inside quotes does not count. */
function tagEnd(xml: string, start: number): number {
  let end = xml.indexOf(">", start)
  while (end >= 0 && inQuotes(xml, start, end)) end = xml.indexOf(">", end + 1)
  return end < 0 ? -1 : end + 1
}

function inQuotes(xml: string, start: number, end: number): boolean {
  let quote = 0
  for (let i = start; i < end; i++) {
    const c = xml.charCodeAt(i)
    if (quote === 0 ? c === 34 || c === 39 : c === quote) quote = quote === 0 ? c : 0
  }
  return quote !== 0
}

function localName(xml: string, from: number, to: number): string {
  let start = from
  for (let i = from; i < to; i++) {
    const c = xml.charCodeAt(i)
    if (c === 58) start = i + 1
    else if (c <= 32) return xml.slice(start, i)
  }
  return xml.slice(start, to)
}

function attributesOf(tag: string): Record<string, string> {
  const found: Record<string, string> = {}
  let at = 0
  for (;;) {
    const equals = tag.indexOf("=", at)
    if (equals < 0) return found
    let open = equals + 1
    while (tag.charCodeAt(open) <= 32) open++
    const close = tag.indexOf(tag.charAt(open), open + 1)
    if (close < 0) return found
    let nameEnd = equals
    while (tag.charCodeAt(nameEnd - 1) <= 32) nameEnd--
    let nameStart = nameEnd
    while (nameStart > 0 && tag.charCodeAt(nameStart - 1) > 32) nameStart--
    found[tag.slice(nameStart, nameEnd)] = decoded(tag.slice(open + 1, close))
    at = close + 1
  }
}

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" }

function decoded(text: string): string {
  const plain = text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text
  if (!plain.includes("&")) return plain
  return plain.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name] ?? whole
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
