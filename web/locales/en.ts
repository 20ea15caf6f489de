import asking from "./en/asking.json" with { type: "json" }
import audiences from "./en/audiences.json" with { type: "json" }
import common from "./en/common.json" with { type: "json" }
import connections from "./en/connections.json" with { type: "json" }
import desk from "./en/desk.json" with { type: "json" }
import events from "./en/events.json" with { type: "json" }
import followups from "./en/followups.json" with { type: "json" }
import govern from "./en/govern.json" with { type: "json" }
import listen from "./en/listen.json" with { type: "json" }
import listening from "./en/listening.json" with { type: "json" }
import notices from "./en/notices.json" with { type: "json" }
import notifications from "./en/notifications.json" with { type: "json" }
import outcomes from "./en/outcomes.json" with { type: "json" }
import people from "./en/people.json" with { type: "json" }
import plans from "./en/plans.json" with { type: "json" }
import problems from "./en/problems.json" with { type: "json" }
import receivers from "./en/receivers.json" with { type: "json" }
import results from "./en/results.json" with { type: "json" }
import surveyErrors from "./en/survey-errors.json" with { type: "json" }
import surveys from "./en/surveys.json" with { type: "json" }
import triggers from "./en/triggers.json" with { type: "json" }
import understand from "./en/understand.json" with { type: "json" }
import { together } from "./together.ts"

export default together(
  // One a line, so that two files added at the same time do not meet.
  common,
  listen,
  listening,
  understand,
  govern,
  asking,
  audiences,
  connections,
  desk,
  events,
  followups,
  notices,
  notifications,
  outcomes,
  people,
  plans,
  problems,
  receivers,
  results,
  surveys,
  surveyErrors,
  triggers,
)
