export { contactKinds, Feedback, FeedbackInput, kinds, PersonRef, TimelineEntry } from "./contract.ts"
export { deleteFeedbackRows, feedbackByIds } from "./store.ts"
export { personTimeline } from "./timeline.ts"
export { type Intake, receiveFeedback } from "./verbs.ts"
