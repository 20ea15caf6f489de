import type { CustomerMonth } from "./store.ts"

/**
 * Customers × months between two moments (milliseconds; the end exclusive), a month counted by its share that lies in
 * between. With `products`, only theirs; otherwise the company's own row (product "") where there is one, or the sum of
 * all. A month that was not entered counts as the nearest earlier one, else the nearest later. null without any base.
 */
export function exposureBetween(
  base: readonly CustomerMonth[],
  from: number,
  to: number,
  products: readonly string[] | null,
): number | null {
  const months = monthlyCustomers(base, products)
  if (months.length === 0 || to <= from) return null
  let total = 0
  const begin = new Date(from)
  for (let year = begin.getUTCFullYear(), month = begin.getUTCMonth(); ; month++) {
    const [start, end] = [Date.UTC(year, month, 1), Date.UTC(year, month + 1, 1)]
    if (start >= to) return total
    const share = (Math.min(end, to) - Math.max(start, from)) / (end - start)
    const known = months.findLast((one) => one.start <= start) ?? months[0]!
    total += known.customers * share
  }
}

function monthlyCustomers(base: readonly CustomerMonth[], products: readonly string[] | null) {
  const wholeCompany = base.some((one) => one.product === "")
  const counted = base.filter((one) =>
    products ? products.includes(one.product) : wholeCompany ? one.product === "" : true,
  )
  const byMonth = Map.groupBy(counted, (one) => one.month.slice(0, 7))
  return [...byMonth]
    .map(([month, rows]) => ({
      start: Date.parse(`${month}-01T00:00:00Z`),
      customers: rows.reduce((sum, row) => sum + row.customers, 0),
    }))
    .sort((a, b) => a.start - b.start)
}
