import { type FileFolder, forget, keep } from "../../platform/files/folder.ts"
import { coded } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { type Runner, sql } from "../../platform/postgres.ts"
import type { Stores } from "../../platform/scope.ts"
import { type Link, questionsOf, stateOf } from "../surveys/public.ts"
import { cleaned } from "./response.ts"
import { findBegun } from "./store.ts"

/**
 * Keeps a file that a respondent sends for a question. Throws 404, 413, `response.unknown_question`,
 * `response.file_type`, `response.too_many_files`, and what says that the survey takes no answers.
 */
export async function keepFile(
  { database, now }: Stores,
  folder: FileFolder,
  link: Link,
  given: { responseId: string; question: string; name: string; pieces: AsyncIterable<Uint8Array> },
) {
  const question = questionsOf(link.survey).find((one) => one.id === given.question)
  if (question?.kind !== "file") throw coded("response.unknown_question", { question: given.question })
  if (stateOf(link, now()) !== "open") throw coded("survey.closed")
  const begun = await findBegun(database, given.responseId)
  if (begun && (begun.link_id !== link.id || begun.finished_at)) throw coded("response.finished")
  await mustHaveRoom(database, given, question.most)
  const { hash, bytes, type } = await keep(folder, given.pieces, question.megabytes * 1024 ** 2)
  const shown = { id: newId(), name: nameOf(given.name), type: type.split(";")[0]!, bytes }
  if (question.types.length > 0 && !question.types.some((one) => accepts(one, shown.type))) {
    await forgetUnlessUsed(database, folder, hash)
    throw coded("response.file_type", { type: shown.type, types: question.types.join(", ") })
  }
  await database.transaction(async (tx) => {
    // Two that come at once must not both take the last place.
    await tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${`files ${given.responseId}`}, 0))`)
    await mustHaveRoom(tx, given, question.most)
    await tx.query(sql`
      insert into response_file (id, organization_id, survey_id, response_id, question, name, type, bytes, hash, at)
      values (${shown.id}, ${link.organizationId}, ${link.surveyId}, ${given.responseId}, ${given.question}, ${shown.name},
        ${shown.type}, ${bytes}, ${hash}, ${now()})`)
  })
  return shown
}

/** Takes the files of responses away, and their bytes where nobody else sent the same. */
export async function forgetFiles(tx: Runner, folder: FileFolder, responseIds: readonly string[]) {
  const gone = await tx.query<{ hash: string }>(
    sql`delete from response_file where response_id = any(${responseIds}::uuid[]) returning hash`,
  )
  for (const { hash } of gone) await forgetUnlessUsed(tx, folder, hash)
}

async function forgetUnlessUsed(runner: Runner, folder: FileFolder, hash: string) {
  const used = await runner.query(sql`select 1 from response_file where hash = ${hash} limit 1`)
  if (used.length === 0) await forget(folder, hash)
}

async function mustHaveRoom(runner: Runner, given: { responseId: string; question: string }, most: number) {
  const [row] = await runner.query<{ n: number }>(sql`
    select count(*) as n from response_file where response_id = ${given.responseId} and question = ${given.question}`)
  // A file taken back and sent again counts too; so many are enough for anybody.
  if (row!.n >= most + 10) throw coded("response.too_many_files", { most })
}

/** "image/*", "image/png", ".png": what a question takes, against what a file is by its bytes. */
function accepts(wanted: string, type: string): boolean {
  if (wanted === type || wanted === "*/*") return true
  if (wanted.endsWith("/*")) return type.startsWith(wanted.slice(0, -1))
  return wanted.startsWith(".") && endings[wanted.slice(1).toLowerCase()] === type
}

const endings: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  pdf: "application/pdf",
  zip: "application/zip",
  docx: "application/zip",
  xlsx: "application/zip",
  mp4: "video/mp4",
  mp3: "audio/mpeg",
  txt: "text/plain",
  csv: "text/plain",
}

const nameOf = (name: string) =>
  cleaned(name)
    .replace(/^.*[\\/]/, "")
    .replace(/[\p{Cc}"]/gu, "_")
    .slice(0, 200) || "file"
