import { useQueryClient } from "@tanstack/react-query"
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react"
import type { LiveEvent } from "../api/contract.ts"
import { followEvents, type StreamState } from "./event-stream.ts"
import { type Noun, nounsTouchedBy } from "./live-effects.ts"

type Listener = (event: LiveEvent) => void
type Live = { state: StreamState; listen: (listener: Listener) => () => void }
const LiveContext = createContext<Live>({ state: "connecting", listen: () => () => {} })

/** Hundreds of customers a second must not mean hundreds of requests: what changed is collected for this long. */
const gatherMs = 150
const gatherFeedbackMs = 1_000

/** Keeps every open page of an organization equal to a fresh fetch while events arrive. */
export function LiveProvider({ org, children }: { org: string; children: ReactNode }) {
  const client = useQueryClient()
  const [state, setState] = useState<StreamState>("connecting")
  const listeners = useRef(new Set<Listener>())

  useEffect(() => {
    const waiting = new Set<Noun>()
    let timer: ReturnType<typeof setTimeout> | null = null
    const flush = () => {
      timer = null
      for (const noun of waiting) void client.invalidateQueries({ queryKey: noun === "me" ? ["me"] : [org, noun] })
      waiting.clear()
    }
    const stop = followEvents(org, {
      onState: setState,
      onGap: () => void client.invalidateQueries(),
      onEvent: (event) => {
        for (const noun of nounsTouchedBy(event)) waiting.add(noun)
        for (const listener of listeners.current) listener(event)
        const often = /^(feedback|response)\./.test(event.name) || /(^|\.)counted$/.test(event.name)
        if (waiting.size > 0 && (timer === null || !often)) {
          if (timer) clearTimeout(timer)
          timer = setTimeout(flush, often ? gatherFeedbackMs : gatherMs)
        }
      },
    })
    return () => {
      stop()
      if (timer) clearTimeout(timer)
    }
  }, [org, client])

  const listen = useCallback((listener: Listener) => {
    listeners.current.add(listener)
    return () => void listeners.current.delete(listener)
  }, [])
  const live = useMemo(() => ({ state, listen }), [state, listen])
  return <LiveContext value={live}>{children}</LiveContext>
}

export function useLive(): Live {
  return useContext(LiveContext)
}

/** Calls the listener for every event while the component is shown. */
export function useLiveEvents(listener: Listener): void {
  const { listen } = useLive()
  const latest = useRef(listener)
  useEffect(() => {
    latest.current = listener
  })
  useEffect(() => listen((event) => latest.current(event)), [listen])
}
