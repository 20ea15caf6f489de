/** What was, what is, and what was taken back. */
export type History<T> = {
  past: readonly T[]
  now: T
  future: readonly T[]
  /** The last change, by what it was about: typing on in one field is one step back. */
  last: { about: string; at: number } | null
}

const most = 300
/** A pause of this length, and typing on becomes a step of its own. */
const pauseMs = 2_500

export const beginning = <T>(now: T): History<T> => ({ past: [], now, future: [], last: null })

/** A change. `about` names the field that is being typed in; null for what is a step by itself. */
export function changed<T>(history: History<T>, next: T, about: string | null, at: number): History<T> {
  if (Object.is(next, history.now)) return history
  const goesOn = about !== null && history.last?.about === about && at - history.last.at < pauseMs
  return {
    past: goesOn ? history.past : [...history.past, history.now].slice(-most),
    now: next,
    future: [],
    last: about === null ? null : { about, at },
  }
}

export function undone<T>({ past, now, future, ...rest }: History<T>): History<T> {
  const before = past.at(-1)
  if (before === undefined) return { past, now, future, ...rest }
  return { past: past.slice(0, -1), now: before, future: [now, ...future], last: null }
}

export function redone<T>({ past, now, future, ...rest }: History<T>): History<T> {
  const [next, ...others] = future
  if (next === undefined) return { past, now, future, ...rest }
  return { past: [...past, now], now: next, future: others, last: null }
}
