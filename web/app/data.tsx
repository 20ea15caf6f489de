import { Button } from "@mantine/core"
import { notifications } from "@mantine/notifications"
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import i18next from "i18next"
import type { ReactNode } from "react"
import { ApiError, call, type Parameters } from "../api/client.ts"
import type { Condition, Page, Query } from "../api/contract.ts"
import type { Noun } from "./live-effects.ts"
import { useSession } from "./session.tsx"

type GetOptions = { enabled?: boolean; keep?: boolean; refetchInterval?: number | false }

/** One resource of the organization, kept fresh by the event stream through its noun. */
export function useGet<T>(noun: Noun, path: string, query: Parameters = {}, options: GetOptions = {}) {
  const { org } = useSession()
  return useQuery({
    queryKey: [org, noun, path, query],
    queryFn: ({ signal }) => call<T>("GET", path, { organization: org, query, signal }),
    enabled: options.enabled ?? true,
    placeholderData: options.keep ? keepPreviousData : undefined,
    refetchInterval: options.refetchInterval ?? false,
  })
}

/** A list that grows as it is scrolled. */
export function usePages<T>(noun: Noun, path: string, query: Parameters = {}) {
  const { org } = useSession()
  const pages = useInfiniteQuery({
    queryKey: [org, noun, path, query, "pages"],
    queryFn: ({ pageParam, signal }) =>
      call<Page<T>>("GET", path, { organization: org, query: { ...query, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  })
  return { ...pages, items: pages.data?.pages.flatMap((page) => page.items) ?? [], total: pages.data?.pages[0]?.total }
}

type Change<Input, Output> = {
  run: (input: Input, send: Send) => Promise<Output>
  /** What the change touches; the event stream says the same, a moment later. */
  touches: Noun[]
  /** What to say when it is done. */
  said?: (input: Input, output: Output) => ReactNode
  /** How to take it back: undo instead of "are you sure". */
  undo?: (input: Input, output: Output, send: Send) => Promise<unknown>
  after?: (output: Output, input: Input) => void
}
export type Send = <T>(method: string, path: string, body?: unknown) => Promise<T>

/** A change to the record: runs it, refreshes what it touches, says so, and offers to take it back. */
export function useChange<Input = void, Output = unknown>(change: Change<Input, Output>) {
  const { org } = useSession()
  const client = useQueryClient()
  const send: Send = (method, path, body) => call(method, path, { organization: org, body })
  const refresh = () =>
    Promise.all(
      change.touches.map((noun) => client.invalidateQueries({ queryKey: noun === "me" ? ["me"] : [org, noun] })),
    )
  return useMutation({
    mutationFn: (input: Input) => change.run(input, send),
    onSuccess: async (output, input) => {
      change.after?.(output, input)
      const { said, undo } = change
      if (said) {
        const takeBack = undo && (() => void undo(input, output, send).then(refresh, sayTrouble))
        sayDone(said(input, output), takeBack)
      }
      await refresh()
    },
    onError: sayTrouble,
  })
}

/** A short message at the foot of the page, with a way back when there is one. */
export function sayDone(message: ReactNode, undo?: () => void): void {
  const id = `done-${Date.now()}`
  notifications.show({
    id,
    color: "teal",
    autoClose: undo ? 9_000 : 4_000,
    withBorder: true,
    message: (
      <span className="spread">
        <span>{message}</span>
        {undo && (
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => {
              notifications.hide(id)
              undo()
            }}
          >
            {i18next.t("common.undo")}
          </Button>
        )}
      </span>
    ),
  })
}

export function sayTrouble(error: unknown): void {
  const { message, remedy } = troubleIn(error)
  notifications.show({ color: "red", withBorder: true, autoClose: 9_000, title: message, message: remedy })
}

/** What went wrong, in the reader's language where the catalogue has it. */
export function troubleIn(error: unknown): { message: string; remedy: string | null } {
  if (!(error instanceof ApiError))
    return { message: i18next.t("error.unexpected"), remedy: error instanceof Error ? error.message : null }
  const { code, status, params } = error
  const words = (key: string) => (i18next.exists(key) ? i18next.t(key, params) : null)
  const known = words(`error.code.${code}`)
  if (known) return { message: known, remedy: words(`error.remedy.${code}`) ?? error.remedy }
  if (status === 0) return { message: i18next.t("error.unreachable"), remedy: null }
  if (status === 503) return { message: i18next.t("error.unavailable"), remedy: null }
  return { message: error.message, remedy: error.remedy }
}

/** A query of the page as the parameters the API takes. */
export function queryParameters(query: Partial<Query>): Parameters {
  return {
    where: query.where && query.where.length > 0 ? JSON.stringify(query.where satisfies Condition[]) : undefined,
    q: query.q,
    from: query.from,
    to: query.to,
    sort: query.sort,
  }
}
