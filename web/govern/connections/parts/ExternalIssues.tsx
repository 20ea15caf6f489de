import { Button, Menu, Select, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
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
  const link = useChange<{ connectionId: string; url: string }, Issue>({
    run: (one, send) => send("POST", `/workstreams/${workstreamId}/external-issues`, one),
    touches: ["plans", "activity"],
    said: (_, issue) => t("connections.issue.linked", { key: issue.key }),
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
      {may && trackers.length > 0 && <LinkIssue trackers={trackers} busy={link.isPending} onLink={link.mutateAsync} />}
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

const hosts: Record<string, RegExp> = { github: /github/, gitlab: /gitlab/, jira: /atlassian|jira/, linear: /linear/ }

/** An issue that exists already is linked by its address; from then on its state is followed. */
function LinkIssue({
  trackers,
  busy,
  onLink,
}: {
  trackers: Answer<"ConnectionName">[]
  busy: boolean
  onLink: (one: { connectionId: string; url: string }) => Promise<unknown>
}) {
  const { t } = useTranslation()
  const [url, setUrl] = useState("")
  const [chosen, setChosen] = useState<string | null>(null)
  const guessed = trackers.find((one) => hosts[one.kind]?.test(url)) ?? trackers[0]!
  const connectionId = chosen ?? guessed.id
  const submit = (event: FormEvent) => {
    event.preventDefault()
    // Trouble is said where every trouble is said; what was entered stays.
    onLink({ connectionId, url: url.trim() }).then(
      () => setUrl(""),
      () => {},
    )
  }
  return (
    <form onSubmit={submit} className="row" style={{ marginTop: 6 }}>
      <TextInput
        size="xs"
        type="url"
        w={260}
        aria-label={t("connections.issue.link")}
        placeholder={t("connections.issue.link")}
        value={url}
        onChange={(event) => setUrl(event.currentTarget.value)}
        required
      />
      {trackers.length > 1 && url !== "" && (
        <Select
          size="xs"
          w={160}
          aria-label={t("connections.issue.where")}
          allowDeselect={false}
          value={connectionId}
          onChange={setChosen}
          data={trackers.map((one) => ({ value: one.id, label: one.name }))}
        />
      )}
      <Button size="xs" type="submit" loading={busy} disabled={url.trim() === ""}>
        {t("connections.issue.linkButton")}
      </Button>
    </form>
  )
}
