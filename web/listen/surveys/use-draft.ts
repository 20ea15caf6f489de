import { useQueryClient } from "@tanstack/react-query"
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react"
import type { Survey } from "../../../survey/definition.ts"
import { ApiError, call } from "../../api/client.ts"
import { sayTrouble } from "../../app/data.tsx"
import { useSession } from "../../app/session.tsx"
import { beginning, changed, type History, redone, undone } from "./survey-history.ts"
import type { SurveyRecord } from "./survey-words.ts"

/** Everything of a survey that the builder changes, and that it can take back. */
export type Work = Pick<
  SurveyRecord,
  "title" | "draft" | "touchpoint" | "channel" | "product" | "journeyStep" | "closesAt" | "quotas" | "setup"
>
export type Saving = "saved" | "waiting" | "saving" | "offline" | "refused" | "conflict"

const restMs = 600
const againMs = 4_000

/**
 * The draft as it is being edited: kept here with its whole history, and saved a moment after each change. A save that
 * finds somebody else's stops and says whose; nothing is thrown away either way.
 */
export function useDraft(loaded: SurveyRecord, mayEdit: boolean) {
  const { org } = useSession()
  const client = useQueryClient()
  const [history, setHistory] = useState<History<Work>>(() => beginning(workOf(loaded)))
  const [saving, setSaving] = useState<Saving>("saved")
  const [trouble, setTrouble] = useState<ApiError | null>(null)
  const [theirs, setTheirs] = useState<SurveyRecord | null>(null)
  // What an answer that arrives later must know: the newest work, and what is known to be kept.
  const saved = useRef({ version: loaded.version, work: history.now })
  const latest = useRef(history.now)
  const running = useRef<Promise<boolean> | null>(null)
  const stopped = useRef(false)
  const path = `/surveys/${loaded.id}`
  const { now } = history
  useLayoutEffect(() => {
    latest.current = now
  }, [now])

  const save = useCallback(
    async (work: Work): Promise<boolean> => {
      setSaving("saving")
      try {
        const answer = await call<SurveyRecord>("PATCH", path, {
          organization: org,
          body: { version: saved.current.version, ...work },
        })
        saved.current = { version: answer.version, work }
        client.setQueryData([org, "surveys", path, {}], answer)
        setTrouble(null)
        setSaving("saved")
        return true
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        if (error.code === "survey.changed_meanwhile") {
          setTheirs(await call<SurveyRecord>("GET", path, { organization: org }))
          stopped.current = true
          setSaving("conflict")
        } else {
          setTrouble(error)
          setSaving(error.status === 0 || error.status >= 500 ? "offline" : "refused")
        }
        return false
      }
    },
    [client, org, path],
  )

  /** Saves until what is here is what is kept; false where that is not possible now. */
  const settle = useCallback(async (): Promise<boolean> => {
    while (running.current) await running.current.catch(() => false)
    if (stopped.current) return false
    if (isSame(saved.current.work, latest.current)) return true
    running.current = save(latest.current)
    try {
      return await running.current
    } finally {
      running.current = null
    }
  }, [save])

  useEffect(() => {
    if (!mayEdit || isSame(saved.current.work, now)) return
    setSaving((before) => (before === "saved" ? "waiting" : before))
    const timer = setTimeout(() => void settle().catch(sayTrouble), restMs)
    return () => clearTimeout(timer)
  }, [now, mayEdit, settle])

  useEffect(() => {
    if (saving !== "offline") return
    const timer = setInterval(() => void settle().catch(sayTrouble), againMs)
    return () => clearInterval(timer)
  }, [saving, settle])

  useEffect(() => {
    if (!mayEdit) return
    const isOpen = (event: BeforeUnloadEvent) => {
      if (!isSame(saved.current.work, latest.current)) event.preventDefault()
    }
    addEventListener("beforeunload", isOpen)
    return () => {
      removeEventListener("beforeunload", isOpen)
      void settle().catch(sayTrouble)
    }
  }, [mayEdit, settle])

  // Somebody else saved while nothing was waiting here: theirs is what is shown, and one step back is what was.
  useEffect(() => {
    if (loaded.version <= saved.current.version || running.current) return
    if (!isSame(saved.current.work, latest.current)) return
    saved.current = { version: loaded.version, work: workOf(loaded) }
    setHistory((before) => changed(before, workOf(loaded), null, Date.now()))
  }, [loaded])

  const change = useCallback(
    (next: (work: Work) => Work, about: string | null = null) => {
      if (!mayEdit) return
      setHistory((before) => changed(before, next(before.now), about, Date.now()))
    },
    [mayEdit],
  )

  return {
    work: now,
    saving,
    trouble,
    theirs,
    change,
    /** A change of the survey itself. `about` names a field that is typed in. */
    edit: useCallback(
      (next: (survey: Survey) => Survey, about: string | null = null) =>
        change((work) => {
          const draft = next(work.draft)
          return draft === work.draft ? work : { ...work, draft }
        }, about),
      [change],
    ),
    undo: history.past.length > 0 ? () => setHistory(undone) : null,
    redo: history.future.length > 0 ? () => setHistory(redone) : null,
    settle,
    keepMine() {
      if (!theirs) return
      saved.current = { ...saved.current, version: theirs.version }
      stopped.current = false
      setTheirs(null)
      setSaving("waiting")
      void settle().catch(sayTrouble)
    },
    takeTheirs() {
      if (!theirs) return
      stopped.current = false
      saved.current = { version: theirs.version, work: workOf(theirs) }
      setHistory((before) => changed(before, workOf(theirs), null, Date.now()))
      setTheirs(null)
      setSaving("saved")
      client.setQueryData([org, "surveys", path, {}], theirs)
    },
  }
}
export type Draft = ReturnType<typeof useDraft>

function workOf({
  title,
  draft,
  touchpoint,
  channel,
  product,
  journeyStep,
  closesAt,
  quotas,
  setup,
}: SurveyRecord): Work {
  return { title, draft, touchpoint, channel, product, journeyStep, closesAt, quotas, setup }
}

const isSame = (one: Work, other: Work) => one === other || JSON.stringify(one) === JSON.stringify(other)
