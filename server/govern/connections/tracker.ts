import type { TrackerKind } from "./connection.ts"
import { github } from "./github.ts"
import { gitlab } from "./gitlab.ts"
import type { Tracker } from "./issue.ts"
import { jira } from "./jira.ts"
import { linear } from "./linear.ts"

export const trackers: Record<TrackerKind, Tracker> = { jira, github, gitlab, linear }
