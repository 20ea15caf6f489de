import type { Template } from "./template.ts"
import {
  atMost,
  both,
  choice,
  choose,
  endings,
  page,
  relationship,
  satisfaction,
  scale,
  survey,
  words,
} from "./wording.ts"

const unhappy = { any: [atMost("csat", 2), { of: "answer.renew", is: "equal", value: "no" } as const] }

export const accountCheck: Template = {
  id: "account-check",
  group: "relationship",
  name: both("Account check (B2B)", "企业客户回访 (B2B)"),
  why: both(
    "How an account stands before its renewal, asked of users and of those who decide.",
    "续约前客户的状况，同时询问使用者和决策者。",
  ),
  touchpoint: "Account",
  definition: survey(
    both("Our work together", "我们的合作"),
    [
      page(
        "p1",
        choose("role", both("What is your part in it?", "您在其中的角色是什么？"), [
          choice("user", "I use it", "我使用它"),
          choice("buyer", "I decide about it", "我做决策"),
          choice("both", "Both", "两者都是"),
        ]),
      ),
      page(
        "p2",
        scale(
          "csat",
          both("How satisfied are you with what we do for your company?", "您对我们为贵公司所做的工作满意吗？"),
          {
            ...{ measures: "csat", min: 1, max: 5, required: true },
            ...satisfaction,
          },
        ),
      ),
      page(
        "p3",
        scale("value", both("How do you rate what you get for what you pay?", "您如何评价所得与所付的价值？"), {
          ...{ measures: "value", min: 1, max: 5, unsure: true },
          low: both("Very poor value", "非常不值"),
          high: both("Very good value", "非常超值"),
          showIf: { of: "answer.role", is: "oneOf", value: ["buyer", "both"] },
        }),
      ),
      page(
        "p4",
        choose(
          "renew",
          both("If you had to decide today, would you go on with us?", "如果今天必须决定，您会继续与我们合作吗？"),
          [choice("yes", "Yes", "会"), choice("unsure", "I am not sure", "不确定"), choice("no", "No", "不会")],
          { showIf: { of: "answer.role", is: "oneOf", value: ["buyer", "both"] } },
        ),
      ),
      page("p5", words("change", both("What should we change first?", "我们应该首先改变什么？"))),
    ],
    endings(unhappy),
  ),
  setup: {
    audience: "Users and decision makers of each account, 90 days before renewal",
    trigger: { kind: "schedule", everyDays: 180 },
    contactRule: { ...relationship, everyDays: 120 },
    followUp: { when: unhappy, withinHours: 48, why: "An account is at risk" },
  },
}
