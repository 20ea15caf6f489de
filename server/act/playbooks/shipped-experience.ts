import { type Shipped, say } from "./playbook.ts"

/** The thing works; what surrounds it does not. */
export const experiences: readonly Shipped[] = [
  {
    key: "service_failure",
    name: say("Service failure", "服务失误"),
    description: say(
      "A service was down, late or wrong for many: delivery, support, an outage. Restore it, make it good, stop it from happening again.",
      "服务中断、延误或出错，影响众多客户：配送、客服或宕机。恢复服务、作出弥补、防止再次发生。",
    ),
    steps: [
      {
        department: "contact_centre",
        role: say("Contact-centre manager", "客服中心经理"),
        title: say("Agents know what happened and what we offer", "客服了解情况及补偿方案"),
        deliverable: "guidance_live",
        due: { promise: "guidance_live", share: 1 },
        instructions: say(
          "One honest sentence about what happened, one about when it is over, one about what we do for her.",
          "一句话说明发生了什么，一句话说明何时恢复，一句话说明我们为客户做什么。",
        ),
        tasks: [
          say("What happened, in one sentence", "一句话说明情况"),
          say("What may be offered without asking", "无需请示即可提供的补偿"),
        ],
      },
      {
        department: "marketing",
        role: say("Customer communication", "客户沟通负责人"),
        title: say("Those hit hear from us, with an apology", "向受影响客户致歉并说明"),
        deliverable: "notice_sent",
        due: { promise: "first_notice", share: 1 },
        instructions: say(
          "Do not explain the organization chart. Say sorry, what is done, and by when.",
          "不要解释内部分工。致歉、说明措施与时间。",
        ),
        tasks: [say("Who was hit", "哪些客户受影响"), say("Draft and approval", "起草与审批")],
      },
      {
        department: "product",
        role: say("Service owner", "服务负责人"),
        title: say("The cause is removed, not only the symptom", "消除根因，而非只处理表象"),
        deliverable: "fix_released",
        due: { promise: "fix_shipped", share: 1 },
        instructions: say(
          "Restore first. Then ask five times why, with those who were there.",
          "先恢复服务，再与当事人一起连问五个“为什么”。",
        ),
        tasks: [
          say("Set the success metric", "设定成功指标"),
          say("Review without blame", "不追责的复盘"),
          say("Alarm that would have told us earlier", "能更早发现问题的告警"),
        ],
      },
      {
        department: "cx",
        role: say("CX lead", "客户体验负责人"),
        title: say("Customers who were hit are contacted and made whole", "联系受影响客户并予以弥补"),
        deliverable: "offer_decided",
        due: { promise: "first_notice", share: 1 },
        instructions: say(
          "Decide what is fair, by group of customers, before the first one asks.",
          "在第一位客户询问之前，按客群决定公平的补偿。",
        ),
        tasks: [say("What is fair, for whom", "为谁、补偿什么"), say("Who calls whom", "由谁联系谁")],
      },
      {
        department: "cx",
        role: say("CX lead", "客户体验负责人"),
        title: say("We know whether they stayed", "确认客户是否留下"),
        deliverable: "measured",
        due: { promise: "verified", share: 1 },
        instructions: say(
          "Compare those hit with those who were not: satisfaction, contacts, leaving.",
          "比较受影响与未受影响客户：满意度、来电与流失。",
        ),
        tasks: [say("Baseline and comparison", "基线与对照")],
      },
    ],
  },
  {
    key: "confusing_experience",
    name: say("Confusing experience", "体验困惑"),
    description: say(
      "Customers do not find, understand or manage it, though it works as built. Watch them, change it, see that they manage.",
      "功能正常，但客户找不到、看不懂或不会用。观察、改进，并确认客户已能顺利完成。",
    ),
    steps: [
      {
        department: "cx",
        role: say("UX researcher", "用户体验研究员"),
        title: say("We have watched customers try", "观察客户的实际操作"),
        deliverable: "research_done",
        due: { promise: "fix_shipped", share: 0.3 },
        instructions: say(
          "Five people who own it, at their task, without help. Note where they stop and what they say.",
          "邀请五位真实用户独立完成任务，不提供帮助。记录他们在哪里停下、说了什么。",
        ),
        tasks: [
          say("Find five customers", "邀请五位客户"),
          say("Watch and note", "观察并记录"),
          say("Show the recordings to Product and the contact centre", "与产品和客服一起看录像"),
        ],
      },
      {
        department: "contact_centre",
        role: say("Contact-centre manager", "客服中心经理"),
        title: say("Agents can talk a customer through it", "客服能引导客户完成"),
        deliverable: "guidance_live",
        due: { promise: "guidance_live", share: 1 },
        instructions: say(
          "The steps as the customer sees them, with her words for things.",
          "用客户的语言，按客户所见逐步说明。",
        ),
        tasks: [say("Steps with pictures", "图文步骤"), say("Ask: did that help?", "询问：是否有帮助？")],
      },
      {
        department: "marketing",
        role: say("Content", "内容负责人"),
        title: say("Those who struggled are shown the way", "向遇到困难的客户说明用法"),
        deliverable: "notice_sent",
        due: { promise: "first_notice", share: 1 },
        instructions: say(
          "Short, with one picture. Say that it was our fault, and that it will become easier.",
          "简短，配一张图。说明是我们设计得不够好，并且会改进。",
        ),
        tasks: [
          say("Help page and a short film", "帮助页面与短视频"),
          say("Mail to those who struggled", "邮件通知遇到困难的客户"),
        ],
      },
      {
        department: "product",
        role: say("Designer and product manager", "设计师与产品经理"),
        title: say("It explains itself", "产品本身一目了然"),
        deliverable: "fix_released",
        due: { promise: "fix_shipped", share: 1 },
        instructions: say(
          "Try the change with customers before it is built, and again before it is released.",
          "开发前和发布前都请客户试用。",
        ),
        tasks: [
          say("Set the success metric: task success or contacts", "设定成功指标：任务成功率或来电量"),
          say("Try a sketch with three customers", "请三位客户试用草图"),
          say("Release", "发布"),
        ],
      },
      {
        department: "cx",
        role: say("CX lead", "客户体验负责人"),
        title: say("Customers manage, and say so", "客户能顺利完成，并如此反馈"),
        deliverable: "measured",
        due: { promise: "verified", share: 1 },
        instructions: say(
          "Task success, effort and contacts, before and after.",
          "比较前后的任务成功率、费力度与来电量。",
        ),
        tasks: [say("Baseline", "基线"), say("Measure again", "再次测量")],
      },
    ],
  },
  {
    key: "price_expectation_gap",
    name: say("Price or expectation gap", "价格或期望落差"),
    description: say(
      "Customers get less than they were led to expect, or pay more. Make the promise true, or make it smaller.",
      "客户得到的少于承诺，或支付的多于预期。兑现承诺，或收窄承诺。",
    ),
    steps: [
      {
        department: "cx",
        role: say("CX lead", "客户体验负责人"),
        title: say("What was expected, and where it came from", "客户的期望及其来源"),
        deliverable: "research_done",
        due: { promise: "fix_shipped", share: 0.25 },
        instructions: say(
          "Collect the promise (advert, shop, sales talk) beside what happened. Use the customers' own sentences.",
          "收集承诺（广告、店铺、销售话术）与实际情况，并引用客户原话。",
        ),
        tasks: [
          say("Where the promise is made", "承诺出自何处"),
          say("Ten customers asked what they expected", "询问十位客户的期望"),
        ],
      },
      {
        department: "executive",
        role: say("Executive sponsor", "高管负责人"),
        title: say("Decide: keep the promise or change it", "决定：兑现承诺还是修改承诺"),
        deliverable: "offer_decided",
        due: { promise: "first_notice", share: 1 },
        instructions: say(
          "What does keeping it cost; what does it cost not to? Answer the customer questions first.",
          "兑现的代价是什么？不兑现的代价又是什么？先回答客户的问题。",
        ),
        tasks: [say("Options with customer impact", "各方案对客户的影响"), say("Decision on record", "记录决定")],
      },
      {
        department: "contact_centre",
        role: say("Contact-centre manager", "客服中心经理"),
        title: say("Agents may make it good", "授权客服予以弥补"),
        deliverable: "guidance_live",
        due: { promise: "guidance_live", share: 1 },
        instructions: say(
          "What may be given, up to how much, without asking anybody.",
          "无需请示即可给予什么、最高多少。",
        ),
        tasks: [say("Limits and reasons", "额度与理由"), say("What not to promise", "不可承诺的内容")],
      },
      {
        department: "marketing",
        role: say("Marketing lead", "市场负责人"),
        title: say("Those concerned are told, and the promise is put right", "告知相关客户并更正承诺"),
        deliverable: "notice_sent",
        due: { promise: "first_notice", share: 1 },
        instructions: say(
          "Change every place that makes the old promise, and write to those who believed it.",
          "更正所有旧承诺之处，并写信给相信它的客户。",
        ),
        tasks: [say("List of places", "列出所有出处"), say("Notice to customers", "客户通知")],
      },
      {
        department: "product",
        role: say("Product manager", "产品经理"),
        title: say("Offer, product or price is changed", "调整方案、产品或价格"),
        deliverable: "fix_released",
        due: { promise: "fix_shipped", share: 1 },
        instructions: say(
          "Done means that the next customer gets what she was told.",
          "“完成”是指下一位客户能得到我们所说的。",
        ),
        tasks: [
          say("Set the success metric", "设定成功指标"),
          say("Change and check with new customers", "调整并向新客户核实"),
        ],
      },
      {
        department: "cx",
        role: say("CX lead", "客户体验负责人"),
        title: say("Expectations are met", "期望得到满足"),
        deliverable: "measured",
        due: { promise: "verified", share: 1 },
        instructions: say(
          "“Did it meet what you expected?”, before and after.",
          "比较前后“是否符合您的期望？”的回答。",
        ),
        tasks: [say("Baseline", "基线"), say("Measure again", "再次测量")],
      },
    ],
  },
]
