import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { type DateOptions, excelInstant, parseDate } from "./dates.ts"
import { guessWordedScale, parseScore } from "./scores.ts"
import { isBlank, parseBoolean, parseNumber } from "./values.ts"

const number = (cell: string, decimal?: "." | ",") => {
  const read = parseNumber(cell, decimal)
  return read.ok ? read.value : read.code
}

describe("numbers", () => {
  test.each([
    ["1,234.5", undefined, 1234.5],
    ["1.234,5", undefined, 1234.5],
    ["3,5", undefined, 3.5],
    ["1,234", undefined, 1234],
    ["1,234", ",", 1.234],
    ["1.234", undefined, 1.234],
    ["1.234", ",", 1234],
    ["1'234.50", ".", 1234.5],
    ["1 234,50 €", ",", 1234.5],
    ["$1,000", ".", 1000],
    ["¥3,000.00", ".", 3000],
    ["（1,234）", ".", -1234],
    ["−7", ".", -7],
    ["85 %", ".", 85],
    ["１２", ".", 12],
    ["1.5e3", ".", 1500],
    ["12,34,567", ".", 1234567],
    ["1.2.3", ".", "value.not_a_number"],
    ["1,2,3", ".", "value.not_a_number"],
    ["12abc", ".", "value.not_a_number"],
    ["", ".", "value.not_a_number"],
    ["1e999", ".", "value.not_a_number"],
  ] as [string, "." | "," | undefined, number | string][])("%s (%s)", (cell, decimal, expected) => {
    expect(number(cell, decimal)).toBe(expected)
  })
  test("every finite number written plainly is read exactly", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        expect(number(String(x), ".")).toBe(Number(String(x)))
      }),
    )
  })
})

const date = (cell: string, options?: DateOptions) => {
  const read = parseDate(cell, options)
  return read.ok ? read.value.at.toISOString().replace(".000Z", "Z") : read.code
}

describe("dates", () => {
  test.each([
    ["2015-03-14", "2015-03-14T00:00:00Z"],
    ["2015-3-4 9:05", "2015-03-04T09:05:00Z"],
    ["2015-03-14T10:20:30.123Z", "2015-03-14T10:20:30.123Z"],
    ["2015-03-14T10:20:30+08:00", "2015-03-14T02:20:30Z"],
    ["2015-03-14 10:20:30 UTC", "2015-03-14T10:20:30Z"],
    ["2020-03-20 02:32:49.426", "2020-03-20T02:32:49.426Z"],
    ["20150314", "2015-03-14T00:00:00Z"],
    ["20150314102030", "2015-03-14T10:20:30Z"],
    ["3/14/2015", "2015-03-14T00:00:00Z"],
    ["3/14/15 2:05 PM", "2015-03-14T14:05:00Z"],
    ["12/31/2015 12:00 AM", "2015-12-31T00:00:00Z"],
    ["14.03.2015", "2015-03-14T00:00:00Z"],
    ["14.3.2015, 10:20 Uhr", "2015-03-14T10:20:00Z"],
    ["14/03/2015", "2015-03-14T00:00:00Z"],
    ["2015年3月14日", "2015-03-14T00:00:00Z"],
    ["2015年3月14日 下午2时5分", "2015-03-14T14:05:00Z"],
    ["2015年3月14日 星期六 10:20:30", "2015-03-14T10:20:30Z"],
    ["14 Mar 2015", "2015-03-14T00:00:00Z"],
    ["14-Mar-15", "2015-03-14T00:00:00Z"],
    ["March 14th, 2015 10:20 am", "2015-03-14T10:20:00Z"],
    ["14. März 2015", "2015-03-14T00:00:00Z"],
    ["Sat, 14 Mar 2015 10:20:30 +0100", "2015-03-14T09:20:30Z"],
    ["Sat Mar 14 2015 10:20:30 GMT+0100 (CET)", "2015-03-14T09:20:30Z"],
    ["Sat Mar 14 10:20:30 UTC 2015", "2015-03-14T10:20:30Z"],
    ["1426328430", "2015-03-14T10:20:30Z"],
    ["1426328430000", "2015-03-14T10:20:30Z"],
    ["42077", "2015-03-14T00:00:00Z"],
    ["42077.5", "2015-03-14T12:00:00Z"],
    ["2015-02-29", "value.impossible_date"],
    ["2016-02-29", "2016-02-29T00:00:00Z"],
    ["31.04.2015", "value.impossible_date"],
    ["2015-13-01", "value.impossible_date"],
    ["2015-03-14 25:00", "value.impossible_date"],
    ["yesterday", "value.not_a_date"],
    ["12", "value.not_a_date"],
    ["14 Foo 2015", "value.not_a_date"],
    ["2015-03-14 is the day", "value.not_a_date"],
  ])("%s", (cell, expected) => {
    expect(date(cell)).toBe(expected)
  })
  test("the order decides what is ambiguous", () => {
    expect(date("3/4/2015", { order: "mdy" })).toBe("2015-03-04T00:00:00Z")
    expect(date("3/4/2015", { order: "dmy" })).toBe("2015-04-03T00:00:00Z")
    expect(date("15/03/04", { order: "ymd" })).toBe("2015-03-04T00:00:00Z")
    expect(date("14/3/2015", { order: "mdy" })).toBe("value.impossible_date")
  })
  test("local times, summer time and its gap", () => {
    expect(date("2015-07-01 12:00", { timeZone: "Asia/Shanghai" })).toBe("2015-07-01T04:00:00Z")
    expect(date("2015-01-01", { timeZone: "Europe/Berlin" })).toBe("2014-12-31T23:00:00Z")
    expect(date("2015-07-01 12:00", { timeZone: "Europe/Berlin" })).toBe("2015-07-01T10:00:00Z")
    expect(date("2015-03-29 03:30", { timeZone: "Europe/Berlin" })).toBe("2015-03-29T01:30:00Z")
    expect(date("2015-07-01 12:00Z", { timeZone: "Europe/Berlin" })).toBe("2015-07-01T12:00:00Z")
  })
  test("Excel days around its own 1900-02-29, and from 1904", () => {
    expect(new Date(excelInstant(59)).toISOString().slice(0, 10)).toBe("1900-02-28")
    expect(new Date(excelInstant(61)).toISOString().slice(0, 10)).toBe("1900-03-01")
    expect(new Date(excelInstant(0, true)).toISOString().slice(0, 10)).toBe("1904-01-01")
  })
  test("every instant written as ISO comes back", () => {
    const range = { min: new Date("1000-01-01"), max: new Date("9999-12-31"), noInvalidDate: true }
    fc.assert(
      fc.property(fc.date(range), (d) => {
        const read = parseDate(d.toISOString())
        expect(read.ok && read.value.at.getTime()).toBe(d.getTime())
      }),
    )
  })
})

const score = (cell: string, labels?: Record<string, number>) => {
  const read = parseScore(cell, labels ? { labels } : {})
  return read.ok ? [read.value.value, read.value.statedMax] : read.code
}

describe("scores", () => {
  test.each([
    ["4", [4, undefined]],
    ["4.5", [4.5, undefined]],
    ["4,5", [4.5, undefined]],
    ["4/5", [4, 5]],
    ["4 of 5", [4, 5]],
    ["4 out of 5 stars", [4, 5]],
    ["8 von 10", [8, 10]],
    ["4分", [4, undefined]],
    ["5 stars", [5, undefined]],
    ["★★★★", [4, undefined]],
    ["★★★★☆", [4, 5]],
    ["⭐⭐⭐", [3, undefined]],
    ["80 %", [80, 100]],
    ["9 - Promoter", [9, undefined]],
    ["5 (very satisfied)", [5, undefined]],
    ["3 weeks", "value.not_a_score"],
    ["good", "value.not_a_score"],
  ])("%s", (cell, expected) => {
    expect(score(cell)).toEqual(expected)
  })
  test.each([
    [["Very satisfied", "Dissatisfied", "Neutral"], 5, "Very satisfied", 5],
    [["非常满意", "不满意", "一般"], 5, "非常满意", 5],
    [["sehr zufrieden", "unzufrieden"], 5, "unzufrieden", 2],
    [["Strongly agree", "Somewhat disagree", "Disagree"], 7, "Somewhat disagree", 3],
    [["good", "bad"], 2, "bad", 1],
    [["Strongly Disagree", "Neutral", "Agree"], 5, "Agree", 4],
    [["👍", "👎"], 2, "👍", 2],
  ])("worded scale %j", (cells, max, cell, value) => {
    const found = guessWordedScale(cells)
    expect(found?.scale).toEqual({ min: 1, max })
    expect(score(cell, found?.labels)).toEqual([value, undefined])
  })
  test("other words are no scale", () => {
    expect(guessWordedScale(["red", "green"])).toBeUndefined()
    expect(guessWordedScale(["", "n/a"])).toBeUndefined()
  })
})

test("yes and no, and nothing", () => {
  const read = (cell: string) => {
    const found = parseBoolean(cell)
    return found.ok ? found.value : found.code
  }
  expect(["Yes", "TRUE", "1", "是", "ja"].map(read)).toEqual([true, true, true, true, true])
  expect(["no", "False", "0", "否", "Nein"].map(read)).toEqual([false, false, false, false, false])
  expect(read("maybe")).toBe("value.not_a_boolean")
  expect(["", "N/A", "null", "-"].map(isBlank)).toEqual([true, true, true, true])
  expect(isBlank("0")).toBe(false)
})
