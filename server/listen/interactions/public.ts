export { Condition, type Query, QueryParameters } from "./contract.ts"
export { dimensions, fieldExpression, type Interaction, listColumns, noId, type Where, whereOf } from "./interaction.ts"
export {
  countFeedback,
  eventsOfPerson,
  fieldsOf,
  findFeedbackIds,
  insertInteractions,
  removeInteractions,
  removeInteractionsOfImport,
  type Sort,
  scoresAndAttributesOf,
} from "./store.ts"
