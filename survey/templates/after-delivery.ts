import type { Template } from "./template.ts"
import {
  atMost,
  both,
  choice,
  choose,
  endings,
  other,
  page,
  satisfaction,
  scale,
  survey,
  transactional,
  words,
} from "./wording.ts"

const unhappy = atMost("csat", 2)

export const afterDelivery: Template = {
  id: "csat-after-delivery",
  group: "moment",
  name: both("Satisfaction after a delivery", "收货后的满意度"),
  why: both(
    "Whether orders arrive as promised, and what went wrong where they did not.",
    "订单是否如约送达，没有送达时问题出在哪里。",
  ),
  touchpoint: "Delivery",
  definition: survey(
    both("Your delivery", "您的配送"),
    [
      page(
        "p1",
        scale("csat", both("How satisfied are you with the delivery of your order?", "您对这次订单的配送满意吗？"), {
          ...{ measures: "csat", min: 1, max: 5, required: true },
          ...satisfaction,
        }),
      ),
      page(
        "p2",
        choose(
          "what",
          both("What was not as it should be?", "哪些方面没有达到应有的水平？"),
          [
            choice("late", "When it arrived", "送达时间"),
            choice("damaged", "The state of the parcel", "包裹状况"),
            choice("incomplete", "What was in it", "包裹内容"),
            choice("news", "What I was told on the way", "途中收到的通知"),
            other,
          ],
          { many: true, shuffle: true, showIf: atMost("csat", 3) },
        ),
      ),
      page("p3", words("why", both("What is the main reason for your answer?", "您这样回答的主要原因是什么？"))),
    ],
    endings(unhappy),
  ),
  setup: {
    audience: "Everybody whose order was delivered",
    trigger: { kind: "event", event: "order.delivered", afterHours: 24, withinHours: 72 },
    contactRule: transactional,
    followUp: { when: unhappy, withinHours: 48, why: "Dissatisfied with a delivery" },
  },
  source: "Top-2-box of 1–5; asked a day after arrival, when the parcel has been opened",
}
