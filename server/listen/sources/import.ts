export const importStates = ["ready", "checking", "checked", "running", "done", "undoing", "undone", "failed"] as const
export type ImportState = (typeof importStates)[number]

/** States in which the background works on it. */
export const movingStates = ["checking", "running", "undoing"] as const
export type MovingState = (typeof movingStates)[number]

export type Standing = { state: ImportState; failedIn: MovingState | null }
export type Ask = "change" | "check" | "run" | "undo"

/** Where asking for something leads; null if it cannot be asked now. What failed goes on with `run` where it stopped. */
export function afterAsking(ask: Ask, { state, failedIn }: Standing): ImportState | null {
  // Nothing has been stored yet, so how the file is read may still change.
  const untouched = state === "ready" || state === "checked" || (state === "failed" && failedIn === "checking")
  switch (ask) {
    case "change":
      return untouched ? "ready" : null
    case "check":
      return untouched ? "checking" : null
    case "run":
      if (state === "failed") return failedIn
      return state === "checked" ? "running" : null
    case "undo":
      return state === "running" || state === "done" || (state === "failed" && failedIn !== "checking")
        ? "undoing"
        : null
  }
}

export const isMoving = (state: ImportState): state is MovingState =>
  (movingStates as readonly ImportState[]).includes(state)

/** The default source of a file: its name without folders and endings, at most 100 characters. */
export function sourceNamed(name: string): string {
  const stem = (name.split(/[\\/]/).at(-1) ?? "")
    .replace(/(\.(csv|tsv|txt|xlsx|json|ndjson|jsonl))?(\.gz)?$/i, "")
    .trim()
  return stem.slice(0, 100) || "import"
}
