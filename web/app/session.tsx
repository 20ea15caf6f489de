import { queryOptions, useQuery } from "@tanstack/react-query"
import { createContext, type ReactNode, useContext } from "react"
import { call } from "../api/client.ts"
import type { Me, Permission } from "../api/contract.ts"

export type Session = { org: string; me: Me }

/** Who is signed in, in one organization (or in the one the server chooses). */
export const meQuery = (org: string | null) =>
  queryOptions({
    queryKey: ["me", org],
    queryFn: ({ signal }) => call<Me>("GET", "/me", { organization: org ?? undefined, signal }),
    staleTime: 60_000,
    retry: false,
  })

const SessionContext = createContext<Session | null>(null)

export function SessionProvider({ org, initial, children }: { org: string; initial: Me; children: ReactNode }) {
  const me = useQuery({ ...meQuery(org), initialData: initial }).data
  return <SessionContext value={{ org, me }}>{children}</SessionContext>
}

/** The signed-in member; only inside an organization's pages. */
export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error("useSession is for the pages of an organization")
  return session
}

export function useOptionalSession(): Session | null {
  return useContext(SessionContext)
}

/** The server's own answer to "may I?": a button without the right stays visible, disabled, with its reason. */
export function useMay(permission: Permission): boolean {
  return useSession().me.permissions.includes(permission)
}
