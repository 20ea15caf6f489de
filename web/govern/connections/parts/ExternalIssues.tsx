import { Button, Menu } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange, useGet } from "../../../app/data.tsx"
import { useMay } from "../../../app/session.tsx"

type Issue = Answer<"ExternalIssue">

const tones = { open: undefined, in_progress: "accent", done: "good" } as const

/** A workstream's issues in other tools, how they stand there, and making one. */
export function ExternalIssues({ workstreamId }: { workstreamId: string }) {
  const { t } = useTranslation()
  const may = useMay("plans.edit")
  const issues = useGet<{ items: Issue[] }>("plans", "/external-issues", { workstream: workstreamId })
  const names = useGet<{ items: Answer<"ConnectionName">[] }>("connections", "/connections/names")
  const trackers = names.data?.items.filter((one) => one.kind !== "slack" && one.kind !== "teams") ?? []
  const add = useChange<string, Issue>({
    run: (connectionId, send) => send("POST", `/workstreams/${workstreamId}/external-issues`, { connectionId }),
    touches: ["plans", "activity"],
    said: (_, issue) => t("connections.issue.made", { key: issue.key }),
  })
  const drop = useChange<Issue>({
    run: (issue, send) => send("DELETE", `/external-issues/${issue.id}`),
    touches: ["plans", "activity"],
    said: (issue) => t("connections.issue.dropped", { key: issue.key }),
    undo: (issue, _, send) =>
      send("POST", `/workstreams/${workstreamId}/external-issues`, {
        connectionId: issue.connection.id,
        url: issue.url,
      }),
  })
  const items = issues.data?.items ?? []
  if (items.length === 0 && (trackers.length === 0 || !may)) return null
  return (
    <div>
      <h3>{t("connections.issue.title")}</h3>
      <ul className="rows">
        {items.map((issue) => (
          <li key={issue.id} className="spread" style={{ padding: "6px 0", alignItems: "center" }}>
            <span style={{ minWidth: 0 }}>
              <a href={issue.url} target="_blank" rel="noreferrer">
                {issue.key}
              </a>{" "}
              {issue.title}{" "}
              {issue.lost ? (
                <span className="tag" data-tone="warn">
                  {t("connections.issue.lost")}
                </span>
              ) : (
                <span className="tag" data-tone={tones[issue.state]}>
                  {issue.stateLabel}
                </span>
              )}
            </span>
            {may && (
              <Button size="compact-xs" variant="subtle" onClick={() => drop.mutate(issue)}>
                {t("common.remove")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {may && trackers.length > 0 && (
        <Menu>
          <Menu.Target>
            <Button mt="xs" size="compact-sm" loading={add.isPending}>
              {t("connections.issue.make")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {trackers.map((tracker) => (
              <Menu.Item key={tracker.id} onClick={() => add.mutate(tracker.id)}>
                {tracker.name}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  )
}
