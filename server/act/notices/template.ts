import type { NoticeKind, NoticeText } from "./notice.ts"

/** What a draft is made of. */
export type Facts = { statement: string | null; title: string; fixBy: string | null }

/**
 * A first draft: apology, what happened, what we are doing, when, what to do, how to reach us. [[…]] marks what only the
 * author knows; nothing is sent while one is left. {{…}} is filled for each reader.
 */
export const draftsOf = (kind: NoticeKind, facts: Facts): NoticeText[] => [
  { language: "en", ...english[kind](facts) },
  { language: "zh-CN", ...chinese[kind](facts) },
]

type Draft = (facts: Facts) => { subject: string; body: string }

const day = (at: string | null, locale: string, otherwise: string) =>
  at === null
    ? otherwise
    : new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(
        new Date(at),
      )

const english: Record<NoticeKind, Draft> = {
  safety: ({ statement, fixBy }) => ({
    subject: "Important for your safety: please read about your {{product|product}}",
    body: `Dear {{name|customer}},

please stop using your {{product|product}} until you have read this.

## What happened
Customers told us:
> ${statement ?? "[[what customers told us, in their words]]"}

[[what can happen, and to which products or batches]]

## What you should do now
- [[stop using it, unplug it, keep children away: the one thing to do first]]
- [[how to get it repaired, exchanged or refunded]]

## What we are doing, and when
[[what is being done]]. It will be done by ${day(fixBy, "en-GB", "[[date]]")}.

We are sorry. You trusted this product in your home, and it has to be safe there.

## How to reach us
Reply to this mail, or call [[telephone number and hours]]. Where this stands you can see at any time: {{status_link}}

[[name and position of who signs]]`,
  }),
  first: ({ statement, fixBy }) => ({
    subject: "We are sorry: about your {{product|product}}, and what we are doing",
    body: `Dear {{name|customer}},

we are sorry. Something about your {{product|product}} is not as it should be, and you should hear it from us.

## What happened
Customers told us:
> ${statement ?? "[[what customers told us, in their words]]"}

We looked into it, and they are right. [[what we know about the cause, in plain words]]

## What we are doing, and when
[[what is being done]]. We expect it by ${day(fixBy, "en-GB", "[[date]]")}, and we will write again then, or earlier if that changes.

## What you should do
[[what to do until then, or that there is nothing to do]]

## How to reach us
Reply to this mail. Where this stands you can see at any time: {{status_link}}

[[name and position of who signs]]`,
  }),
  update: ({ fixBy }) => ({
    subject: "Where we stand with your {{product|product}}",
    body: `Dear {{name|customer}},

we wrote to you about your {{product|product}}. This is where we stand.

## What we have done
[[what has been done since we last wrote]]

## What comes next, and when
[[what comes next]]. We expect it by ${day(fixBy, "en-GB", "[[date]]")}.

## What you should do
[[what to do, or that there is nothing to do]]

Thank you for your patience. Reply to this mail if anything is unclear, or look here: {{status_link}}

[[name and position of who signs]]`,
  }),
  fixed: ({ statement }) => ({
    subject: "It is fixed: your {{product|product}}",
    body: `Dear {{name|customer}},

you, and others, told us:
> ${statement ?? "[[what customers told us, in their words]]"}

It is fixed. [[what was done]]

## What you should do
[[how to get the fix: an update, an exchange, a visit; or that there is nothing to do]]

If it is not solved for you, please say so: reply to this mail, or press the button on your page. We will come back to you. {{status_link}}

Thank you for telling us.

[[name and position of who signs]]`,
  }),
}

const chinese: Record<NoticeKind, Draft> = {
  safety: ({ statement, fixBy }) => ({
    subject: "事关您的安全：请阅读有关您的{{product|产品}}的通知",
    body: `尊敬的{{name|客户}}：

在读完本通知之前，请停止使用您的{{product|产品}}。

## 发生了什么
有客户告诉我们：
> ${statement ?? "[[客户告诉了我们什么，用他们自己的话]]"}

[[可能发生的情况，涉及哪些产品或批次]]

## 您现在应该做什么
- [[首先要做的一件事：停止使用、拔下电源、让儿童远离]]
- [[如何维修、更换或退款]]

## 我们正在做什么，何时完成
[[正在采取的措施]]。将于 ${day(fixBy, "zh-CN", "[[日期]]")} 前完成。

我们深表歉意。您信任地把它带回家，它在家里就必须是安全的。

## 如何联系我们
直接回复此邮件，或致电 [[电话号码与服务时间]]。您可以随时在此查看进展：{{status_link}}

[[署名人姓名与职务]]`,
  }),
  first: ({ statement, fixBy }) => ({
    subject: "我们深表歉意：关于您的{{product|产品}}，以及我们正在做的事",
    body: `尊敬的{{name|客户}}：

我们深表歉意。您的{{product|产品}}有不应出现的问题，这件事应当由我们告诉您。

## 发生了什么
有客户告诉我们：
> ${statement ?? "[[客户告诉了我们什么，用他们自己的话]]"}

我们查过了，他们说得对。[[用平实的语言说明已知的原因]]

## 我们正在做什么，何时完成
[[正在采取的措施]]。预计于 ${day(fixBy, "zh-CN", "[[日期]]")} 前完成；届时我们会再次写信给您，如有变化会更早告知。

## 您应该做什么
[[在此之前该做什么，或说明无需做任何事]]

## 如何联系我们
直接回复此邮件。您可以随时在此查看进展：{{status_link}}

[[署名人姓名与职务]]`,
  }),
  update: ({ fixBy }) => ({
    subject: "关于您的{{product|产品}}：目前的进展",
    body: `尊敬的{{name|客户}}：

我们曾就您的{{product|产品}}写信给您。以下是目前的进展。

## 我们已经做了什么
[[自上次来信以来完成的事]]

## 下一步与时间
[[下一步]]。预计于 ${day(fixBy, "zh-CN", "[[日期]]")} 前完成。

## 您应该做什么
[[该做什么，或说明无需做任何事]]

感谢您的耐心。如有不清楚的地方请直接回复此邮件，或在此查看：{{status_link}}

[[署名人姓名与职务]]`,
  }),
  fixed: ({ statement }) => ({
    subject: "问题已解决：您的{{product|产品}}",
    body: `尊敬的{{name|客户}}：

您和其他客户告诉我们：
> ${statement ?? "[[客户告诉了我们什么，用他们自己的话]]"}

问题已解决。[[做了什么]]

## 您应该做什么
[[如何获得修复：更新、更换、上门；或说明无需做任何事]]

如果您的问题仍未解决，请告诉我们：直接回复此邮件，或在您的页面上点按按钮，我们会再与您联系。{{status_link}}

感谢您告诉我们。

[[署名人姓名与职务]]`,
  }),
}
