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

const unhappy = atMost("ease", 3)

export const firstUse: Template = {
  id: "first-use",
  group: "product",
  name: both("First use", "首次使用"),
  why: both(
    "Whether people reach what they bought it for, and where they get stuck.",
    "人们是否实现了购买目的，以及在哪里受阻。",
  ),
  touchpoint: "First use",
  definition: survey(
    both("Your first days with it", "最初几天的使用"),
    [
      page(
        "p1",
        scale("ease", both("It was easy to get started.", "开始使用很容易。"), {
          ...{ measures: "ease", min: 1, max: 7, required: true },
          ...agreement,
        }),
      ),
      page(
        "p2",
        choose("done", both("Have you been able to do what you got it for?", "您是否已经实现了购买它的目的？"), [
          choice("yes", "Yes", "是"),
          choice("partly", "Partly", "部分"),
          choice("no", "Not yet", "还没有"),
        ]),
      ),
      page(
        "p3",
        choose(
          "stuck",
          both("Where did you get stuck?", "您在哪里遇到了困难？"),
          [
            choice("unpack", "Unpacking and setting up", "开箱与安装"),
            choice("app", "The app and connecting it", "应用与连接"),
            choice("manual", "The instructions", "说明书"),
            choice("daily", "Using it day to day", "日常使用"),
            other,
          ],
          { many: true, showIf: { any: [unhappy, { of: "answer.done", is: "oneOf", value: ["partly", "no"] }] } },
        ),
      ),
      page("p4", words("why", both("What surprised you, for better or worse?", "有什么让您感到意外，无论好坏？"))),
    ],
    endings(unhappy),
  ),
  setup: {
    audience: "New customers, a week after they began",
    trigger: { kind: "event", event: "product.activated", afterHours: 168, withinHours: 336 },
    contactRule: transactional,
    followUp: { when: unhappy, withinHours: 48, why: "Got stuck at the beginning" },
  },
}
