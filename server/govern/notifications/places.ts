import type { Params } from "./contract.ts"

/** The page of a record, as the web application builds it. Kinds without a page lead to the notifications. */
export function placeOf(home: string, record: string, params: Params = {}): string {
  const at = record.indexOf(":")
  const [kind, id] = [record.slice(0, at), encodeURIComponent(record.slice(at + 1))]
  // An outcome is read beside its plan.
  if (kind === "outcome" && typeof params.planId === "string") return `${home}/plans/${params.planId}/outcome`
  if (kind in lists) return `${home}/${lists[kind]}`
  return pages[kind] ? `${home}/${pages[kind]}/${id}` : `${home}/notifications`
}

export const homeOf = (publicUrl: string, slug: string) => `${publicUrl}/${encodeURIComponent(slug)}`

const pages: Readonly<Record<string, string>> = {
  signal: "signals",
  problem: "problems",
  feedback: "feedback",
  person: "people",
  account: "accounts",
  audience: "audiences",
  import: "imports",
  plan: "plans",
  workstream: "workstreams",
  guidance: "guidance",
  notice: "notices",
  followup: "followups",
  backtest: "backtests",
  metric: "metrics",
  webhook: "connections/webhooks",
  mailing: "mailings",
}

const lists: Readonly<Record<string, string>> = {
  theme: "themes",
  member: "members",
  ownership: "ownership",
  playbook: "plans/playbooks",
  connection: "connections",
  mailbox: "sources",
  feed: "sources",
}
