import type { Template } from "./template.ts"
import { both, choice, choose, page, research, survey, words } from "./wording.ts"

export const productMarketFit: Template = {
  id: "pmf",
  group: "discovery",
  name: both("Would it be missed? (product-market fit)", "会想念它吗？（产品市场契合度）"),
  why: both(
    "The share that would be very disappointed without the product, and what they get from it. From 40 answers on.",
    "失去产品会非常失望的用户占比，以及产品给他们带来了什么。至少需要 40 份回答。",
  ),
  touchpoint: "Product",
  definition: survey(both("What the product is to you", "产品对您的意义"), [
    page(
      "p1",
      choose(
        "pmf",
        both("How would you feel if you could no longer use this product?", "如果不能再使用这个产品，您会有什么感受？"),
        [
          choice("very", "Very disappointed", "非常失望", { value: 3 }),
          choice("somewhat", "Somewhat disappointed", "有些失望", { value: 2 }),
          choice("not", "Not disappointed", "不失望", { value: 1 }),
          choice("left", "I no longer use it", "我已不再使用"),
        ],
        { measures: "pmf", required: true },
      ),
    ),
    page("p2", words("benefit", both("What is the main benefit you get from it?", "它给您带来的主要好处是什么？"))),
    page("p3", words("instead", both("What would you use instead?", "您会用什么来替代？"))),
    page("p4", words("better", both("How could it be better for you?", "怎样才能让它对您更好？"))),
  ]),
  setup: {
    audience: "People who have used the product at least twice in the last two weeks",
    trigger: { kind: "always" },
    web: { seconds: 60, share: 0.25, againAfterDays: 180 },
    contactRule: research,
  },
  source: "Ellis (2009), Must-have survey: share of “very disappointed” among those who use it",
}
