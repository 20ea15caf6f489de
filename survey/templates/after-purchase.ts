import type { Template } from "./template.ts"
import { agreement, atMost, both, endings, page, satisfaction, scale, survey, transactional, words } from "./wording.ts"

const unhappy = atMost("csat", 2)

export const afterPurchase: Template = {
  id: "csat-after-purchase",
  group: "moment",
  name: both("Satisfaction after a purchase", "购买后的满意度"),
  why: both("Whether buying was easy and gave the confidence it should.", "购买是否方便，是否让客户放心。"),
  touchpoint: "Purchase",
  definition: survey(
    both("Your purchase", "您的购买"),
    [
      page(
        "p1",
        scale("csat", both("How satisfied are you with buying from us?", "您对在我们这里的购买过程满意吗？"), {
          ...{ measures: "csat", min: 1, max: 5, required: true },
          ...satisfaction,
        }),
      ),
      page(
        "p2",
        scale("ease", both("It was easy to find and buy what I needed.", "我能轻松找到并买到所需的产品。"), {
          ...{ measures: "ease", min: 1, max: 7 },
          ...agreement,
        }),
      ),
      page("p3", words("why", both("What could have been better, if anything?", "如果有的话，哪些地方可以做得更好？"))),
    ],
    endings(unhappy),
  ),
  setup: {
    audience: "Everybody who bought",
    trigger: { kind: "event", event: "order.placed", afterHours: 1, withinHours: 24 },
    contactRule: transactional,
    followUp: { when: unhappy, withinHours: 72, why: "Dissatisfied with a purchase" },
  },
}
