import type { NoticeKind, NoticeText } from "./notice.ts"
import type { Facts } from "./template.ts"

/**
 * A first draft for SMS and push: what happened, what to do, where it stands, in a few sentences. The subject is the
 * title of a push message; an SMS has none. [[…]] is what only the author knows.
 */
export const shortDraftsOf = (kind: NoticeKind, facts: Facts): NoticeText[] => [
  { language: "en", ...english[kind](facts) },
  { language: "zh-CN", ...chinese[kind](facts) },
]

type Draft = (facts: Facts) => { subject: string; body: string }

const day = (at: string | null, locale: string, otherwise: string) =>
  at === null
    ? otherwise
    : new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", timeZone: "UTC" }).format(new Date(at))

const english: Record<NoticeKind, Draft> = {
  safety: () => ({
    subject: "For your safety: {{product|your product}}",
    body: "{{organization}}: please stop using your {{product|product}}. [[what can happen]] [[the one thing to do first]] More: {{status_link}}",
  }),
  first: ({ fixBy }) => ({
    subject: "We are sorry: {{product|your product}}",
    body: `{{organization}}: we are sorry. [[what is wrong]] with your {{product|product}}. We expect to have it put right by ${day(fixBy, "en-GB", "[[date]]")}. [[what to do until then]] More: {{status_link}}`,
  }),
  update: ({ fixBy }) => ({
    subject: "Where we stand: {{product|your product}}",
    body: `{{organization}}, about your {{product|product}}: [[what has been done]]. Next: [[what comes next]], by ${day(fixBy, "en-GB", "[[date]]")}. More: {{status_link}}`,
  }),
  fixed: () => ({
    subject: "It is fixed: {{product|your product}}",
    body: "{{organization}}: what you told us about your {{product|product}} is fixed. [[how to get the fix]] Not solved for you? Say so here: {{status_link}}",
  }),
}

const chinese: Record<NoticeKind, Draft> = {
  safety: () => ({
    subject: "事关您的安全：{{product|您的产品}}",
    body: "【{{organization}}】请停止使用您的{{product|产品}}。[[可能发生的情况]][[首先要做的一件事]]详情：{{status_link}}",
  }),
  first: ({ fixBy }) => ({
    subject: "我们深表歉意：{{product|您的产品}}",
    body: `【{{organization}}】我们深表歉意。您的{{product|产品}}[[出了什么问题]]。预计于${day(fixBy, "zh-CN", "[[日期]]")}前解决。[[在此之前该做什么]]详情：{{status_link}}`,
  }),
  update: ({ fixBy }) => ({
    subject: "目前的进展：{{product|您的产品}}",
    body: `【{{organization}}】关于您的{{product|产品}}：[[已经做了什么]]。下一步：[[下一步]]，预计于${day(fixBy, "zh-CN", "[[日期]]")}前完成。详情：{{status_link}}`,
  }),
  fixed: () => ({
    subject: "问题已解决：{{product|您的产品}}",
    body: "【{{organization}}】您反映的{{product|产品}}问题已解决。[[如何获得修复]]如果您的问题仍未解决，请告诉我们：{{status_link}}",
  }),
}
