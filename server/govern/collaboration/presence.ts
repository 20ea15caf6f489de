import type { Heard, Realtime } from "../../platform/realtime.ts"

export type Member = { id: string; name: string }
export type Presence = {
  /** Says that a member has a record (or only Rapport: null) open now; tells the others who is there. */
  enter(organizationId: string, member: Member, record: string | null): Promise<State>
  leave(organizationId: string, member: Member): Promise<void>
  stop(): void
}
export type State = { record: string | null; members: Member[]; here: number }

/** A member who has not been heard of for this long is gone. */
export const presentForMs = 45_000

/**
 * Who is here, kept in memory only. Every process hears every message, so each has the same picture, and a process
 * that starts has it again within one heartbeat.
 */
export function createPresence(realtime: Realtime, now: () => number = Date.now): Presence {
  const organizations = new Map<string, Map<string, Entry>>()
  const unsubscribe = realtime.subscribe((heard) => {
    const told = messageOf(heard)
    if (told) note(told.organizationId, told.member, told.record, told.gone)
  })

  function note(organizationId: string, member: Member, record: string | null, gone: boolean) {
    const present = organizations.get(organizationId) ?? new Map<string, Entry>()
    organizations.set(organizationId, present)
    if (gone) present.delete(member.id)
    else present.set(member.id, { member, record, until: now() + presentForMs })
    for (const [id, entry] of present) if (entry.until <= now()) present.delete(id)
    if (present.size === 0) organizations.delete(organizationId)
  }

  function stateOf(organizationId: string, record: string | null): State {
    const present = [...(organizations.get(organizationId)?.values() ?? [])]
    const members = record === null ? [] : present.filter((one) => one.record === record).map((one) => one.member)
    return { record, members: members.sort((a, b) => (a.name < b.name ? -1 : 1)), here: present.length }
  }

  async function tell(organizationId: string, member: Member, record: string | null, gone: boolean) {
    const before = organizations.get(organizationId)?.get(member.id)?.record ?? null
    note(organizationId, member, record, gone)
    const state = stateOf(organizationId, record)
    const say = ({ record: about, members, here }: State) =>
      realtime.tell(organizationId, {
        name: "presence",
        ...(about === null ? {} : { record: about }),
        // A notification holds 8,000 bytes: of a crowd, the first are named.
        payload: { members: members.slice(0, 30), here, of: { member, record, gone } },
      })
    // Those who stay on the record she left see her go.
    if (before !== null && before !== record) await say({ ...stateOf(organizationId, before) })
    await say(state)
    return state
  }

  return {
    enter: (organizationId, member, record) => tell(organizationId, member, record, false),
    async leave(organizationId, member) {
      await tell(organizationId, member, null, true)
    },
    stop: unsubscribe,
  }
}

type Entry = { member: Member; record: string | null; until: number }
type Told = { organizationId: string; member: Member; record: string | null; gone: boolean }

function messageOf(heard: Heard): Told | undefined {
  if (heard.kind !== "passing" || heard.message.name !== "presence") return undefined
  const of = heard.message.payload?.of as Omit<Told, "organizationId"> | undefined
  return of && { organizationId: heard.organizationId, ...of }
}
