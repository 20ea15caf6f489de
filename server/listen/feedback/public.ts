export { contactKinds, Feedback, FeedbackInput, kinds, PersonInput, Scale, TimelineEntry } from "./contract.ts"
export type { ThemeFinder } from "./jobs.ts"
export {
  deleteFeedbackRows,
  feedbackByIds,
  feedbackOfPerson,
  type KnownItem,
  knownItems,
  nameSpeaker,
} from "./store.ts"
export { personTimeline } from "./timeline.ts"
export {
  changeFeedback,
  deleteFeedback,
  type Intake,
  receiveFeedback,
  receiveFeedbackWithin,
  rethemeFeedback,
} from "./verbs.ts"
