export { forgetDeliveries } from "./forgetting.ts"
export { createReceiverIntake, type ReceiverIntake } from "./intake.ts"
export { startReceivers } from "./jobs.ts"
export { addReceiver } from "./verbs.ts"
