import type { Template } from "./template.ts"
import { atMost, both, endings, page, relationship, scale, survey, words } from "./wording.ts"

const unhappy = atMost("nps", 6)

export const npsRelationship: Template = {
  id: "nps-relationship",
  group: "relationship",
  name: both("Recommendation: the relationship as a whole (NPS)", "推荐意愿：整体关系 (NPS)"),
  why: both(
    "How the relationship develops over quarters, and what it hangs on.",
    "客户关系随季度如何变化，取决于什么。",
  ),
  touchpoint: "Relationship",
  definition: survey(
    both("Your opinion of us", "您对我们的看法"),
    [
      page(
        "p1",
        scale(
          "nps",
          both(
            "How likely are you to recommend us to a friend or colleague?",
            "您向朋友或同事推荐我们的可能性有多大？",
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
        words("why", both("What is the most important reason for your answer?", "您给出这个回答最重要的原因是什么？")),
      ),
    ],
    endings(unhappy),
  ),
  setup: {
    audience: "A sample of customers of at least 60 days, spread over the quarter",
    trigger: { kind: "schedule", everyDays: 90, share: 0.25 },
    contactRule: relationship,
    followUp: { when: unhappy, withinHours: 72, why: "Would not recommend us" },
  },
  source: "Reichheld (2003), One Number You Need to Grow; interval: adjusted Wald",
}
