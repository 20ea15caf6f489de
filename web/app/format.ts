import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import type { Estimate, MetricDefinition } from "../api/contract.ts"

type Unit = MetricDefinition["unit"]
export type Format = ReturnType<typeof formatFor>

/** Numbers and dates in the reader's language; days are the reader's own days. */
export function useFormat(): Format {
  const { i18n } = useTranslation()
  return useMemo(() => formatFor(formatLocale(i18n.language)), [i18n.language])
}

/** English readers get the dates of their own region when the browser tells it, British order otherwise. */
export function formatLocale(
  language: string,
  browser: readonly string[] = globalThis.navigator?.languages ?? [],
): string {
  if (!language.startsWith("en")) return language
  return browser.find((tag) => /^en-[A-Z]{2}$/.test(tag)) ?? "en-GB"
}

export function formatFor(locale: string, now: () => number = Date.now) {
  const number = (value: number, digits = 0) =>
    withMinus(
      new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value),
    )
  const signed = (value: number, digits = 0) =>
    withMinus(
      new Intl.NumberFormat(locale, {
        signDisplay: "exceptZero",
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }).format(value),
    )
  const percent = (share: number, digits = 0, sign = false) =>
    withMinus(
      new Intl.NumberFormat(locale, {
        style: "percent",
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
        signDisplay: sign ? "exceptZero" : "auto",
      }).format(share),
    )
  const dates = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(locale, options)
    return (value: string | number | Date) => formatter.format(new Date(value))
  }
  // A calendar date without a time ("2026-03-12") means that day everywhere, so it is not shifted to the reader's zone.
  const calendar = (options: Intl.DateTimeFormatOptions) => {
    const local = dates(options)
    const utc = dates({ ...options, timeZone: "UTC" })
    return (value: string) => (value.length === 10 ? utc(`${value}T00:00:00Z`) : local(value))
  }
  const dayInYear = calendar({ day: "numeric", month: "short" })
  const dayAndYear = calendar({ day: "numeric", month: "short", year: "numeric" })
  const day = (value: string) =>
    new Date(value).getFullYear() === new Date(now()).getFullYear() ? dayInYear(value) : dayAndYear(value)
  const time = dates({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
  const dayAndTime = (value: string) => `${day(value)}${locale.startsWith("zh") ? " " : ", "}${time(value)}`
  const relativeFormat = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "long" })

  return {
    locale,
    number,
    signed,
    percent,
    day,
    dayAndYear,
    dayAndTime,
    time,
    month: calendar({ month: "short" }),
    monthAndYear: calendar({ month: "short", year: "numeric" }),
    /** "3 minutes ago", "yesterday"; a date once it is more than a week away. */
    ago(value: string): string {
      const seconds = (new Date(value).getTime() - now()) / 1000
      if (Math.abs(seconds) < 45) return relativeFormat.format(0, "second")
      if (Math.abs(seconds) < 3_600) return relativeFormat.format(Math.round(seconds / 60), "minute")
      if (Math.abs(seconds) < 86_400) return relativeFormat.format(Math.round(seconds / 3_600), "hour")
      if (Math.abs(seconds) < 7 * 86_400) return relativeFormat.format(Math.round(seconds / 86_400), "day")
      return day(value)
    },
    bytes(value: number): string {
      const step = value < 1e3 ? 0 : value < 1e6 ? 1 : value < 1e9 ? 2 : 3
      const unit = (["byte", "kilobyte", "megabyte", "gigabyte"] as const)[step] ?? "byte"
      return new Intl.NumberFormat(locale, {
        style: "unit",
        unit,
        unitDisplay: "short",
        maximumFractionDigits: 1,
      }).format(value / 1000 ** step)
    },
    /** A metric's value in its unit: shares as per cent, scores and indices with their sign. "–" where nothing was counted. */
    value(value: number | null, unit: Unit): string {
      if (value === null || !Number.isFinite(value)) return "–"
      if (unit === "share") return percent(value, 1)
      if (unit === "score") return signed(value, Math.abs(value) < 10 ? 1 : 0)
      if (unit === "index") return signed(value, 2)
      if (unit === "rate") return number(value, Math.abs(value) < 100 ? 1 : 0)
      return number(value, 0)
    },
    /** A difference of two values of a metric; of two shares in percentage points; a ratio as a percentage change. */
    difference(value: number | null, unit: Unit, relative = false): string {
      if (value === null || !Number.isFinite(value)) return "–"
      if (relative) return percent(value - 1, Math.abs(value - 1) < 0.1 ? 1 : 0, true)
      if (unit === "share") return signed(value * 100, 1)
      if (unit === "index") return signed(value, 2)
      if (unit === "count") return signed(value, 0)
      return signed(value, 1)
    },
    /** "3.1 to 6.0" in the unit, or null without an interval. */
    interval(
      estimate: Pick<Estimate, "low" | "high"> & { relative?: boolean },
      unit: Unit,
      kind: "value" | "difference" = "value",
    ): [string, string] | null {
      if (estimate.low === null || estimate.high === null) return null
      const { low, high, relative } = estimate
      return kind === "value"
        ? [this.value(low, unit), this.value(high, unit)]
        : [this.difference(low, unit, relative), this.difference(high, unit, relative)]
    },
  }
}

/** Ratios above 20 need no decimal. */
export function ratioDigits(value: number): number {
  return value < 20 ? 1 : 0
}

/** Expected counts need a decimal when they are small and none when they are large. */
export function countDigits(value: number): number {
  return value < 100 && !Number.isInteger(value) ? 1 : 0
}

function withMinus(text: string): string {
  return text.replace("-", "−")
}
