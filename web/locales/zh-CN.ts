import { together } from "./together.ts"
import asking from "./zh-CN/asking.json" with { type: "json" }
import audiences from "./zh-CN/audiences.json" with { type: "json" }
import common from "./zh-CN/common.json" with { type: "json" }
import connections from "./zh-CN/connections.json" with { type: "json" }
import desk from "./zh-CN/desk.json" with { type: "json" }
import events from "./zh-CN/events.json" with { type: "json" }
import followups from "./zh-CN/followups.json" with { type: "json" }
import govern from "./zh-CN/govern.json" with { type: "json" }
import listen from "./zh-CN/listen.json" with { type: "json" }
import listening from "./zh-CN/listening.json" with { type: "json" }
import notices from "./zh-CN/notices.json" with { type: "json" }
import notifications from "./zh-CN/notifications.json" with { type: "json" }
import outcomes from "./zh-CN/outcomes.json" with { type: "json" }
import people from "./zh-CN/people.json" with { type: "json" }
import plans from "./zh-CN/plans.json" with { type: "json" }
import problems from "./zh-CN/problems.json" with { type: "json" }
import receivers from "./zh-CN/receivers.json" with { type: "json" }
import results from "./zh-CN/results.json" with { type: "json" }
import surveyErrors from "./zh-CN/survey-errors.json" with { type: "json" }
import surveys from "./zh-CN/surveys.json" with { type: "json" }
import triggers from "./zh-CN/triggers.json" with { type: "json" }
import understand from "./zh-CN/understand.json" with { type: "json" }

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
