export { Condition, type Query, QueryParameters } from "./contract.ts"
export {
  anInteraction,
  dimensions,
  fieldExpression,
  type Interaction,
  listColumns,
  type Where,
  whereOf,
} from "./interaction.ts"
export { eraseWords, hasMerges, mergedPeople, noId, peopleOf, tellOfPeople } from "./person-now.ts"
export {
  countFeedback,
  eventsOfPerson,
  facetsOf,
  fieldsOf,
  findFeedbackIds,
  insertInteractions,
  removeInteractions,
  removeInteractionsOfImport,
  type Sort,
  scoresAndAttributesOf,
  setThemes,
} from "./store.ts"
