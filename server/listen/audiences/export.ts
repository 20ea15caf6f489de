import { type ExportFormat, type RowValues, writeTable } from "../../../tables/write.ts"
import { record } from "../../platform/outbox.ts"
import type { Scope } from "../../platform/scope.ts"
import { countPeople, peopleIn } from "./membership.ts"
import { membersByIds } from "./preview.ts"
import type { AudienceRow } from "./store.ts"

/** The rules are evaluated anew for each piece, so pieces are large; nobody is twice in the file. */
const piece = 20_000

/** Everybody an audience holds as a file; the audit trail knows of it before the first byte leaves. */
export async function exportMembers(scope: Scope, audience: AudienceRow, format: ExportFormat) {
  const people = await countPeople(scope, audience.definition)
  await scope.transaction((tx) =>
    record(tx, "audience.exported", `audience:${audience.id}`, {
      format,
      people,
      personalData: scope.permissions.has("personal_data"),
    }),
  )
  return writeTable(format, ["person", "name", "email", "phone"], rowsOf(scope, audience), { sheet: "Audience" })
}

async function* rowsOf(scope: Scope, { definition }: AudienceRow): AsyncGenerator<RowValues> {
  let after: string | undefined
  for (;;) {
    const ids = await peopleIn(scope, definition, { after, limit: piece })
    for (let from = 0; from < ids.length; from += 1_000) {
      for (const one of await membersByIds(scope, ids.slice(from, from + 1_000))) {
        yield [one.id, one.name, one.email, one.phone]
      }
    }
    if (ids.length < piece) return
    after = ids.at(-1)
  }
}
