import { OpenAPIHono } from "@hono/zod-openapi"
import type { Desk } from "./act/desk/public.ts"
import { deskRoutes } from "./act/desk/routes.ts"
import { fileRoutes } from "./act/files/routes.ts"
import { followupRoutes } from "./act/followups/routes.ts"
import { guidanceRoutes } from "./act/guidance/routes.ts"
import { noticeCustomerRoutes } from "./act/notices/customer-routes.ts"
import { noticeRoutes } from "./act/notices/routes.ts"
import { noticeSendingRoutes } from "./act/notices/sending-routes.ts"
import { outcomeRoutes } from "./act/outcomes/routes.ts"
import { planRoutes } from "./act/plans/routes.ts"
import { playbookRoutes } from "./act/playbooks/routes.ts"
import { replyRoutes } from "./act/replies/routes.ts"
import { standingRoutes } from "./act/standing/routes.ts"
import { timelineRoutes } from "./act/timeline/routes.ts"
import { updateRoutes } from "./act/updates/routes.ts"
import { problemRoutes } from "./decide/problems/routes.ts"
import { activityRoutes } from "./govern/activity/routes.ts"
import { calendarRoutes } from "./govern/calendar/routes.ts"
import { greet } from "./govern/chat/public.ts"
import { forgetInComments, type Presence } from "./govern/collaboration/public.ts"
import { collaborationRoutes } from "./govern/collaboration/routes.ts"
import { connectionRoutes } from "./govern/connections/routes.ts"
import { homeRoutes } from "./govern/home/routes.ts"
import { notificationRoutes } from "./govern/notifications/routes.ts"
import { trackerRoutes } from "./govern/trackers/routes.ts"
import { webhookRoutes } from "./govern/webhooks/routes.ts"
import { accountRoutes } from "./listen/accounts/routes.ts"
import { audienceRoutes } from "./listen/audiences/routes.ts"
import { coverageRoutes } from "./listen/coverage/routes.ts"
import { customerRoutes } from "./listen/customers/routes.ts"
import { eventRoutes } from "./listen/events/routes.ts"
import { FeedbackBatch, FeedbackInput } from "./listen/feedback/contract.ts"
import { feedbackRoutes } from "./listen/feedback/routes.ts"
import type { Intake } from "./listen/feedback/verbs.ts"
import { feedRoutes } from "./listen/feeds/routes.ts"
import { forgetRecords } from "./listen/hub/public.ts"
import { interactionRoutes } from "./listen/interactions/routes.ts"
import { wasInvited } from "./listen/invitations/public.ts"
import { invitationRoutes } from "./listen/invitations/routes.ts"
import { knownEventRoutes } from "./listen/known-events/routes.ts"
import { mailboxRoutes } from "./listen/mailboxes/routes.ts"
import { forgetOwner, ownedBy, sharedSerials } from "./listen/ownership/public.ts"
import { ownershipRoutes } from "./listen/ownership/routes.ts"
import { peopleRoutes } from "./listen/people/routes.ts"
import { policyRoutes } from "./listen/policy/routes.ts"
import { forgetDeliveries, type ReceiverIntake } from "./listen/receivers/public.ts"
import { receiverRoutes } from "./listen/receivers/routes.ts"
import { type AskServices, askRoutes } from "./listen/responses/ask-routes.ts"
import { forgetResponses, responsesOfPerson } from "./listen/responses/public.ts"
import { responseRoutes } from "./listen/responses/routes.ts"
import { resultRoutes } from "./listen/results/routes.ts"
import { type ImportServices, importRoutes } from "./listen/sources/routes.ts"
import { surveyExchangeRoutes } from "./listen/surveys/exchange-routes.ts"
import { surveyLinkRoutes } from "./listen/surveys/link-routes.ts"
import { surveyRoutes } from "./listen/surveys/routes.ts"
import type { Invite } from "./listen/triggers/public.ts"
import { triggerRoutes } from "./listen/triggers/routes.ts"
import type { FileFolder } from "./platform/files/folder.ts"
import type { Env } from "./platform/http/kit.ts"
import { organizationRoutes } from "./platform/organizations/routes.ts"
import { streamRoutes } from "./platform/stream.ts"
import type { Vault } from "./platform/vault.ts"
import { viewRoutes } from "./platform/views/routes.ts"
import { metricRoutes } from "./understand/metrics/routes.ts"
import { signalRoutes } from "./understand/signals/routes.ts"
import { taskPosts } from "./understand/tasks/public.ts"
import { taskRoutes } from "./understand/tasks/routes.ts"
import { themeRoutes } from "./understand/themes/routes.ts"
import { usageRoutes } from "./understand/usage/routes.ts"

/** What routes need besides the platform, which comes with each request. */
export type Services = {
  intake: Intake
  presence: Presence
  desk: Desk
  files: FileFolder
  ask: AskServices
  invite: Invite
  receivers: ReceiverIntake
  vault: Vault
} & ImportServices

/** The public API: every slice's routes, under /api/v1. */
export function createApi({ intake, presence, desk, files, jobs, uploads, ask, invite, receivers, vault }: Services) {
  const api = new OpenAPIHono<Env>()
  const mounted = [
    organizationRoutes,
    streamRoutes,
    viewRoutes,
    // listen
    feedbackRoutes(intake),
    interactionRoutes,
    accountRoutes,
    peopleRoutes({
      also: { ownership: ownedBy, responses: responsesOfPerson },
      sharers: sharedSerials,
      forgetting: async (tx, ids) => {
        await forgetInComments(tx, ids)
        await forgetOwner(tx, ids)
        await forgetResponses(ask)(tx, ids)
        await forgetDeliveries(vault)(tx, ids)
        await forgetRecords(tx, ids)
      },
    }),
    ownershipRoutes,
    audienceRoutes,
    customerRoutes,
    knownEventRoutes,
    eventRoutes,
    importRoutes({ jobs, uploads }),
    mailboxRoutes({ jobs }),
    feedRoutes({ jobs }),
    coverageRoutes({ tasks: taskPosts }),
    receiverRoutes({ receivers }),
    surveyRoutes(ask),
    surveyExchangeRoutes,
    surveyLinkRoutes(ask),
    responseRoutes(ask),
    resultRoutes,
    policyRoutes({ aims: [wasInvited] }),
    invitationRoutes({ jobs }),
    askRoutes(ask),
    triggerRoutes({ ...ask, invite }),
    // understand
    metricRoutes,
    signalRoutes,
    themeRoutes,
    taskRoutes,
    usageRoutes,
    // decide
    problemRoutes,
    // act
    noticeRoutes,
    noticeSendingRoutes({ jobs }),
    noticeCustomerRoutes,
    replyRoutes,
    standingRoutes({ intake }),
    playbookRoutes,
    planRoutes,
    updateRoutes,
    timelineRoutes,
    fileRoutes(files),
    guidanceRoutes,
    deskRoutes({ desk, intake }),
    outcomeRoutes,
    followupRoutes,
    // govern
    collaborationRoutes(presence),
    notificationRoutes,
    activityRoutes,
    homeRoutes,
    webhookRoutes,
    calendarRoutes,
    connectionRoutes(greet),
    trackerRoutes,
  ]
  for (const routes of mounted) api.route("/api/v1", routes)
  const { openAPIRegistry } = api
  openAPIRegistry.register("FeedbackInput", FeedbackInput)
  openAPIRegistry.register("FeedbackBatch", FeedbackBatch)
  openAPIRegistry.registerComponent("securitySchemes", "session", {
    type: "apiKey",
    in: "cookie",
    name: "rapport.session_token",
  })
  openAPIRegistry.registerComponent("securitySchemes", "key", { type: "http", scheme: "bearer" })
  return api
}

/** The API as an OpenAPI 3.1 document: what /api/openapi.json answers and api/openapi.json holds. */
export const documentOf = (api: ReturnType<typeof createApi>) =>
  api.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Rapport",
      version,
      description: "One record of what customers say and do, and everything the departments do about it.",
      license: { name: "MIT" },
    },
    servers: [{ url: "/" }],
  })

export const version = "0.1.0"
