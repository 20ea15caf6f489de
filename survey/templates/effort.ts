import type { Template } from "./template.ts"
import {
  agreement,
  atMost,
  both,
  choice,
  choose,
  endings,
  other,
  page,
  scale,
  survey,
  transactional,
  words,
} from "./wording.ts"

const unhappy = atMost("ces", 3)

export const effort: Template = {
  id: "ces",
  group: "moment",
  name: both("Customer effort (CES)", "客户费力度 (CES)"),
  why: both("How hard it is for customers to get something settled.", "客户解决问题有多费力。"),
  touchpoint: "Contact centre",
  definition: survey(
    both("How easy it was", "是否方便"),
    [
      page(
        "p1",
        scale("ces", both("The company made it easy for me to handle my issue.", "这家公司让我能够轻松解决问题。"), {
          ...{ measures: "ces", min: 1, max: 7, required: true },
          ...agreement,
        }),
      ),
      page(
        "p2",
        choose(
          "hard",
          both("What made it hard?", "是什么让您感到费力？"),
          [
            choice("repeat", "I had to explain it more than once", "不得不重复说明"),
            choice("wait", "I had to wait", "需要等待"),
            choice("passed", "I was passed on", "被转来转去"),
            choice("find", "I could not find out how", "找不到办法"),
            other,
          ],
          { many: true, shuffle: true, showIf: atMost("ces", 4) },
        ),
      ),
      page("p3", words("why", both("What would have made it easier?", "怎样才能让它更轻松？"))),
    ],
    endings(unhappy),
  ),
  setup: {
    audience: "Everybody whose issue was settled",
    trigger: { kind: "event", event: "contact.closed", afterHours: 1, withinHours: 24 },
    contactRule: transactional,
    followUp: { when: unhappy, withinHours: 48, why: "It was hard to get an issue settled" },
  },
  source: "Dixon, Freeman and Toman (2010), CES 2.0 wording of CEB (2013); share of 5–7",
}
