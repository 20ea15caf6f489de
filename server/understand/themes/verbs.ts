import type { Theme } from "../../../text/themes.ts"
import { rethemeFeedback } from "../../listen/feedback/public.ts"
import { noId } from "../../listen/interactions/public.ts"
import { coded, notFound } from "../../platform/http/errors.ts"
import { record } from "../../platform/outbox.ts"
import type { z } from "../../platform/schema.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import type { Thread } from "../../platform/thread.ts"
import type { ThemeChange } from "./contract.ts"
import {
  commentsAfter,
  commentsOfTheme,
  discoveryState,
  findTheme,
  latestComments,
  removeTheme,
  replaceThemes,
  saveTheme,
  themesOf,
} from "./store.ts"

/** Comments looked at in one discovery; older ones are assigned to what was found among these. */
const sampleSize = 20_000
const fewest = 100

/** Whether enough new comments came since the last time: a fifth more. */
export async function isDiscoveryDue(scope: Scope): Promise<boolean> {
  const { comments, before } = await discoveryState(scope)
  return comments >= fewest && comments >= before * 1.2
}

/** Looks for themes among the latest comments and keeps the identity of those known; comments are assigned after it. */
export async function discoverThemes(scope: Scope, thread: Thread) {
  const { comments: count } = await discoveryState(scope)
  const [comments, previous] = [await latestComments(scope, sampleSize), await themesOf(scope, scope.organizationId)]
  const themes = await thread.call<Theme[]>("discover", comments, previous)
  await scope.transaction(async (tx) => {
    await replaceThemes(tx, themes, count)
    await record(tx, "themes.found", null, { themes: themes.length, comments: comments.length })
  })
}

/** Finds the themes of every comment again, and says those that changed; numbers follow. */
export async function assignThemes(scope: Scope, thread: Thread) {
  const themes = await themesOf(scope, scope.organizationId)
  for (let after = noId; ; ) {
    const page = await commentsAfter(scope, after, 2_000)
    if (page.length === 0) return
    after = page.at(-1)!.id
    const found = await thread.call<string[][]>("assign", themes, page)
    const changed = page.flatMap(({ id, themes: before }, index) =>
      String(found[index]) === String(before) ? [] : [[id, found[index]!] as const],
    )
    await rethemeFeedback(scope, new Map(changed))
  }
}

export const changeTheme = (scope: Scope, id: string, { label, pinned }: z.output<typeof ThemeChange>) =>
  edited(scope, id, async (tx, theme) => {
    const changed: Theme = {
      ...theme,
      ...(label === undefined ? {} : { label, renamed: true }),
      ...(pinned === undefined ? {} : { pinned }),
    }
    await saveTheme(tx, changed)
    await record(tx, "theme.changed", `theme:${id}`, { label: changed.label, pinned: changed.pinned ?? false })
  })

/** Counts a theme's comments under another one. A link, so that it can be taken back. */
export const mergeTheme = (scope: Scope, id: string, into: string) =>
  edited(scope, id, async (tx, theme) => {
    if (into === id || (await findTheme(tx, into))?.mergedInto === id) throw coded("theme.merge_into_itself")
    if (!(await findTheme(tx, into))) throw notFound("theme", into)
    await saveTheme(tx, { ...theme, mergedInto: into })
    await record(tx, "theme.merged", `theme:${id}`, { into })
  })

export const unmergeTheme = (scope: Scope, id: string) =>
  edited(scope, id, async (tx, { mergedInto: _, ...theme }) => {
    await saveTheme(tx, theme)
    await record(tx, "theme.unmerged", `theme:${id}`)
  })

/** Parts a theme in two that take its place; both are pinned, so that the next discovery keeps them apart. */
export const splitTheme = (scope: Scope, id: string, thread: Thread) =>
  edited(scope, id, async (tx, theme) => {
    const parts = await thread.call<Theme[]>("split", theme, await commentsOfTheme(tx, id, 5_000))
    if (parts.length < 2) throw coded("theme.too_small")
    await removeTheme(tx, id)
    const made = parts.map((part, index) => ({ ...part, id: `${id}-${index + 1}` }))
    for (const part of made) await saveTheme(tx, part)
    await record(tx, "theme.split", `theme:${id}`, { into: made.map((part) => part.id) })
  })

async function edited(scope: Scope, id: string, edit: (tx: Tx, theme: Theme) => Promise<void>) {
  mustBeAllowed(scope, "themes.edit")
  await scope.transaction(async (tx) => {
    const theme = await findTheme(tx, id)
    if (!theme) throw notFound("theme", id)
    await edit(tx, theme)
  })
}
