import type { Template } from "./template.ts"
import { atMost, both, endings, page, relationship, scale, survey, words } from "./wording.ts"

const unhappy = atMost("expectations", 2)
const one = (id: string, en: string, zh: string, low: [string, string], high: [string, string]) =>
  scale(id, both(en, zh), {
    ...{ measures: id, min: 1, max: 5, unsure: true },
    low: both(...low),
    high: both(...high),
  })

export const expectations: Template = {
  id: "quality-value-expectations",
  group: "relationship",
  name: both("Quality, value and expectations", "质量、价值与期望"),
  why: both(
    "The three judgements behind satisfaction: how good it is, what it is worth, and what was expected.",
    "满意度背后的三个判断：质量如何、是否物有所值、是否符合期望。",
  ),
  touchpoint: "Product",
  definition: survey(
    both("Your product", "您的产品"),
    [
      page(
        "p1",
        one(
          "quality",
          "How do you rate the quality of the product?",
          "您如何评价产品的质量？",
          ["Very poor", "非常差"],
          ["Very good", "非常好"],
        ),
      ),
      page(
        "p2",
        one(
          "value",
          "Given its quality, how do you rate the price you paid?",
          "就其质量而言，您如何评价您支付的价格？",
          ["Very poor value", "非常不值"],
          ["Very good value", "非常超值"],
        ),
      ),
      page(
        "p3",
        one(
          "expectations",
          "How does the product compare with what you expected?",
          "产品与您的期望相比如何？",
          ["Much worse than expected", "远不如期望"],
          ["Much better than expected", "远超期望"],
        ),
      ),
      page("p4", words("why", both("What explains your answers best?", "什么最能解释您的回答？"))),
    ],
    endings(unhappy),
  ),
  setup: {
    audience: "Owners of at least 30 days",
    trigger: { kind: "event", event: "order.delivered", afterHours: 720, withinHours: 2_160 },
    contactRule: { ...relationship, mostPerYear: 1 },
    followUp: { when: unhappy, withinHours: 96, why: "Worse than expected" },
  },
  source: "Fornell et al. (1996), American Customer Satisfaction Index: quality, value, expectations",
}
