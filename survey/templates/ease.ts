import type { Template } from "./template.ts"
import { atMost, both, endings, page, relationship, scale, survey, words } from "./wording.ts"

const unhappy = atMost("ease", 2)

export const ease: Template = {
  id: "ease-of-business",
  group: "relationship",
  name: both("Ease of doing business", "业务往来的便利程度"),
  why: both("Whether it is easy to be a customer, over all departments.", "在所有部门中，作为客户是否方便。"),
  touchpoint: "Relationship",
  definition: survey(
    both("Doing business with us", "与我们的业务往来"),
    [
      page(
        "p1",
        scale("ease", both("How easy is it to do business with us?", "与我们打交道有多方便？"), {
          ...{ measures: "ease", min: 1, max: 5, required: true },
          low: both("Very difficult", "非常困难"),
          high: both("Very easy", "非常方便"),
        }),
      ),
      page("p2", words("why", both("Which one thing would make it easier?", "哪一件事能让它更方便？"))),
    ],
    endings(unhappy),
  ),
  setup: {
    audience: "A sample of customers, spread over the quarter",
    trigger: { kind: "schedule", everyDays: 90, share: 0.25 },
    contactRule: relationship,
    followUp: { when: unhappy, withinHours: 96, why: "Finds it difficult to do business with us" },
  },
}
