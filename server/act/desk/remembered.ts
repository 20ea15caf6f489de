import type { Realtime } from "../../platform/realtime.ts"
import type { Scope } from "../../platform/scope.ts"

/**
 * Remembers something for each organization and reads it anew once an event of the given names is heard, at the
 * earliest `atLeastMs` after it was read; without any, after `atMostMs`. Those who ask meanwhile share one reading.
 */
export function rememberEach<T>(
  realtime: Realtime,
  options: { changedBy: RegExp; atLeastMs: number; atMostMs: number; read(scope: Scope): Promise<T> },
) {
  const remembered = new Map<string, { at: number; stale: boolean; value: Promise<T> }>()
  realtime.subscribe((heard) => {
    if (heard.kind === "again") remembered.clear()
    if (heard.kind !== "event" || !options.changedBy.test(heard.event.name)) return
    const entry = remembered.get(heard.event.organizationId)
    if (entry) entry.stale = true
  })

  function anew(scope: Scope): Promise<T> {
    const { organizationId } = scope
    const entry = { at: performance.now(), stale: false, value: options.read(scope) }
    remembered.set(organizationId, entry)
    entry.value.catch(() => {
      if (remembered.get(organizationId) === entry) remembered.delete(organizationId)
    })
    return entry.value
  }

  return {
    anew,
    of(scope: Scope): Promise<T> {
      const entry = remembered.get(scope.organizationId)
      const age = entry ? performance.now() - entry.at : Number.POSITIVE_INFINITY
      return entry && age < (entry.stale ? options.atLeastMs : options.atMostMs) ? entry.value : anew(scope)
    },
  }
}
