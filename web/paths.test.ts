import { expect, test } from "vitest"
import { pathOfRecord, paths, recordOfPath } from "./paths.ts"

test("every address of the application", () => {
  const all = Object.entries(paths).map(([name, build]) => {
    const path = (build as (...parts: string[]) => string)("north light", "a/b")
    return `${name.padEnd(14)} ${path.replace(/\?0=.*/, "")}`
  })
  expect(all).toMatchInlineSnapshot(`
    [
      "signIn         /sign-in?next=north+light",
      "setup          /setup",
      "invitation     /invitation/north%20light",
      "design         /_design",
      "status         /status/north%20light",
      "statusSubscription /status/subscription/north%20light",
      "home           /north%20light",
      "feedbackList   /north%20light/feedback",
      "feedback       /north%20light/feedback/a%2Fb",
      "people         /north%20light/people",
      "person         /north%20light/people/a%2Fb",
      "duplicates     /north%20light/duplicates",
      "accounts       /north%20light/accounts",
      "account        /north%20light/accounts/a%2Fb",
      "imports        /north%20light/imports",
      "import         /north%20light/imports/a%2Fb",
      "sources        /north%20light/sources",
      "receiver       /north%20light/sources/receivers/a%2Fb",
      "response       /north%20light/responses/a%2Fb",
      "surveys        /north%20light/surveys",
      "newSurvey      /north%20light/surveys/new",
      "coverage       /north%20light/coverage",
      "survey         /north%20light/surveys/a%2Fb",
      "surveyShare    /north%20light/surveys/a%2Fb/share",
      "policy         /north%20light/contact-policy",
      "mailing        /north%20light/mailings/a%2Fb",
      "surveyResults  /north%20light/surveys/a%2Fb/results",
      "events         /north%20light/events",
      "usage          /north%20light/usage",
      "tasks          /north%20light/tasks",
      "task           /north%20light/tasks/a%2Fb",
      "taskEdit       /north%20light/tasks/a%2Fb/edit",
      "usability      /north%20light/usability",
      "metrics        /north%20light/metrics",
      "metric         /north%20light/metrics/a%2Fb",
      "signals        /north%20light/signals",
      "signal         /north%20light/signals/a%2Fb",
      "signalPeople   /north%20light/signals/a%2Fb/people",
      "themes         /north%20light/themes",
      "backtests      /north%20light/backtests",
      "backtest       /north%20light/backtests/a%2Fb",
      "problems       /north%20light/problems",
      "problem        /north%20light/problems/a%2Fb",
      "audiences      /north%20light/audiences",
      "audience       /north%20light/audiences/a%2Fb",
      "ownership      /north%20light/ownership",
      "plans          /north%20light/plans",
      "plan           /north%20light/plans/a%2Fb",
      "workstream     /north%20light/workstreams/a%2Fb",
      "playbooks      /north%20light/plans/playbooks",
      "planSettings   /north%20light/plans/settings",
      "newPlan        /north%20light/plans/new?problem=a%2Fb",
      "followups      /north%20light/followups",
      "followup       /north%20light/followups/a%2Fb",
      "followupRules  /north%20light/followup-rules",
      "guidanceList   /north%20light/guidance",
      "guidance       /north%20light/guidance/a%2Fb",
      "desk           /north%20light/desk",
      "logContact     /north%20light/log",
      "deskPanelSettings /north%20light/desk/embedding",
      "notices        /north%20light/notices",
      "outcomes       /north%20light/outcomes",
      "outcome        /north%20light/plans/a%2Fb/outcome",
      "connections    /north%20light/connections",
      "webhook        /north%20light/connections/webhooks/a%2Fb",
      "notice         /north%20light/notices/a%2Fb",
      "mute           /mute/north%20light",
      "standing       /s/north%20light",
      "unsubscribe    /u/north%20light",
      "activity       /north%20light/activity",
      "audit          /north%20light/audit",
      "members        /north%20light/members",
      "departments    /north%20light/departments",
      "mail           /north%20light/mail",
      "notifications  /north%20light/notifications",
      "profile        /north%20light/profile",
    ]
  `)
})

test("a list keeps its filters in the address", () => {
  expect(paths.feedbackList("acme", { q: "red light", from: undefined, where: "[]" })).toBe(
    "/acme/feedback?q=red+light&where=%5B%5D",
  )
})

test("a record reference leads to its page", () => {
  expect(pathOfRecord("acme", "signal:01")).toBe("/acme/signals/01")
  expect(pathOfRecord("acme", "metric:csat:web")).toBe("/acme/metrics/csat%3Aweb")
  expect(pathOfRecord("acme", "organization:1")).toBeNull()
  expect(pathOfRecord("acme", null)).toBeNull()
})

test("a page knows what it is about", () => {
  expect(recordOfPath("/acme/signals/01/people")).toBe("signal:01")
  expect(recordOfPath("/acme/signals")).toBe("page:signals")
  expect(recordOfPath("/acme")).toBe("page:home")
  expect(recordOfPath("/acme/metrics/csat%3Aweb")).toBe("metric:csat:web")
})
