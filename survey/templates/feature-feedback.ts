import type { Template } from "./template.ts"
import { atMost, both, choice, choose, other, page, research, satisfaction, scale, survey, words } from "./wording.ts"

export const featureFeedback: Template = {
  id: "feature-feedback",
  group: "product",
  name: both("Feedback on a feature", "功能反馈"),
  why: both(
    "Whether a part of the product does what people came to it for.",
    "产品的某个部分是否满足了用户使用它的目的。",
  ),
  touchpoint: "Product",
  definition: survey(both("This part of the product", "产品的这一部分"), [
    page("p1", {
      id: "part",
      kind: "component",
      title: both("Which part of the product is it about?", "这是关于产品的哪个部分？"),
      many: false,
    }),
    page(
      "p2",
      scale("csat", both("How satisfied are you with it?", "您对它满意吗？"), {
        ...{ measures: "csat", min: 1, max: 5, required: true },
        ...satisfaction,
      }),
    ),
    page(
      "p3",
      choose(
        "missing",
        both("What was in the way?", "遇到了什么阻碍？"),
        [
          choice("absent", "It cannot do what I need", "它做不到我需要的事"),
          choice("find", "I could not find it", "我找不到它"),
          choice("understand", "I did not understand it", "我不理解它"),
          choice("broken", "It did not work", "它无法正常工作"),
          choice("slow", "It was slow", "它很慢"),
          other,
        ],
        { many: true, shuffle: true, showIf: atMost("csat", 3) },
      ),
    ),
    page("p4", words("why", both("What did you want to get done with it?", "您想用它完成什么？"))),
  ]),
  setup: {
    audience: "People who have just used the feature, one in five",
    trigger: { kind: "always" },
    web: { seconds: 5, share: 0.25 },
    contactRule: research,
  },
}
