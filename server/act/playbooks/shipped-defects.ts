import { type Shipped, say } from "./playbook.ts"

/** Something that was made is at fault. */
export const defects: readonly Shipped[] = [
  {
    key: "product_defect",
    name: say("Product defect", "产品缺陷"),
    description: say(
      "A part fails after it was sold. Find the cause, help who calls, tell who owns one, fix it, and see that it helped.",
      "产品售出后某个部件出现故障。查明原因、帮助来电客户、通知持有者、完成修复，并确认确有成效。",
    ),
    steps: [
      {
        department: "product",
        role: say("Quality or engineering lead", "质量或工程负责人"),
        title: say("Find the cause and which units have it", "查明原因及受影响的批次"),
        deliverable: "cause_found",
        due: { promise: "fix_shipped", share: 0.2 },
        instructions: say(
          "Name the part, the batches and the conditions. Say what you do not know yet; an honest first answer lets the others begin.",
          "明确部件、批次与发生条件。尚不清楚的也请说明；诚实的初步结论能让其他部门先行动起来。",
        ),
        tasks: [
          say("Get three failed units back", "取回三件故障品"),
          say("Reproduce the failure", "复现故障"),
          say("List the batches or serial numbers concerned", "列出涉及的批次或序列号"),
          say("Decide: is anybody in danger?", "判断：是否危及人身安全？"),
        ],
      },
      {
        department: "contact_centre",
        role: say("Contact-centre manager", "客服中心经理"),
        title: say("Agents know what to say, offer and not promise", "客服知道该说什么、提供什么、不承诺什么"),
        deliverable: "guidance_live",
        due: { promise: "guidance_live", share: 1 },
        instructions: say(
          "Write the guidance from what customers actually asked. Have Product read it before it goes live.",
          "依据客户的真实提问撰写应答指引，上线前请产品部门审阅。",
        ),
        tasks: [
          say("Read twenty of the calls", "阅读二十条来电记录"),
          say("Write what to say, offer and not promise", "写明该说、可提供与不可承诺的内容"),
          say("How to tell an affected unit", "如何辨认受影响的产品"),
          say("Brief the shift leads", "向班组长说明"),
        ],
      },
      {
        department: "marketing",
        role: say("Customer communication", "客户沟通负责人"),
        title: say("Every owner hears from us before she has to call", "在客户来电之前主动告知每位持有者"),
        deliverable: "notice_sent",
        due: { promise: "first_notice", share: 1 },
        instructions: say(
          "Apologise, say what is being done, when, how, and what to do until then. Only to those affected.",
          "致歉，说明正在做什么、何时、如何完成，以及在此之前客户该怎么做。只发给受影响者。",
        ),
        tasks: [
          say("Agree the date that is promised with Product", "与产品部门商定承诺日期"),
          say("Draft in the languages of the customers", "用客户的语言起草"),
          say("Check who is affected and who cannot be reached", "核对受影响者与无法联系者"),
          say("Plan the update and the “it is fixed”", "安排进展通报与“已修复”通知"),
        ],
      },
      {
        department: "product",
        role: say("Product manager", "产品经理"),
        title: say("The fix is with the customers", "修复方案送达客户"),
        deliverable: "fix_released",
        due: { promise: "fix_shipped", share: 1 },
        instructions: say(
          "Done means that a customer can have it, not that it is merged or built.",
          "“完成”是指客户能拿到，而不是代码合并或样品做好。",
        ),
        tasks: [
          say("Set the success metric first", "先设定成功指标"),
          say("Stop shipping affected units", "停止发运受影响产品"),
          say("Test the fix with real customers", "与真实客户一起验证修复"),
          say("Say how a customer gets it", "说明客户如何获得修复"),
        ],
      },
      {
        department: "cx",
        role: say("CX lead", "客户体验负责人"),
        title: say("We know whether it helped", "确认是否真正解决"),
        deliverable: "measured",
        due: { promise: "verified", share: 1 },
        instructions: say(
          "Watch the metric on the affected slice against one that is not affected. Read what customers say afterwards.",
          "对比受影响与未受影响客群的指标变化，并阅读客户事后的反馈。",
        ),
        tasks: [
          say("Note the baseline", "记录基线"),
          say("Choose what to compare with", "选择对照"),
          say("Ask again two weeks after the fix", "修复两周后再次询问"),
        ],
      },
    ],
  },
  {
    key: "recall",
    name: say("Recall", "召回"),
    description: say(
      "A product must not be used any more, or must come back. Safety first, everybody reached, every unit accounted for.",
      "产品必须停用或收回。安全第一，联系到每个人，每件产品都有下落。",
    ),
    steps: [
      {
        department: "executive",
        role: say("Executive sponsor", "高管负责人"),
        title: say("Decide the recall and tell the authorities", "决定召回并通报主管机关"),
        deliverable: "other",
        due: { promise: "guidance_live", share: 1 },
        instructions: say(
          "Decide on the risk, not on the cost. Many places ask for a report within 24 hours.",
          "依据风险而非成本作出决定。许多地区要求 24 小时内通报。",
        ),
        tasks: [
          say("Write down the risk and who judged it", "记录风险及评估人"),
          say("Report where the law asks for it", "依法向主管机关报告"),
          say("Stop sale and shipping", "停止销售与发运"),
        ],
      },
      {
        department: "contact_centre",
        role: say("Contact-centre manager", "客服中心经理"),
        title: say("Agents can say at once whether a unit is recalled", "客服能立即判断产品是否在召回范围"),
        deliverable: "guidance_live",
        due: { promise: "guidance_live", share: 1 },
        instructions: say(
          "Eligibility by serial number, batch or date of purchase. First sentence: stop using it.",
          "按序列号、批次或购买日期判断资格。第一句话：请停止使用。",
        ),
        tasks: [
          say("Enter the serial numbers or batches", "录入序列号或批次"),
          say("Agree what is offered: replacement, repair or refund", "确定补偿：更换、维修或退款"),
          say("Extra staff for the first three days", "前三天增加人手"),
        ],
      },
      {
        department: "marketing",
        role: say("Customer communication", "客户沟通负责人"),
        title: say("Every owner is told to stop using it", "通知每位持有者停止使用"),
        deliverable: "notice_sent",
        due: { promise: "first_notice", share: 1 },
        instructions: say(
          "A safety notice: it goes to everybody affected, whatever they said about marketing. By two ways where one fails.",
          "安全通知：发送给所有受影响者，不受营销退订限制。一种方式失败时换另一种。",
        ),
        tasks: [
          say("Safety notice in every language", "以各语言撰写安全通知"),
          say("Who cannot be reached, and how else", "无法联系者及其他途径"),
          say("Notice at dealers and on the site", "经销商与网站公告"),
        ],
      },
      {
        department: "product",
        role: say("Quality lead", "质量负责人"),
        title: say("Cause proven, limits of the recall drawn", "证实原因，划定召回范围"),
        deliverable: "cause_found",
        due: { promise: "fix_shipped", share: 0.3 },
        instructions: say(
          "Rather too many units than one too few. Say on what evidence the limit rests.",
          "宁可多召回，也不遗漏一件。说明范围依据的证据。",
        ),
        tasks: [
          say("Units made, shipped, sold, in stock", "生产、发运、售出与库存数量"),
          say("Root cause with evidence", "有证据的根本原因"),
        ],
      },
      {
        department: "product",
        role: say("Operations lead", "运营负责人"),
        title: say("Replacement or repair is with the customers", "更换或维修送达客户"),
        deliverable: "fix_released",
        due: { promise: "fix_shipped", share: 1 },
        instructions: say(
          "Count what came back every week; who has not answered is asked again.",
          "每周统计收回数量；未回应者再次联系。",
        ),
        tasks: [
          say("Set the success metric: share of units accounted for", "设定成功指标：已有下落产品的比例"),
          say("Return route and labels", "退回路线与标签"),
          say("Remind who did not answer", "提醒未回应者"),
        ],
      },
      {
        department: "cx",
        role: say("CX lead", "客户体验负责人"),
        title: say("Customers trust us again", "重建客户信任"),
        deliverable: "measured",
        due: { promise: "verified", share: 1 },
        instructions: say(
          "Compare those recalled with other customers: satisfaction, repeat purchase, contacts.",
          "比较被召回客户与其他客户：满意度、复购与来电。",
        ),
        tasks: [say("Ask how the recall was handled", "询问召回处理体验"), say("Write the lesson", "总结经验教训")],
      },
    ],
  },
]
