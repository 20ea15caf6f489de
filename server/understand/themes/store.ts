import type { Theme, ThemeComment } from "../../../text/themes.ts"
import { json, type Runner, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"

export const themesOf = async (runner: Runner, organizationId: string): Promise<Theme[]> =>
  (
    await runner.query<{ model: Theme }>(
      sql`select model from theme where organization_id = ${organizationId} order by id`,
    )
  ).map((row) => row.model)

export async function findTheme(scope: Scope, id: string): Promise<Theme | undefined> {
  const [row] = await scope.query<{ model: Theme }>(sql`
    select model from theme where organization_id = ${scope.organizationId} and id = ${id}`)
  return row?.model
}

export const saveTheme = (tx: Tx, theme: Theme) =>
  tx.query(sql`
    insert into theme (organization_id, id, model) values (${tx.organizationId}, ${theme.id}, ${json(theme)})
    on conflict (organization_id, id) do update set model = excluded.model`)

export const removeTheme = (tx: Tx, id: string) =>
  tx.query(sql`delete from theme where organization_id = ${tx.organizationId} and id = ${id}`)

/** Puts a newly found set in the place of the old one, and notes among how many comments it was found. */
export async function replaceThemes(tx: Tx, themes: readonly Theme[], comments: number) {
  await tx.query(sql`delete from theme where organization_id = ${tx.organizationId}`)
  await tx.query(sql`
    insert into theme (organization_id, id, model)
    select ${tx.organizationId}, x->>'id', x from jsonb_array_elements(${json(themes)}::jsonb) x`)
  await tx.query(sql`
    insert into theme_discovery (organization_id, comments, at) values (${tx.organizationId}, ${comments}, ${tx.now()})
    on conflict (organization_id) do update set comments = excluded.comments, at = excluded.at`)
}

/** How many comments there are, and how many there were when themes were last looked for. */
export async function discoveryState(scope: Scope): Promise<{ comments: number; before: number }> {
  const [row] = await scope.query<{ comments: number; before: number }>(sql`
    select (select count(*) from feedback where organization_id = ${scope.organizationId} and reading is not null) as comments,
      coalesce((select comments from theme_discovery where organization_id = ${scope.organizationId}), 0) as before`)
  return row!
}

/** The latest comments that have been read, newest first. */
export const latestComments = (scope: Scope, limit: number) =>
  scope.query<ThemeComment>(sql`
    select id, text, reading->>'language' as language from feedback
    where organization_id = ${scope.organizationId} and reading is not null and text is not null
    order by occurred_at desc limit ${limit}`)

export type ThemedComment = ThemeComment & { themes: string[] }

/** All comments in the order of their ids, a page at a time. */
export const commentsAfter = (scope: Scope, after: string, limit: number) =>
  scope.query<ThemedComment>(sql`
    select id, text, reading->>'language' as language, themes from feedback
    where organization_id = ${scope.organizationId} and id > ${after} and reading is not null and text is not null
    order by id limit ${limit}`)

export const commentsOfTheme = (scope: Scope, id: string, limit: number) =>
  scope.query<ThemeComment>(sql`
    select id, text, reading->>'language' as language from feedback
    where organization_id = ${scope.organizationId} and themes @> ${[id]}::text[] and text is not null
    order by occurred_at desc limit ${limit}`)
