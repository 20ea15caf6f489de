import { themeAssigner } from "../../../text/themes.ts"
import type { ThemeFinder } from "../../listen/feedback/public.ts"
import type { Jobs } from "../../platform/jobs.ts"
import type { OutboxEvent } from "../../platform/outbox.ts"
import type { Platform } from "../../platform/platform.ts"
import { mintSystemScope } from "../../platform/scope.ts"
import { createThread, type Thread } from "../../platform/thread.ts"
import { themesOf } from "./store.ts"
import { assignThemes, discoverThemes, isDiscoveryDue } from "./verbs.ts"

export type ThemeWatch = {
  /** For the digest: the themes of new comments. */
  findThemes: ThemeFinder
  reactions: Record<string, (event: OutboxEvent) => Promise<void>>
  stop(): Promise<void>
}

type Job = { organizationId: string; discover: boolean }

/**
 * Keeps themes up to date: looks for them when a fifth more comments have come, and assigns all comments anew when
 * others were found or people merged or split some. Both wait a little, so that a burst of feedback is one piece of work.
 */
export async function startThemes({ platform, jobs }: { platform: Platform; jobs: Jobs }): Promise<ThemeWatch> {
  const { stores } = platform
  const thread = createThemeThread()
  const assigners = new Map<string, ReturnType<typeof themeAssigner>>()
  const asked = new Map<string, number>()

  const ask = (organizationId: string, discover: boolean, afterSeconds: number) =>
    jobs.send("themes", { organizationId, discover } satisfies Job, {
      once: `${organizationId} ${discover}`,
      afterSeconds,
    })

  await jobs.work<Job>("themes", async ({ organizationId, discover }) => {
    const scope = mintSystemScope(stores, organizationId)
    if (!discover) {
      // What comes in from here on is read with the new ones; assigning then reaches what was read with the old ones.
      assigners.delete(organizationId)
      await assignThemes(scope, thread)
    } else if (await isDiscoveryDue(scope)) await discoverThemes(scope, thread)
  })

  const changed = async ({ organizationId, name }: OutboxEvent) => {
    assigners.delete(organizationId)
    if (/found|merged|split/.test(name)) await ask(organizationId, false, 2)
  }

  return {
    async findThemes(organizationId, comments) {
      const find = assigners.get(organizationId) ?? themeAssigner(await themesOf(stores.database, organizationId))
      assigners.set(organizationId, find)
      return new Map(comments.map(({ id, text, language }) => [id, find(text, language).map((share) => share.themeId)]))
    },
    reactions: {
      async "feedback.received"({ organizationId }) {
        if ((asked.get(organizationId) ?? 0) > Date.now() - 30_000) return
        asked.set(organizationId, Date.now())
        await ask(organizationId, true, 20)
      },
      "themes.found": changed,
      "theme.changed": changed,
      "theme.merged": changed,
      "theme.unmerged": changed,
      "theme.split": changed,
    },
    stop: () => thread.stop(),
  }
}

export const createThemeThread = (): Thread => createThread(new URL("./theme-model.ts", import.meta.url))
