import type { NoticeAnswer, ReachAnswer, RecipientAnswer } from "../../act/notices/contract.ts"
import { until } from "./plan.ts"
import type { Client } from "./world.ts"

export const noticeText = {
  language: "en",
  subject: "About your {{product|product}}, {{name|customer}}",
  body: "Dear {{name|customer}},\n\nwe are sorry about {{serial|your device}}.\n\n## What you should do\n- Unplug it.\n\nMore at https://acme.example/fan",
}

/** A notice that is ready to be sent. */
export async function aNotice(
  editor: Client,
  planId: string,
  options: { kind?: string; channel?: string; texts?: object[]; previousId?: string; reach?: string } = {},
): Promise<NoticeAnswer> {
  const { texts = [noticeText], ...rest } = options
  const draft = await editor.post<NoticeAnswer>(`/plans/${planId}/notices`, { kind: "first", ...rest })
  const { id, version } = draft.body
  const changed = await editor.patch<NoticeAnswer>(`/notices/${id}`, { version, texts })
  if (draft.status !== 201 || changed.status !== 200)
    throw new Error(`a notice was answered ${draft.status}, then ${changed.status}`)
  return changed.body
}

export const reachOf = async (client: Client, id: string) =>
  (await client.get<ReachAnswer>(`/notices/${id}/reach`)).body

/** What is sent back to confirm the text and the list as they were seen. */
export const seen = ({ version, fingerprint }: ReachAnswer) => ({ version, fingerprint })

export const send = async (client: Client, id: string) =>
  client.post<NoticeAnswer>(`/notices/${id}/sending`, seen(await reachOf(client, id)))

export const noticeOf = async (client: Client, id: string) => (await client.get<NoticeAnswer>(`/notices/${id}`)).body

export const peopleOf = async (client: Client, id: string, query = "") =>
  (await client.get<{ items: RecipientAnswer[] }>(`/notices/${id}/recipients${query}`)).body.items

export const untilIn = (client: Client, id: string, state: string) =>
  until(
    () => noticeOf(client, id),
    (notice) => notice.state === state,
  )
