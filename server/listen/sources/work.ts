/** What a piece of background work is given: when to stop, and where to say how far it has come. */
export type Work = {
  /** True when the process ends: work stops at its next checkpoint and goes on at the next start. */
  stopping(): boolean
  tell(progress: Record<string, number>): Promise<void>
}
