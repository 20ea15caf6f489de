// From the many slices that stand out at one look to the few that explain them all.
import { type Candidate, surprise } from "./scan.ts"
import { type CodedSlice, type Columns, contains, firstAtOrAfter, isInSlice } from "./slices.ts"

/** A slice already reported: its records are explained, down to `share` (expected / observed) of each. */
export type Explained = { slice: CodedSlice; share: number }

export type Selected = Candidate & { nested?: Explained }

export type SelectSettings = {
  /** The score a slice of k values must reach: thresholds[k - 1]. */
  thresholds: readonly number[]
  minimum: number
  /** Two nested slices are the same finding when the inner holds at least this share of the outer's records. */
  sameShare: number
  most: number
}

/**
 * Picks, best first, the candidates that still stand out after the records of everything already explained are taken
 * out. A parent that owes its excess to one of its children gives way to the child. A pick that is nested with
 * something explained and shares most of its records is marked as its repetition (`nested`).
 * `day` is the look's last day; `explained` grows by what is picked.
 */
export function selectFindings(
  columns: Columns,
  candidates: readonly Candidate[],
  explained: Explained[],
  day: number,
  settings: SelectSettings,
): Selected[] {
  const above = candidates.filter((c) => margin(c.score, c, settings) > 0)
  const picked: Selected[] = []
  while (above.length > 0 && picked.length < settings.most) {
    let best: Candidate | undefined
    let bestMargin = 0
    for (let k = above.length - 1; k >= 0; k--) {
      const rest = margin(residualScore(columns, above[k]!, explained, day, settings.minimum), above[k]!, settings)
      if (rest <= 0) above.splice(k, 1)
      else if (rest > bestMargin) {
        best = above[k]
        bestMargin = rest
      }
    }
    if (!best) break
    best = widest(columns, cause(columns, best, above, explained, day, settings), above, explained, day, settings)
    above.splice(above.indexOf(best), 1)
    const nested = explained.find((e) => isSameFinding(columns, best, e, day, settings.sameShare))
    picked.push({ ...best, nested })
    explained.push({ slice: best.slice, share: best.expected / best.observed })
  }
  return picked
}

/**
 * Whether `candidate` describes a followed slice better than that slice itself: they are nested, the candidate stands out
 * further, and given the candidate the followed slice (its present state `now`, if it stands out at all) is no longer
 * remarkable.
 */
export function supersedes(
  columns: Columns,
  candidate: Candidate,
  followed: CodedSlice,
  now: Candidate | undefined,
  day: number,
  settings: SelectSettings,
): boolean {
  const stands = margin(candidate.score, candidate, settings)
  if (stands <= 0) return false
  if (!contains(columns, candidate.slice, followed) && !contains(columns, followed, candidate.slice)) return false
  if (!now) return contains(columns, candidate.slice, followed)
  if (margin(now.score, now, settings) >= stands) return false
  const given = [{ slice: candidate.slice, share: candidate.expected / candidate.observed }]
  return margin(residualScore(columns, now, given, day, settings.minimum), now, settings) <= 0
}

function margin(score: number, candidate: Candidate, settings: SelectSettings): number {
  return score - settings.thresholds[candidate.slice.dims.length - 1]!
}

/**
 * The score of a candidate when explained records count only with their expected share. A candidate inside an explained
 * slice must exceed that slice's level; in count mode the expectation already contains the level of parents with fewer
 * dimensions.
 */
function residualScore(
  columns: Columns,
  candidate: Candidate,
  explained: readonly Explained[],
  day: number,
  minimum: number,
): number {
  let { observed, expected } = candidate
  const within = explained.filter(
    (e) =>
      contains(columns, e.slice, candidate.slice) &&
      (columns.bad || e.slice.dims.length === candidate.slice.dims.length),
  )
  if (within.length > 0) expected /= Math.min(...within.map((e) => e.share))
  const others = explained.filter((e) => !contains(columns, e.slice, candidate.slice))
  if (others.length > 0) {
    const hi = firstAtOrAfter(columns.day, day + 1)
    for (let i = firstAtOrAfter(columns.day, day - 7 * candidate.weeks + 1); i < hi; i++) {
      if (columns.bad && columns.bad[i] === 0) continue
      if (!isInSlice(columns, candidate.slice, i)) continue
      let share = 1
      for (const e of others) if (e.share < share && isInSlice(columns, e.slice, i)) share = e.share
      if (share < 1) {
        observed--
        expected -= share
      }
    }
  }
  if (observed < minimum) return 0
  return surprise(observed, Math.max(expected, 0.2 * candidate.expected, 0.1), candidate.inverseSize)
}

/** The deepest candidate inside `best` without which `best` would not stand out. */
function cause(
  columns: Columns,
  best: Candidate,
  above: readonly Candidate[],
  explained: readonly Explained[],
  day: number,
  settings: SelectSettings,
): Candidate {
  let current = best
  for (;;) {
    const child = above
      .filter((c) => c !== current && contains(columns, current.slice, c.slice))
      .sort((a, b) => b.score - a.score)
      .find((c) => {
        const also: Explained = { slice: c.slice, share: c.expected / c.observed }
        const rest = residualScore(columns, current, [...explained, also], day, settings.minimum)
        return (
          margin(rest, current, settings) <= 0 &&
          margin(c.score, c, settings) >= 0.5 * margin(current.score, current, settings)
        )
      })
    if (!child) return current
    current = child
  }
}

/** The parent that would stand out even without this slice: the problem is wider than the slice. */
function widest(
  columns: Columns,
  best: Candidate,
  above: readonly Candidate[],
  explained: readonly Explained[],
  day: number,
  settings: SelectSettings,
): Candidate {
  const also = [...explained, { slice: best.slice, share: best.expected / best.observed }]
  const parents = above
    .filter((c) => c !== best && contains(columns, c.slice, best.slice))
    .filter((c) => margin(residualScore(columns, c, also, day, settings.minimum), c, settings) > 0)
    .sort((a, b) => b.score - a.score)
  return parents[0] ?? best
}

/** A slice inside an explained one of two or more values tells of the same problem (count mode); otherwise the inner of
 * two nested slices must hold a good part of the outer's records. */
function isSameFinding(columns: Columns, pick: Candidate, e: Explained, day: number, sameShare: number): boolean {
  const inside = contains(columns, e.slice, pick.slice)
  if (!inside && !contains(columns, pick.slice, e.slice)) return false
  if (inside && e.slice.dims.length > 1 && !columns.bad) return true
  const hi = firstAtOrAfter(columns.day, day + 1)
  let inner = 0
  let outer = 0
  for (let i = firstAtOrAfter(columns.day, day - 7 * pick.weeks + 1); i < hi; i++) {
    if (columns.bad && columns.bad[i] === 0) continue
    const inPick = isInSlice(columns, pick.slice, i)
    const inOther = isInSlice(columns, e.slice, i)
    if (inPick && inOther) inner++
    if (inside ? inOther : inPick) outer++
  }
  return inner >= sameShare * outer
}
