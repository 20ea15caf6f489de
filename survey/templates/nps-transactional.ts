import type { Template } from "./template.ts"
import { atMost, both, endings, page, scale, survey, transactional, words } from "./wording.ts"

const unhappy = atMost("nps", 6)

export const npsTransactional: Template = {
  id: "nps-transactional",
  group: "moment",
  name: both("Recommendation after an experience (NPS)", "一次体验后的推荐意愿 (NPS)"),
  why: both(
    "What one experience did to the willingness to recommend. Not to be pooled with the relationship survey.",
    "一次体验如何影响推荐意愿。请勿与整体关系调查合并统计。",
  ),
  definition: survey(
    both("Your experience", "您的体验"),
    [
      page(
        "p1",
        scale(
          "nps",
          both(
            "After this experience, how likely are you to recommend us to a friend or colleague?",
            "经过这次体验，您向朋友或同事推荐我们的可能性有多大？",
          ),
          {
            ...{ measures: "nps", min: 0, max: 10, required: true },
            low: both("Not at all likely", "完全不可能"),
            high: both("Extremely likely", "极有可能"),
          },
        ),
      ),
      page(
        "p2",
        words("why", both("What about this experience made you answer so?", "这次体验中的什么让您这样回答？")),
      ),
    ],
    endings(unhappy),
  ),
  setup: {
    audience: "Everybody who has just been through the experience",
    trigger: { kind: "event", event: "order.delivered", afterHours: 2, withinHours: 24 },
    contactRule: { ...transactional, mostPerYear: 2 },
    followUp: { when: unhappy, withinHours: 48, why: "Would not recommend us after an experience" },
  },
  source: "Reichheld (2003)",
}
