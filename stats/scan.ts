// The score of one slice in one window, shared by both ways of watching (shares and counts).
import type { CodedSlice } from "./slices.ts"

/** A slice that stands out in a window that ends at a look. */
export type Candidate = {
  slice: CodedSlice
  /** Length of the window in weeks, ending at the look. */
  weeks: number
  /** Bad records (share mode) or records (count mode) in the window. */
  observed: number
  expected: number
  /** 1/size of the negative binomial that describes the expectation's own uncertainty; negative: less than Poisson. */
  inverseSize: number
  /** Records in the window. */
  records: number
  score: number
}

/**
 * Log-likelihood ratio of "the mean is what was observed" against "the mean is `expected`" for a count with variance
 * expected + inverseSize * expected^2, one-sided: 0 when observed <= expected.
 * inverseSize 0 is Poisson (Neill's expectation-based scan, 2009); positive is negative binomial with size
 * 1/inverseSize (the predictive distribution when the mean itself was estimated from that many events); -1/n is the
 * binomial of n trials, since the three share one formula: O ln(O/E) - (O + r) ln((O + r)/(E + r)), r = 1/inverseSize.
 */
export function surprise(observed: number, expected: number, inverseSize: number): number {
  if (observed <= expected) return 0
  const direct = observed * Math.log(observed / expected)
  if (Math.abs(inverseSize) < 1e-9) return direct + expected - observed
  const r = 1 / inverseSize
  if (observed + r === 0) return direct
  return direct - (observed + r) * Math.log((observed + r) / (expected + r))
}
