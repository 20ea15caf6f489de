import type { Template } from "./template.ts"
import {
  atMost,
  both,
  choice,
  choose,
  endings,
  page,
  satisfaction,
  scale,
  survey,
  transactional,
  words,
} from "./wording.ts"

const unhappy = atMost("csat", 2)

export const afterContact: Template = {
  id: "csat-after-contact",
  group: "moment",
  name: both("Satisfaction after a contact", "联系客服后的满意度"),
  why: both(
    "Whether customers who needed help got it, and who should be called back.",
    "需要帮助的客户是否得到了帮助，以及应该回访谁。",
  ),
  touchpoint: "Contact centre",
  definition: survey(
    both("Your contact with us", "您与我们的联系"),
    [
      page(
        "p1",
        scale(
          "csat",
          both("How satisfied are you with how we handled your request?", "您对我们处理您的请求的方式满意吗？"),
          {
            measures: "csat",
            min: 1,
            max: 5,
            ...satisfaction,
            required: true,
          },
        ),
      ),
      page(
        "p2",
        choose("solved", both("Has your request been resolved?", "您的请求解决了吗？"), [
          choice("yes", "Yes", "是"),
          choice("partly", "Partly", "部分解决"),
          choice("no", "No", "否"),
        ]),
      ),
      page("p3", words("why", both("What is the main reason for your answer?", "您这样回答的主要原因是什么？"))),
    ],
    endings(unhappy),
  ),
  setup: {
    audience: "Everybody whose request was closed",
    trigger: { kind: "event", event: "contact.closed", afterHours: 1, withinHours: 24 },
    contactRule: transactional,
    followUp: { when: unhappy, withinHours: 48, why: "Dissatisfied after a contact" },
  },
  source: "Top-2-box of 1–5; ACSI wording, balanced ends",
}
