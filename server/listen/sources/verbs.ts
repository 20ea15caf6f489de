import { coded, notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { type Actor, mustBeAllowed, type Scope } from "../../platform/scope.ts"
import type { ImportChange } from "./contract.ts"
import { type Ask, afterAsking, sourceNamed } from "./import.ts"
import type { ImportKind } from "./import-kinds.ts"
import { completed, mustFit } from "./mapping.ts"
import { clean, recognise } from "./recognition.ts"
import { type AskedBy, findImport, type ImportRow, insertImport, lockImport, saveAsked, saveReading } from "./store.ts"
import { fileOf, removeUpload, storeUpload, type UploadFolder } from "./upload.ts"

/** Takes a file in and looks at it; nothing of it is feedback yet. @throws CodedError import.unreadable, storage.full */
export async function receiveFile(
  scope: Scope,
  folder: UploadFolder,
  {
    name,
    pieces,
    source,
    kind,
  }: { name: string; pieces: AsyncIterable<Uint8Array>; source?: string; kind?: ImportKind },
): Promise<ImportRow> {
  mustBeAllowed(scope, "imports.run")
  const id = newId()
  const stored = await storeUpload(folder, id, pieces)
  try {
    const recognised = await recognise(fileOf(folder, id), name, {}, kind)
    const one: ImportRow = {
      ...recognised,
      ...stored,
      id,
      organization_id: scope.organizationId,
      name: clean(name),
      // Of a known tool all exports are one source: what a later one repeats is known by its id.
      source: source ?? recognised.detection.tool ?? sourceNamed(clean(name)),
      state: "ready",
      failed_in: null,
      failure: null,
      file_removed_at: null,
      overrides: {},
      expected: null,
      skip_bad_rows: false,
      row_done: 0,
      rows_read: 0,
      sent: 0,
      accepted: 0,
      refused: 0,
      created_by_id: scope.actor.id,
      created_by_name: scope.actor.name,
      created_at: scope.now(),
      asked_by: askedBy(scope),
    }
    await scope.transaction(async (tx) => {
      await insertImport(tx, one)
      await record(tx, "import.received", `import:${id}`, { bytes: stored.bytes, format: one.layout.format })
    })
    return one
  } catch (error) {
    await removeUpload(folder, id)
    throw error
  }
}

/** Corrects how a file is read or what its columns become; an earlier check no longer counts. */
export async function changeImport(
  scope: Scope,
  folder: UploadFolder,
  id: string,
  change: ImportChange,
): Promise<ImportRow> {
  mustBeAllowed(scope, "imports.run")
  const before = await existing(scope, id)
  mustBePossible("change", before)
  const overrides = change.overrides ?? before.overrides
  const looked =
    change.overrides || change.kind
      ? await recognise(fileOf(folder, id), before.name, overrides, change.kind ?? before.kind)
      : before
  // Other columns than before: what the old ones became says nothing of them.
  const same = looked.columns.map((one) => one.name).join("\n") === before.columns.map((one) => one.name).join("\n")
  if (change.mapping) mustFit(looked.columns, change.mapping)
  const sameTool = (looked.detection.tool ?? null) === (before.detection.tool ?? null)
  const kept = same && sameTool && looked.kind === before.kind ? before.mapping : looked.mapping
  const mapping = completed(looked.columns, change.mapping ?? kept, kept)
  mustFit(looked.columns, mapping)
  return scope.transaction(async (tx) => {
    const now = await lockImport(tx, id)
    if (!now) throw notFound("import", id)
    mustBePossible("change", now)
    const { kind, layout, detection, columns, preview } = looked
    const source = change.source ?? now.source
    await saveReading(tx, {
      ...now,
      state: "ready",
      kind,
      source,
      overrides,
      layout,
      detection,
      columns,
      mapping,
      preview,
    })
    await record(tx, "import.changed", `import:${id}`, { fields: Object.keys(change) })
    return (await findImport(tx, id))!
  })
}

/** Asks for a check of every row; it happens in the background (`jobs.ts`). */
export const askCheck = (scope: Scope, id: string) =>
  ask(scope, id, "check", (tx) => record(tx, "import.check_asked", `import:${id}`))

/** Asks for the import itself, or for going on with what failed. Bad rows are left out only if that is said. */
export const askRun = (scope: Scope, id: string, skipBadRows: boolean) =>
  ask(scope, id, "run", (tx) => record(tx, "import.run_asked", `import:${id}`, { skipBadRows }), skipBadRows)

/** Asks to take out everything that this import brought. */
export const askUndo = (scope: Scope, id: string) =>
  ask(scope, id, "undo", (tx) => record(tx, "import.undo_asked", `import:${id}`))

export async function existing(scope: Scope, id: string): Promise<ImportRow> {
  const one = await findImport(scope, id)
  if (!one) throw notFound("import", id)
  return one
}

async function ask(
  scope: Scope,
  id: string,
  what: Ask,
  tell: (tx: Parameters<Parameters<Scope["transaction"]>[0]>[0]) => Promise<void>,
  skipBadRows?: boolean,
): Promise<ImportRow> {
  mustBeAllowed(scope, "imports.run")
  return scope.transaction(async (tx) => {
    const one = await lockImport(tx, id)
    if (!one) throw notFound("import", id)
    const state = mustBePossible(what, one)
    if (what === "run" && state === "running" && !skipBadRows && (one.expected?.refused ?? 0) > 0) {
      throw coded("import.bad_rows", { count: one.expected?.refused })
    }
    await saveAsked(tx, id, state, askedBy(scope), skipBadRows ?? one.skip_bad_rows)
    await tell(tx)
    return (await findImport(tx, id))!
  })
}

function mustBePossible(what: Ask, one: ImportRow) {
  const state = afterAsking(what, { state: one.state, failedIn: one.failed_in })
  if (state === null) throw coded("import.not_ready", { state: one.state, asked: what })
  if (one.file_removed_at !== null && state !== "undoing") throw coded("import.file_gone")
  return state
}

// A system actor (a test, a script) acts as an editor would.
const askedBy = (scope: Scope): AskedBy => ({
  actor: scope.actor satisfies Actor,
  role: scope.role === "system" ? "editor" : scope.role,
})
