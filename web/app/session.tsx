import { queryOptions, useQuery } from "@tanstack/react-query"
import { createContext, type ReactNode, useContext } from "react"
import { call } from "../api/client.ts"
import type { Me, Permission } from "../api/contract.ts"

/** Somebody signed in who belongs to the organization whose pages these are. */
export type MemberMe = Me & { organization: NonNullable<Me["organization"]>; member: NonNullable<Me["member"]> }
export type Session = { org: string; me: MemberMe }

/** Who is signed in, in one organization (or in the one the server chooses). */
export const meQuery = (org: string | null) =>
  queryOptions({
    queryKey: ["me", org],
    queryFn: ({ signal }) => call<Me>("GET", "/me", { organization: org ?? undefined, signal }),
    staleTime: 60_000,
    retry: false,
  })

const SessionContext = createContext<Session | null>(null)

export function SessionProvider({ org, initial, children }: { org: string; initial: MemberMe; children: ReactNode }) {
  const { data } = useQuery({ ...meQuery(org), initialData: initial as Me })
  const me = isMember(data) ? data : initial
  return <SessionContext value={{ org, me }}>{children}</SessionContext>
}

/** A session that was not signed in here but handed in, as in the panel inside a help desk. */
export function FixedSession({ session, children }: { session: Session; children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>
}

export function isMember(me: Me): me is MemberMe {
  return me.organization !== null && me.member !== null
}

/** The signed-in member; only inside an organization's pages. */
export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error("useSession is for the pages of an organization")
  return session
}

/** The server's own answer to "may I?": a button without the right stays visible, disabled, with its reason. */
export function useMay(permission: Permission): boolean {
  return useSession().me.permissions.includes(permission)
}
