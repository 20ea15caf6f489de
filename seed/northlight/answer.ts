/**
 * How Northlight answers its crisis, as far as it has come by the anchor: what each department wrote, in its own words.
 * Days are counted back from the anchor, hours are UTC.
 */
export const motor = {
  slice: { product: "Aria 2", component: "Fan motor", batch: "7" },
  statement:
    "My Aria 2 stops after three weeks, a red light comes on, and nobody can tell me when there will be parts.",
  jobsHurt: ["Breathe clean air at night", "Trust a device that runs while the children sleep"],
  title: "Every owner of a batch 7 motor gets a new one, without having to ask twice",
  stageTexts: {
    en: "We are looking into why some fan motors of Aria 2 stop, and are getting new motors ready.",
    "zh-CN": "我们正在查明部分 Aria 2 风扇电机停转的原因，并在准备新的电机。",
  },
  lateNote:
    "Waiting for the supplier's report, promised for Thursday. Seven of ten units opened: the bearing is worn. The last three today.",
  success: { metric: "volume", expected: { direction: "down" as const, size: 0.6 }, weeks: 9 },
  note: {
    kind: "interview" as const,
    summary:
      "Six owners by phone. All six unplugged it at the smell, two threw it away. What angered them was not the fault but hearing two different answers.",
    quote: "I don't mind that it broke. I mind that I was the one who had to find out.",
  },
} as const

export const guidance = {
  title: "Aria 2 stops with a red light (batch 7)",
  eligibility: { product: ["Aria 2"], batch: ["7"] },
  texts: {
    en: {
      say: "I am sorry. We know this fault: the fan motor in your Aria 2 can stop. It is ours to put right, and you will not pay anything. Please unplug it until the new motor is in.",
      offer:
        "A new motor, fitted by us: we collect the unit and return it within ten working days.\nFor homes with a small child or asthma: a loan unit, sent today.\nIf she would rather not wait: the full price back, without asking why.",
      notPromise:
        "No date before the confirmed one: the first motors leave on the 9th working day from now.\nDo not say it is safe to go on using it.\nDo not say it is the customer's power supply.",
      steps: [
        "Ask for the serial number on the underside: A2-07-… is covered.",
        "Ask whether there was a hot smell. If so: unplug at once, and note “smell” in the contact.",
        "Choose together: new motor, loan unit or money back. Read the address back.",
        "Say when she will hear from us next: on Friday, whatever the news.",
      ],
    },
    "zh-CN": {
      say: "非常抱歉。这个问题我们已经知道：您的 Aria 2 风扇电机可能会停转。这是我们的责任，您无需支付任何费用。在换上新电机之前，请先拔下电源。",
      offer:
        "免费更换电机：上门取件，十个工作日内送回。\n家中有幼儿或哮喘患者：今天寄出备用机。\n如不愿等待：全额退款，不问原因。",
      notPromise:
        "不要承诺早于已确认的日期：首批电机九个工作日后发出。\n不要说可以继续安全使用。\n不要说是客户家里电源的问题。",
      steps: [
        "请客户查看底部序列号：A2-07- 开头的在范围内。",
        "询问是否有焦糊味。如有：立即拔下电源，并在记录中注明“焦味”。",
        "与客户一起选择：换电机、备用机或退款，并复述地址。",
        "告诉客户下次联系的时间：周五，无论有无进展。",
      ],
    },
  },
} as const

/** What customers said in calls after the guidance was live. */
export const calls = {
  en: [
    "Red light since Sunday and the fan stands still. This time you knew at once what it was, thank you.",
    "It smelled hot, so I pulled the plug. We have two small children.",
    "This is my third call. Last week one of you said a fuse, another said my wall socket. I would like my money back.",
    "It stopped after exactly twenty days.",
    "I got your mail before it stopped. When does the new motor come?",
    "We run a practice with four of them, all the same batch, two have stopped.",
  ],
  zh: [
    "红灯亮了，风扇不转了，刚用了三周。",
    "有焦味，我已经拔了电源，家里有孩子。",
    "收到你们的邮件，我的序列号在范围内吗？",
  ],
} as const

export const notice = {
  title: "Batch 7: we are sorry, and this is what we do",
  texts: [
    {
      language: "en",
      subject: "We are sorry: the motor in your Aria 2, and what we are doing",
      body: `Dear {{name|customer}},

we are sorry. The fan motor in some units of Aria 2 stops after a few weeks, and yours is from the batch it happens to. You should hear that from us, before it happens to you.

## What happened
Customers told us:
> It stops after three weeks, a red light comes on, and nobody can tell me when there will be parts.

They are right. In batch 7 we used motors of a new supplier. Some of them run hot and stop. We have stopped shipping this batch.

## What we are doing, and when
Every owner of batch 7 gets a new motor, free of charge, whether or not hers has stopped. The first ones leave us within nine working days; all of them within four weeks. We write to you again on Friday, also if there is nothing new.

## What you should do
- Please unplug your Aria 2 if it smells hot or the red light is on.
- Reply to this mail with "motor", and we arrange the collection. Your serial number is {{serial|on the underside}}.
- If you need clean air in the meantime, say so: we send a loan unit.

## How to reach us
Reply to this mail. Where this stands you can see at any time: {{status_link}}

Ines Dahlberg
Chief executive, Northlight`,
    },
    {
      language: "zh-CN",
      subject: "我们深表歉意：关于您的 Aria 2 电机，以及我们正在做的事",
      body: `尊敬的{{name|客户}}：

我们深表歉意。部分 Aria 2 的风扇电机会在几周后停转，您的产品属于这一批次。这件事应当由我们告诉您，而不是等它发生在您身上。

## 发生了什么
有客户告诉我们：
> 用了三周就停了，亮红灯，没有人能告诉我什么时候有配件。

他们说得对。第 7 批使用了新供应商的电机，其中一部分会过热停转。我们已停止发运这一批次。

## 我们正在做什么，何时完成
第 7 批的每一位用户都将免费获得新电机，无论是否已经停转。首批将在九个工作日内发出，四周内全部完成。我们周五会再次写信给您，即使没有新的进展。

## 您应该做什么
- 如有焦味或亮红灯，请拔下电源。
- 直接回复此邮件“电机”，我们安排上门取件。您的序列号：{{serial|见机身底部}}。
- 如果这段时间需要净化空气，请告诉我们，我们寄出备用机。

## 如何联系我们
直接回复此邮件。您可以随时在此查看进展：{{status_link}}

Ines Dahlberg
Northlight 首席执行官`,
    },
  ],
}

export const page = {
  titles: { en: "Aria 2: fan motors that stop", "zh-CN": "Aria 2：风扇电机停转" },
} as const

type Words = { en: string; "zh-CN"?: string }
type Posted = { day: number; hour: number; by: string; audience: "internal" | "public"; texts: Words }
export const updates: readonly Posted[] = [
  {
    day: 4,
    hour: 16,
    by: "oscar",
    audience: "public",
    texts: {
      en: "Some fan motors of Aria 2 batch 7 stop after a few weeks. We have stopped shipping the batch. Every owner gets a new motor free of charge and hears from us by mail. If yours smells hot or shows the red light, please unplug it.",
      "zh-CN":
        "Aria 2 第 7 批部分风扇电机会在几周后停转。我们已停止发运该批次。每位用户都将免费获得新电机，并会收到我们的邮件。如有焦味或亮红灯，请拔下电源。",
    },
  },
  {
    day: 2,
    hour: 15,
    by: "jonas",
    audience: "internal",
    texts: {
      en: "Lab: 7 of 10 returned units have a worn bearing, the grease is not to blame. The supplier's report was promised for Thursday and has not come. The old supplier can deliver 600 motors a week from next week on, which is four weeks for all owners. Contact centre and marketing are ahead of us, thank you.",
    },
  },
]

/** What was said in the plan room; `on` is the plan, or the deliverable of one of its workstreams. */
export const said = [
  {
    day: 5,
    hour: 10,
    by: "grace",
    on: "plan",
    text: "I sponsor this. If anything waits for a decision for longer than a day, call me, do not write.",
  },
  {
    day: 5,
    hour: 13,
    by: "xiaomei",
    on: "guidance_live",
    text: "苏州已按新指引答复，今天的来电第一次有了统一的说法。谢谢 @carol。",
  },
  {
    day: 3,
    hour: 9,
    by: "emma",
    on: "notice_sent",
    text: "Four in ten of the owners in China have no mail address with us. @linxia can the mini-program carry the same text?",
  },
  {
    day: 1,
    hour: 9,
    by: "hanna",
    on: "cause_found",
    text: "Still no report from the supplier. I open the last three units myself today. @jonas I would plan with the old motor and stop waiting.",
  },
  {
    day: 1,
    hour: 14,
    by: "ines",
    on: "plan",
    text: "Good. The board asks for one number: by when does the last owner have her motor? @robert",
  },
] as const

/** What went wrong before and was put right: the new price of Care, and how it was told. Weeks before the anchor. */
export const price = {
  slice: { product: "Care", component: "Plan" },
  statement: "I found the new price of Care on my bank statement. You could at least have told me, and why.",
  title: "Nobody learns of a new price from her bank",
  weeks: { began: 46.7, noticed: 46, opened: 45.6, fixed: 40.7, by: 33 },
  figures: { observed: 24, expected: 4.2, people: 23, terms: ["price", "bank", "told", "cancel"] },
  success: { metric: "volume", expected: { direction: "down" as const, size: 0.4 } },
  closing:
    "Fewer write about the price than before it rose. Prices are told 30 days ahead from now on, with the reason.",
  lesson:
    "What helped was one letter with the reason and a month at the old price, not the discount we argued about for two weeks. Next time the letter comes first.",
} as const
