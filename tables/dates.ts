import type { Parsed } from "./parsed.ts"

export type DateOrder = "dmy" | "mdy" | "ymd"
export type DateOptions = {
  /** Order of 3/4/2015; a first number above 12 decides by itself only when no order is given. Default mdy. */
  order?: DateOrder
  /** IANA zone of times that name no zone of their own. Default UTC. */
  timeZone?: string
  /** Workbooks of old Macs count days from 1904. */
  date1904?: boolean
}
export type ReadDate = {
  /** The instant. A date without a time is midnight in the time zone. */
  at: Date
  /** When the cell names a day without a time: that day in the calendar (2015-03-14), whatever the zone. Else null. */
  day: string | null
}

type Civil = { y: number; mo: number; d: number; h: number; mi: number; s: number; ms: number }

/**
 * A date or time in the forms that exports hold: ISO 8601, 14.03.2015, 3/14/2015 2:05 PM, 2015年3月14日, 14 Mar 2015,
 * March 14th, 2015, mail dates, 20150314, Excel serial days (20000 to 80000), Unix seconds, milliseconds and
 * microseconds. Two-digit years 70–99 are 1970–1999, 00–69 are 2000–2069.
 * Refuses with value.not_a_date, or value.impossible_date when the form is one but the day does not exist.
 */
export function parseDate(cell: string, options: DateOptions = {}): Parsed<ReadDate> {
  const text = cell.normalize("NFKC").trim()
  const refused = { ok: false, code: "value.not_a_date", params: { value: cell } } as const
  if (text === "" || text.length > 80) return refused
  if (/^-?\d+(\.\d+)?$/.test(text)) return parseNumeric(text, options) ?? refused
  const { date, rest } = readDay(text, options.order) ?? {}
  if (!date || rest === undefined) return refused
  const time = readTime(rest)
  if (!time) return refused
  const civil: Civil = { ...date, ...time.clock }
  if (!exists(civil))
    return { ok: false, code: "value.impossible_date", params: { value: cell, order: spoken(date.order) } }
  const local = Date.UTC(civil.y, civil.mo - 1, civil.d, civil.h, civil.mi, civil.s, civil.ms)
  const at = time.offset === undefined ? instantIn(options.timeZone, local) : local - time.offset * 60_000
  return { ok: true, value: { at: new Date(at), day: time.dayOnly ? calendarDay(local) : null } }
}

type Day = { y: number; mo: number; d: number; order: DateOrder }

function readDay(text: string, order: DateOrder | undefined): { date: Day; rest: string } | undefined {
  const plain = text.replace(/^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+/i, "")
  let m = /^(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?(?:\s*星期[一二三四五六日天])?/.exec(plain)
  if (m) return day(m, plain, m[1], m[2], m[3], "ymd")
  m = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)/.exec(plain)
  if (m) return day(m, plain, m[1], m[3], m[4], "ymd")
  m = /^(\d{4})(\d{2})(\d{2})(?=T\d)/.exec(plain)
  if (m) return day(m, plain, m[1], m[2], m[3], "ymd")
  m = /^(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?!\d)/.exec(plain)
  if (m) return numericDay(m, plain, order)
  m = /^(\d{1,2})(?:st|nd|rd|th|\.)?[\s-]+(?:of\s+)?([\p{L}]{3,9})\.?,?[\s-]+'?(\d{4}|\d{2})(?!\d)/iu.exec(plain)
  if (m) return day(m, plain, m[3], monthNamed(m[2]), m[1], "dmy")
  m = /^([\p{L}]{3,9})\.?[\s-]+(\d{1,2})(?:st|nd|rd|th)?,?[\s-]+(\d{4})(?!\d)/iu.exec(plain)
  if (m) return day(m, plain, m[3], monthNamed(m[1]), m[2], "mdy")
  // JavaScript's and C's own form: Mar 14 10:20:30 2015
  m = /^([\p{L}]{3})\s+(\d{1,2})\s+(\d{1,2}:\d{2}:\d{2})\s+(?:([A-Z]{3,4})\s+)?(\d{4})$/u.exec(plain)
  if (m) {
    const found = day(m, plain, m[5], monthNamed(m[1]), m[2], "mdy")
    return found && { date: found.date, rest: ` ${m[3]}${m[4] ? ` ${m[4]}` : ""}` }
  }
  return
}

function numericDay(m: RegExpExecArray, text: string, order: DateOrder | undefined) {
  const [, a, sign, b, c] = m
  if (order === "ymd" && c?.length === 2) return day(m, text, a, b, c, "ymd")
  const dayFirst = order === "dmy" || (order !== "mdy" && (sign === "." || Number(a) > 12))
  return dayFirst ? day(m, text, c, b, a, "dmy") : day(m, text, c, a, b, "mdy")
}

function day(
  m: RegExpExecArray,
  text: string,
  y: string | undefined,
  mo: string | number | undefined,
  d: string | undefined,
  order: DateOrder,
): { date: Day; rest: string } | undefined {
  if (mo === undefined) return
  const year = Number(y)
  const full = y?.length === 2 ? year + (year >= 70 ? 1900 : 2000) : year
  return { date: { y: full, mo: Number(mo), d: Number(d), order }, rest: text.slice(m[0].length) }
}

type Time = { clock: Pick<Civil, "h" | "mi" | "s" | "ms">; offset?: number; dayOnly: boolean }

const CLOCK =
  /^(?:\s*T\s*|\s*,?\s+(?:at\s+|um\s+)?|\s*)(凌晨|早上|上午|中午|下午|晚上)?\s*(\d{1,2})(?:\s*[:时点h]\s*(\d{1,2})?\s*分?(?:\s*:?\s*(\d{1,2})(?:[.,](\d{1,9}))?\s*秒?)?)?\s*(?:Uhr)?\s*([ap]\.?m\.?)?\s*(Z|UTC|GMT|CET|CEST|EST|EDT|CST|CDT|MST|MDT|PST|PDT)?\s*([+-]\d{2}:?\d{2}|[+-]\d{2})?(?:\s*\([^)]*\))?$/i
const ZONES: Record<string, number> = {
  EST: -300,
  EDT: -240,
  CST: -360,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
  CET: 60,
  CEST: 120,
}

function readTime(rest: string): Time | undefined {
  if (rest.trim() === "" || /^\s*,?$/.test(rest)) return { clock: { h: 0, mi: 0, s: 0, ms: 0 }, dayOnly: true }
  const m = CLOCK.exec(rest)
  if (!m) return
  const [, part, hour, minute, second, fraction, half, zone, shift] = m
  if (minute === undefined && half === undefined && !/[时点h]/i.test(rest)) return
  let h = Number(hour)
  const afternoon = /^p/i.test(half ?? "") || part === "下午" || part === "晚上" || (part === "中午" && h < 11)
  const morning = /^a/i.test(half ?? "") || part === "凌晨" || part === "早上" || part === "上午"
  if ((half !== undefined && (h < 1 || h > 12)) || (part !== undefined && h > 23)) return
  if (afternoon && h < 12) h += 12
  if (morning && h === 12) h = 0
  const clock = {
    h,
    mi: Number(minute ?? 0),
    s: Number(second ?? 0),
    ms: Number((fraction ?? "0").padEnd(3, "0").slice(0, 3)),
  }
  const time: Time = { clock, dayOnly: false }
  const offset = offsetMinutes(zone, shift)
  if (offset !== undefined) time.offset = offset
  return time
}

function offsetMinutes(zone: string | undefined, shift: string | undefined): number | undefined {
  if (shift) {
    const minutes = Number(shift.slice(1, 3)) * 60 + Number(shift.slice(3).replace(":", "") || 0)
    return shift[0] === "-" ? -minutes : minutes
  }
  return zone === undefined ? undefined : (ZONES[zone.toUpperCase()] ?? 0)
}

function exists(c: Civil): boolean {
  if (c.y < 1000 || c.y > 9999 || c.mo < 1 || c.mo > 12 || c.d < 1 || c.h > 24 || c.mi > 59 || c.s > 60) return false
  if (c.h === 24 && (c.mi > 0 || c.s > 0)) return false
  return c.d <= new Date(Date.UTC(c.y, c.mo, 0)).getUTCDate()
}

function spoken(order: DateOrder): string {
  return { dmy: "day month year", mdy: "month day year", ymd: "year month day" }[order]
}

function parseNumeric(text: string, options: DateOptions): Parsed<ReadDate> | undefined {
  const digits = text.replace(/\..*$/, "")
  const whole = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2}))?$/.exec(text)
  if (whole && Number(whole[1]) >= 1900 && Number(whole[1]) <= 2100) {
    const [, y, mo, d, h = "00", mi = "00", s = "00"] = whole
    const dayOnly = whole[4] === undefined
    return parseDate(dayOnly ? `${y}-${mo}-${d}` : `${y}-${mo}-${d} ${h}:${mi}:${s}`, options)
  }
  const value = Number(text)
  if (digits.length === 5 && value >= 20_000 && value < 80_000) {
    const local = excelInstant(value, options.date1904 === true)
    const at = new Date(instantIn(options.timeZone, local))
    return { ok: true, value: { at, day: value === Math.floor(value) ? calendarDay(local) : null } }
  }
  const milliseconds = { 9: value * 1000, 10: value * 1000, 13: value, 16: value / 1000 }[digits.length]
  if (milliseconds === undefined) return
  return { ok: true, value: { at: new Date(Math.round(milliseconds)), day: null } }
}

function calendarDay(local: number): string {
  return new Date(local).toISOString().slice(0, 10)
}

/**
 * Local milliseconds of an Excel serial day. Excel believes in 1900-02-29, so days from 60 on are counted from
 * 1899-12-30 and earlier ones from 1899-12-31 (ECMA-376 part 1, 18.17.4.1).
 */
export function excelInstant(serial: number, date1904 = false): number {
  const start = date1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, serial < 60 ? 31 : 30)
  return start + Math.round(serial * 86_400_000)
}

const MONTHS: readonly (readonly string[])[] = [
  ["january", "januar", "janvier", "enero", "gennaio"],
  ["february", "februar", "février", "febrero", "febbraio"],
  ["march", "märz", "maerz", "mars", "marzo"],
  ["april", "avril", "abril", "aprile"],
  ["may", "mai", "mayo", "maggio"],
  ["june", "juni", "juin", "junio", "giugno"],
  ["july", "juli", "juillet", "julio", "luglio"],
  ["august", "août", "agosto"],
  ["september", "septembre", "septiembre", "settembre"],
  ["october", "oktober", "octobre", "octubre", "ottobre"],
  ["november", "novembre", "noviembre"],
  ["december", "dezember", "décembre", "diciembre", "dicembre"],
]

/** Number of a month by its name or the first letters of it (at least three), in five languages. */
function monthNamed(name: string | undefined): number | undefined {
  const word = (name ?? "").toLowerCase()
  if (word.length < 3) return
  if (word === "sept" || word === "mrz") return word === "sept" ? 9 : 3
  const at = MONTHS.findIndex((names) => names.some((n) => n.startsWith(word)))
  return at < 0 ? undefined : at + 1
}

const zones = new Map<string, Intl.DateTimeFormat>()
const offsets = new Map<string, number | "changes">()

/** The instant at which clocks of a zone show `local` (milliseconds as if UTC). A time skipped in spring moves on. */
function instantIn(timeZone: string | undefined, local: number): number {
  if (timeZone === undefined || timeZone === "UTC") return local
  const first = local - zoneOffset(timeZone, local)
  return local - zoneOffset(timeZone, first)
}

const SPAN_MS = 10 * 86_400_000

/** Offset of a zone at an instant, both in milliseconds. Asked once for ten days that begin and end with the same. */
function zoneOffset(timeZone: string, instant: number): number {
  const span = Math.floor(instant / SPAN_MS)
  const key = `${timeZone} ${span}`
  let known = offsets.get(key)
  if (known === undefined) {
    const start = askedOffset(timeZone, span * SPAN_MS)
    known = start === askedOffset(timeZone, (span + 1) * SPAN_MS) ? start : "changes"
    offsets.set(key, known)
  }
  return known === "changes" ? askedOffset(timeZone, instant) : known
}

function askedOffset(timeZone: string, instant: number): number {
  let format = zones.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    })
    zones.set(timeZone, format)
  }
  const part = Object.fromEntries(format.formatToParts(instant).map((p) => [p.type, Number(p.value)]))
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000
}
