import type { QueryClient } from "@tanstack/react-query"
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router"
import { ApiError, call } from "../api/client.ts"
import type { Setup } from "../api/contract.ts"
import { paths } from "../paths.ts"
import { Shell } from "./Shell.tsx"
import { isMember, meQuery } from "./session.tsx"
import { Crash, NotFound } from "./Trouble.tsx"

/** The router: which page answers which address. Every page but the shell is loaded when it is first needed. */
export function routerFor(client: QueryClient) {
  const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: Crash })
  const start = createRoute({
    getParentRoute: () => root,
    path: "/",
    beforeLoad: async () => {
      const setup = await call<Setup>("GET", "/setup").catch(() => null)
      if (setup?.needed) throw redirect({ href: paths.setup() })
      const me = await client.ensureQueryData(meQuery(null)).catch(toSignIn("/"))
      const slug = me.organization?.slug ?? me.organizations[0]?.slug
      if (!slug) throw redirect({ href: paths.signIn() })
      throw redirect({ href: paths.home(slug) })
    },
  })
  const organization = createRoute({
    getParentRoute: () => root,
    path: "$org",
    beforeLoad: async ({ params, location }) => {
      const me = await client.ensureQueryData(meQuery(params.org)).catch(toSignIn(location.href))
      if (!isMember(me))
        throw new ApiError(404, { code: "organization.not_found", message: "There is no such organization for you." })
      return { me }
    },
    component: Shell,
    errorComponent: Crash,
  })
  const page = (path: string, load: () => Promise<{ default: React.ComponentType }>) =>
    createRoute({ getParentRoute: () => organization, path, component: lazyRouteComponent(load) })
  const open = (path: string, load: () => Promise<{ default: React.ComponentType }>) =>
    createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load) })

  const tree = root.addChildren([
    start,
    open("sign-in", () => import("./welcome/SignInPage.tsx")),
    open("setup", () => import("./welcome/SetupPage.tsx")),
    open("invitation/$token", () => import("./welcome/InvitationPage.tsx")),
    open("status/$token", () => import("../act/status/StatusPage.tsx")),
    open("status/subscription/$token", () => import("../act/status/SubscriptionPage.tsx")),
    open("mute/$token", () => import("./notifications/MutePage.tsx")),
    open("s/$token", () => import("../act/standing/StandingPage.tsx")),
    open("u/$token", () => import("../act/standing/UnsubscribePage.tsx")),
    open("$org/desk/panel", () => import("../act/desk/PanelPage.tsx")),
    open("_design", () => import("./design/DesignPage.tsx")),
    organization.addChildren([
      page("/", () => import("./home/HomePage.tsx")),
      page("feedback", () => import("../listen/feedback/FeedbackListPage.tsx")),
      page("feedback/$id", () => import("../listen/feedback/FeedbackPage.tsx")),
      page("people", () => import("../listen/people/PeoplePage.tsx")),
      page("people/$id", () => import("../listen/people/PersonPage.tsx")),
      page("duplicates", () => import("../listen/people/DuplicatesPage.tsx")),
      page("accounts", () => import("../listen/accounts/AccountsPage.tsx")),
      page("accounts/$id", () => import("../listen/accounts/AccountPage.tsx")),
      page("ownership", () => import("../listen/ownership/OwnershipPage.tsx")),
      page("audiences", () => import("../listen/audiences/AudiencesPage.tsx")),
      page("audiences/$id", () => import("../listen/audiences/AudiencePage.tsx")),
      page("imports", () => import("../listen/imports/ImportsPage.tsx")),
      page("imports/$id", () => import("../listen/imports/ImportPage.tsx")),
      page("sources", () => import("../listen/sources/SourcesPage.tsx")),
      page("coverage", () => import("../listen/coverage/CoveragePage.tsx")),
      page("sources/receivers/$id", () => import("../listen/receivers/ReceiverPage.tsx")),
      page("surveys/$id/results", () => import("../listen/results/ResultsPage.tsx")),
      page("responses/$id", () => import("../listen/results/ResponsePage.tsx")),
      page("surveys", () => import("../listen/surveys/SurveysPage.tsx")),
      page("surveys/new", () => import("../listen/surveys/NewSurveyPage.tsx")),
      page("surveys/$id", () => import("../listen/surveys/SurveyPage.tsx")),
      page("contact-policy", () => import("../listen/asking/PolicyPage.tsx")),
      page("mailings/$id", () => import("../listen/asking/MailingPage.tsx")),
      page("surveys/$id/share", () => import("../listen/surveys/SharePage.tsx")),
      page("events", () => import("../listen/events/EventsPage.tsx")),
      page("usage", () => import("../understand/usage/UsagePage.tsx")),
      page("tasks", () => import("../understand/tasks/TasksPage.tsx")),
      page("tasks/new", () => import("../understand/tasks/TaskEditPage.tsx")),
      page("tasks/$id", () => import("../understand/tasks/TaskPage.tsx")),
      page("tasks/$id/edit", () => import("../understand/tasks/TaskEditPage.tsx")),
      page("usability", () => import("../understand/tasks/UsabilityPage.tsx")),
      page("metrics", () => import("../understand/metrics/MetricsPage.tsx")),
      page("metrics/$key", () => import("../understand/metrics/MetricPage.tsx")),
      page("signals", () => import("../understand/signals/SignalsPage.tsx")),
      page("signals/$id", () => import("../understand/signals/SignalPage.tsx")),
      page("signals/$id/people", () => import("../understand/signals/SignalPeoplePage.tsx")),
      page("themes", () => import("../understand/themes/ThemesPage.tsx")),
      page("backtests", () => import("../understand/backtests/BacktestsPage.tsx")),
      page("backtests/$id", () => import("../understand/backtests/BacktestPage.tsx")),
      page("problems", () => import("../decide/problems/ProblemsPage.tsx")),
      page("problems/$id", () => import("../decide/problems/ProblemPage.tsx")),
      page("outcomes", () => import("../act/outcomes/OutcomesPage.tsx")),
      page("plans/$id/outcome", () => import("../act/outcomes/OutcomePage.tsx")),
      page("connections", () => import("../govern/connections/ConnectionsPage.tsx")),
      page("connections/webhooks/$id", () => import("../govern/connections/WebhookPage.tsx")),
      page("plans", () => import("../act/plans/PlansPage.tsx")),
      page("plans/new", () => import("../act/plans/NewPlanPage.tsx")),
      page("plans/playbooks", () => import("../act/playbooks/PlaybooksPage.tsx")),
      page("plans/settings", () => import("../act/plans/PlanSettingsPage.tsx")),
      page("plans/$id", () => import("../act/plans/PlanPage.tsx")),
      page("workstreams/$id", () => import("../act/plans/WorkstreamPage.tsx")),
      page("notices", () => import("../act/notices/NoticesPage.tsx")),
      page("notices/$id", () => import("../act/notices/NoticePage.tsx")),
      page("guidance", () => import("../act/guidance/GuidanceListPage.tsx")),
      page("guidance/$id", () => import("../act/guidance/GuidancePage.tsx")),
      page("desk", () => import("../act/desk/DeskPage.tsx")),
      page("log", () => import("../act/desk/LogContactPage.tsx")),
      page("followups", () => import("../act/followups/FollowupsPage.tsx")),
      page("followups/$id", () => import("../act/followups/FollowupPage.tsx")),
      page("followup-rules", () => import("../act/followups/FollowupRulesPage.tsx")),
      page("desk/embedding", () => import("../act/desk/EmbeddingPage.tsx")),
      page("activity", () => import("../govern/activity/ActivityPage.tsx")),
      page("audit", () => import("../govern/audit/AuditPage.tsx")),
      page("members", () => import("../govern/members/MembersPage.tsx")),
      page("departments", () => import("../govern/departments/DepartmentsPage.tsx")),
      page("mail", () => import("../govern/mail/MailPage.tsx")),
      page("notifications", () => import("./notifications/NotificationsPage.tsx")),
      page("profile", () => import("./profile/ProfilePage.tsx")),
    ]),
  ])
  return createRouter({
    routeTree: tree,
    scrollRestoration: true,
    defaultPendingMs: 150,
    // Addresses hold plain words: ?q=red+light, not JSON.
    parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
    stringifySearch: (search) => {
      const params = new URLSearchParams()
      for (const [key, value] of Object.entries(search))
        if (value !== undefined && value !== "") params.set(key, String(value))
      return params.size > 0 ? `?${params}` : ""
    },
  })
}

function toSignIn(next: string): (refusal: unknown) => never {
  return (refusal) => {
    if (refusal instanceof ApiError && refusal.status === 401) throw redirect({ href: paths.signIn(next) })
    throw refusal
  }
}
