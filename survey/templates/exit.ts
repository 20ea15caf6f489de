import type { Template } from "./template.ts"
import { both, choice, choose, other, page, survey, words } from "./wording.ts"

export const exit: Template = {
  id: "exit",
  group: "relationship",
  name: both("Leaving or cancelling", "离开或取消"),
  why: both("Why customers leave, and what would have kept them.", "客户为什么离开，什么本可以留住他们。"),
  touchpoint: "Cancellation",
  definition: survey(both("Your cancellation", "您的取消"), [
    page(
      "p1",
      choose(
        "reason",
        both("What is the main reason you are leaving?", "您离开的主要原因是什么？"),
        [
          choice("need", "I no longer need it", "我不再需要它"),
          choice("price", "It costs too much for what it gives me", "相对于所得，价格太高"),
          choice("missing", "Something I need is missing", "缺少我需要的东西"),
          choice("hard", "It is too hard to use", "使用起来太难"),
          choice("problems", "It did not work reliably", "不够可靠"),
          choice("service", "The service", "服务"),
          choice("other_product", "I use something else now", "我现在使用别的产品"),
          other,
        ],
        { required: true, shuffle: true },
      ),
    ),
    page("p2", words("what", both("What happened before you decided?", "在您决定之前发生了什么？"))),
    page("p3", {
      id: "back",
      kind: "choice",
      title: both("Under which circumstances would you come back?", "在什么情况下您会回来？"),
      many: false,
      look: "list",
      choices: [
        choice("solved", "If this were put right", "如果这个问题得到解决"),
        choice("cheaper", "If it cost less", "如果价格更低"),
        choice("later", "If I need it again", "如果我再次需要它"),
        choice("never", "I would not", "我不会回来"),
      ],
    }),
  ]),
  setup: {
    audience: "Everybody who cancels, at that moment",
    trigger: { kind: "event", event: "subscription.cancelled", withinHours: 24 },
    contactRule: { purpose: "transactional", everyDays: 0, notWhileFollowUpIsOpen: false },
    followUp: {
      when: { of: "answer.back", is: "equal", value: "solved" },
      withinHours: 24,
      why: "Leaves, and would come back if it were put right",
    },
  },
}
