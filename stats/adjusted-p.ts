/**
 * P-values adjusted for having looked more than once, in the order given (as R's p.adjust).
 * "BH" holds the false discovery rate for independent or positively dependent tests (Benjamini and Hochberg 1995), "BY"
 * for any dependence (Benjamini and Yekutieli 2001); "Holm", "Hochberg" and "Bonferroni" hold the chance of any false one.
 */
export function adjustP(
  pValues: readonly number[],
  method: "BH" | "BY" | "Holm" | "Hochberg" | "Bonferroni",
): number[] {
  const n = pValues.length
  for (const p of pValues) if (!(p >= 0 && p <= 1)) throw new RangeError(`a p-value lies between 0 and 1, got ${p}`)
  if (method === "Bonferroni") return pValues.map((p) => Math.min(1, p * n))
  const order = Array.from(pValues, (_, i) => i).sort((a, b) => pValues[a]! - pValues[b]!)
  const factor = method === "BY" ? Array.from(pValues, (_, i) => 1 / (i + 1)).reduce((sum, part) => sum + part, 0) : 1
  const scaled = order.map((index, rank) => {
    const tests = method === "BH" || method === "BY" ? (factor * n) / (rank + 1) : n - rank
    return pValues[index]! * tests
  })
  const adjusted = new Array<number>(n)
  if (method === "Holm") {
    let highest = 0
    scaled.forEach((value, rank) => {
      highest = Math.max(highest, value)
      adjusted[order[rank]!] = Math.min(1, highest)
    })
  } else {
    let lowest = 1
    for (let rank = n - 1; rank >= 0; rank--) {
      lowest = Math.min(lowest, scaled[rank]!)
      adjusted[order[rank]!] = lowest
    }
  }
  return adjusted
}
