import type { Template } from "./template.ts"
import { agreement, both, page, research, scale, survey, words } from "./wording.ts"

const of = { measures: "umux_lite", min: 1, max: 7, required: true, ...agreement }

export const umuxLite: Template = {
  id: "umux-lite",
  group: "product",
  name: both("Usefulness and ease of use (UMUX-Lite)", "有用性与易用性 (UMUX-Lite)"),
  why: both(
    "Usability in two questions, short enough to be asked inside the product.",
    "用两个问题衡量可用性，短到可以在产品内提问。",
  ),
  touchpoint: "Product",
  definition: survey(both("Using the product", "使用产品"), [
    page(
      "p1",
      scale("useful", both("This product's capabilities meet my requirements.", "这个产品的功能满足我的需求。"), of),
    ),
    page("p2", scale("easy", both("This product is easy to use.", "这个产品易于使用。"), of)),
    page("p3", words("why", both("What would make it better for you?", "怎样才能让它对您更好？"))),
  ]),
  setup: {
    audience: "People who have used the product in the last 30 days",
    trigger: { kind: "always" },
    web: { seconds: 60, share: 0.1, againAfterDays: 90 },
    contactRule: research,
  },
  source: "Lewis, Utesch and Maher (2013). Score: (a + b − 2) × 100 / 12; about SUS: 0.65 × that + 22.9",
}
