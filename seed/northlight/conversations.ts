/** What Northlight says to single customers whose score was low: rules of the contact centre, and what came of it. */
export const rules = [
  {
    name: "Low score, and it smells or burns",
    definition: {
      where: [{ field: "score.csat", op: "lte" as const, values: [2] }],
      q: "smell",
      scale: { min: 1, max: 5 },
    },
    promisedHours: 4,
    priority: "urgent" as const,
  },
  {
    name: "Not satisfied after a call about Aria 2",
    definition: {
      where: [
        { field: "score.csat", op: "lte" as const, values: [2] },
        { field: "product", op: "in" as const, values: ["Aria 2"] },
      ],
      scale: { min: 1, max: 5 },
    },
    promisedHours: 48,
    priority: "high" as const,
  },
] as const

export const byHand = "Asked for the head of the contact centre"

type Closing = {
  outcome: "solved" | "explained" | "compensated" | "not_reachable"
  said: { en: string; zh: string }
  feeling?: "better" | "same" | "worse"
}

export const closings: readonly Closing[] = [
  {
    outcome: "solved",
    said: {
      en: "New motor promised for next week, collection agreed for Tuesday. He did not have to ask twice.",
      zh: "已约定周二上门取件，下周换新电机。客户表示满意。",
    },
    feeling: "better",
  },
  {
    outcome: "explained",
    said: {
      en: "Told her what is wrong with batch 7 and that it is ours. She wants to wait for the motor.",
      zh: "已说明第 7 批的问题以及由我们负责，客户愿意等待新电机。",
    },
    feeling: "better",
  },
  {
    outcome: "compensated",
    said: {
      en: "Money back, at once. Her asthma does not wait for parts.",
      zh: "已办理全额退款。家中有哮喘患者，无法等待配件。",
    },
    feeling: "same",
  },
  {
    outcome: "not_reachable",
    said: { en: "Three calls and a mail, nobody there.", zh: "三次致电、一封邮件，均未联系上。" },
  },
]

export const contacts = {
  en: [
    "Left a message, will try again after five.",
    "She is at work; calls back tonight.",
    "Asked for the serial number.",
  ],
  zh: ["已留言，下午五点后再打。", "客户在上班，晚上回电。", "已询问序列号。"],
} as const

export const comments = [
  "Fourth one this week who was told two different things before the guidance was live. I send her a loan unit today.",
] as const
