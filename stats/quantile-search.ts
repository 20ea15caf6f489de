/** Solving cdf(x) = p: for continuous distributions by Newton on the log tail, for counts by bracketing. */

/** The log of a tail and the size of its slope |d log tail / du| at u. */
export type LogTail = (u: number) => { log: number; slope: number }

/**
 * u with logTail(u) = target. On the scales used here (log x for gamma, logit x for beta) densities are log-concave, so
 * the log of either tail is concave and monotone and Newton converges from anywhere; steps are limited only so that a
 * flat start cannot throw it out of range.
 */
export function solveLogTail(tail: LogTail, direction: "rising" | "falling", target: number, start: number): number {
  const sign = direction === "rising" ? 1 : -1
  let u = start
  let low = Number.NEGATIVE_INFINITY
  let high = Number.POSITIVE_INFINITY
  let lastStep = Number.POSITIVE_INFINITY
  for (let i = 0; i < 200; i++) {
    const { log, slope } = tail(u)
    const gap = sign * (target - log)
    if (gap === 0) return u
    if (gap > 0) low = u
    else high = u
    const reach = 4 + Math.abs(u)
    const step = slope > 0 ? Math.max(-reach, Math.min(reach, gap / slope)) : gap > 0 ? reach : -reach
    let next = u + step
    if (Math.abs(step) <= 4e-16 * Math.abs(u) || next === u) return next
    // Newton halves its distance at the very least; when it does not any more, rounding is all that is left.
    if (Math.abs(step) < 1e-9 && Math.abs(step) > lastStep / 4) return next
    lastStep = Math.abs(step)
    if (!(next > low && next < high)) {
      if (Math.abs(gap) < 1e-15 || !Number.isFinite(high - low)) return u // only rounding separates us from the root
      next = (low + high) / 2
    }
    u = next
  }
  return u
}

/**
 * Smallest whole number k >= 0 for which `reached(k)` holds; reached must be false, then true for good.
 * Looks first around `guess`, in strides of about `spread`, and halves from there.
 */
export function smallestCount(reached: (k: number) => boolean, guess: number, spread: number): number {
  let stride = Math.max(1, Math.floor(spread / 8))
  let at = Math.max(0, Math.floor(guess))
  let low: number // reached(low) is false (or low is -1)
  let high: number
  if (reached(at)) {
    high = at
    low = at - stride
    while (low >= 0 && reached(low)) {
      high = low
      stride *= 2
      low -= stride
    }
    if (low < 0) low = -1
  } else {
    low = at
    at += stride
    while (!reached(at)) {
      low = at
      stride *= 2
      at += stride
    }
    high = at
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (reached(middle)) high = middle
    else low = middle
  }
  return high
}
