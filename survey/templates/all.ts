import { accountCheck } from "./account-check.ts"
import { afterContact } from "./after-contact.ts"
import { afterDelivery } from "./after-delivery.ts"
import { afterPurchase } from "./after-purchase.ts"
import { ease } from "./ease.ts"
import { effort } from "./effort.ts"
import { exit } from "./exit.ts"
import { expectations } from "./expectations.ts"
import { featureFeedback } from "./feature-feedback.ts"
import { firstUse } from "./first-use.ts"
import { jobsToBeDone } from "./jobs-to-be-done.ts"
import { npsRelationship } from "./nps-relationship.ts"
import { npsTransactional } from "./nps-transactional.ts"
import { productMarketFit } from "./product-market-fit.ts"
import { sus } from "./sus.ts"
import type { Template } from "./template.ts"
import { umuxLite } from "./umux-lite.ts"

/** Every template, in the order in which they are offered. */
export const templates: readonly Template[] = [
  afterContact,
  afterDelivery,
  afterPurchase,
  effort,
  npsTransactional,
  npsRelationship,
  ease,
  expectations,
  accountCheck,
  exit,
  firstUse,
  featureFeedback,
  umuxLite,
  sus,
  productMarketFit,
  jobsToBeDone,
]
