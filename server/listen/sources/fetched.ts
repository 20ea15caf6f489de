import type { Jobs } from "../../platform/jobs.ts"
import type { Scope } from "../../platform/scope.ts"
import type { Mapping } from "./contract.ts"
import { wakeImport } from "./jobs.ts"
import { findImport } from "./store.ts"
import type { UploadFolder } from "./upload.ts"
import { askCheck, askRun, changeImport, receiveFile } from "./verbs.ts"

/**
 * Takes in a table that was fetched, read as the one before it was, where that one was taken in. `known` says whether
 * there was such a one; without it somebody has to look at the columns first.
 */
export async function receiveTable(
  scope: Scope,
  folder: UploadFolder,
  { name, bytes, source, defaults }: { name: string; bytes: Uint8Array; source: string; defaults: Mapping["defaults"] },
  beforeId: string | null,
): Promise<{ id: string; known: boolean }> {
  async function* pieces() {
    yield bytes
  }
  const before = beforeId === null ? undefined : await findImport(scope, beforeId)
  const one = await receiveFile(scope, folder, { name, pieces: pieces(), source, kind: "feedback" })
  const same =
    before !== undefined && before.columns.map((c) => c.name).join("\n") === one.columns.map((c) => c.name).join("\n")
  const known = same && (before.state === "done" || before.state === "running")
  const mapping = known ? before.mapping : { ...one.mapping, defaults: { ...one.mapping.defaults, ...defaults } }
  await changeImport(scope, folder, one.id, { ...(known ? { overrides: before.overrides } : {}), mapping })
  return { id: one.id, known }
}

export async function checkTable(scope: Scope, jobs: Jobs, id: string) {
  await wakeImport(jobs, await askCheck(scope, id))
}

/** Takes in a table that was checked; rows that cannot be read are listed on its page and left out. */
export async function runTable(scope: Scope, jobs: Jobs, id: string) {
  await wakeImport(jobs, await askRun(scope, id, true))
}

export const fingerprintOf = async (scope: Scope, id: string): Promise<string | undefined> =>
  (await findImport(scope, id))?.fingerprint
