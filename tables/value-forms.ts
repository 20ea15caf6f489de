import type { DateOrder } from "./dates.ts"
import type { DecimalSign } from "./values.ts"

type Guess<T> = { value: T; reason: string }
type Cells = readonly (readonly string[])[]

/** Which sign starts the fraction, from the cells of the sample that hold nothing but a number. */
export function guessDecimal(rows: Cells, delimiter: string): Guess<DecimalSign> {
  let point = 0
  let comma = 0
  for (const row of rows)
    for (const cell of row) {
      if (cell.length > 24 || !/[.,]/.test(cell)) continue
      const text = cell.replace(/[\s\u00a0$€£¥%+-]/g, "")
      if (/^\d{1,3}(\.\d{3})+,\d+$/.test(text) || /^\d+,(\d{1,2}|\d{4,})$/.test(text)) comma++
      else if (/^\d{1,3}(,\d{3})+(\.\d+)?$/.test(text) || /^\d+\.\d+$/.test(text)) point++
    }
  if (comma > point) return { value: ",", reason: `${comma} numbers are written like 3,5` }
  if (point > 0) return { value: ".", reason: `${point} numbers are written like 3.5` }
  if (delimiter === ";") return { value: ",", reason: "no fraction seen; files with semicolons use the comma" }
  return { value: ".", reason: "no fraction seen" }
}

/** The order of day and month in dates such as 3/4/2015: a number above 12 can only be the day. */
export function guessDateOrder(rows: Cells, decimal: DecimalSign): Guess<DateOrder> {
  let yearFirst = 0
  let dayFirst = 0
  let monthFirst = 0
  let open = 0
  let dots = 0
  let shown = ""
  for (const row of rows)
    for (const cell of row) {
      if (cell.length > 40) continue
      const m = /^\s*(\d{1,4})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/.exec(cell)
      if (!m) continue
      const [a, b] = [Number(m[1]), Number(m[3])]
      if (m[1]?.length === 4) yearFirst++
      else if (a > 31 || b > 31) continue
      else if (a > 12 && b <= 12) dayFirst++
      else if (b > 12 && a <= 12) monthFirst++
      else {
        open++
        if (m[2] === ".") dots++
        shown = cell.trim()
      }
    }
  if (dayFirst > monthFirst) return { value: "dmy", reason: `in ${dayFirst} dates the first number is above 12` }
  if (monthFirst > 0) return { value: "mdy", reason: `in ${monthFirst} dates the second number is above 12` }
  if (open === 0) return { value: "ymd", reason: yearFirst > 0 ? "dates begin with the year" : "no numeric dates seen" }
  if (dots * 2 > open) return { value: "dmy", reason: "dates with points put the day first" }
  if (decimal === ",")
    return { value: "dmy", reason: `${shown} could be either; files with decimal commas put the day first` }
  return { value: "mdy", reason: `${shown} could be either; taken as month first, please check` }
}
