import { useLocation } from "@tanstack/react-router"
import { useEffect, useState } from "react"
import { apiUrl, call } from "../api/client.ts"
import type { Here, LiveEvent } from "../api/contract.ts"
import { recordOfPath } from "../paths.ts"

/** Said again well before the server forgets (45 s). */
const everyMs = 25_000

/** Who else has this page open now. Tells the server what this member looks at, and listens for the others. */
export function usePresence(
  org: string,
  me: string,
  listen: (listener: (event: LiveEvent) => void) => () => void,
): string[] {
  const { pathname } = useLocation()
  const record = recordOfPath(pathname)
  const [here, setHere] = useState<{ record: string; others: string[] }>({ record, others: [] })
  useEffect(() => {
    const others = (members: Here["members"]) =>
      members.filter((member) => member.id !== me).map((member) => member.name)
    const enter = () =>
      call<Here>("PUT", "/presence", { organization: org, body: { record } }).then(
        (answer) => setHere({ record, others: others(answer.members) }),
        () => {},
      )
    void enter()
    const timer = setInterval(() => document.visibilityState === "visible" && void enter(), everyMs)
    const stop = listen((event) => {
      if (event.name === "presence" && event.record === record && Array.isArray(event.payload.members)) {
        setHere({ record, others: others(event.payload.members as Here["members"]) })
      }
    })
    return () => {
      clearInterval(timer)
      stop()
    }
  }, [org, me, record, listen])
  useEffect(() => {
    const leave = () =>
      void fetch(apiUrl("/presence"), { method: "DELETE", headers: { "X-Organization": org }, keepalive: true }).catch(
        () => {},
      )
    window.addEventListener("pagehide", leave)
    return () => window.removeEventListener("pagehide", leave)
  }, [org])
  return here.record === record ? here.others : []
}
