import type { FeedbackInput } from "../feedback-input.ts"
import { calendarUntil } from "./calendar.ts"
import type { Until } from "./northlight.ts"
import { everythingSaid } from "./northlight.ts"
import { story } from "./story.ts"

export type DemoMember = {
  name: string
  /** A reserved domain: no mail can leave for it. */
  email: string
  title: string
  /** Names of departments, the member's own first. */
  departments: string[]
  role: "owner" | "admin" | "editor" | "member" | "viewer" | "agent" | "auditor"
  locale: "en" | "zh-CN"
  /** Whether names and addresses of customers are shown, where that differs from what the role says. */
  personalData: boolean | null
}

/**
 * Who works at Northlight: several in every department, some at home in Chinese. The owner stands first, and the first
 * of each department is the one to sign in as to see its home.
 */
export function northlightMembers(): DemoMember[] {
  return [
    member("Ines Dahlberg", "Chief executive", ["Executive"], "owner"),
    member("Maya Okonjo", "CX lead", ["CX"], "admin"),
    member("Jonas Reuter", "Head of hardware", ["Product"], "editor"),
    member("Carol Mbeki", "Head of contact centre", ["Contact centre"], "editor"),
    member("Oscar Villanueva", "Head of marketing", ["Marketing"], "editor", { personalData: false }),
    member("Robert Achterberg", "Chief product officer", ["Executive", "Product"], "admin"),
    member("Grace Nakamura", "Chief customer officer", ["Executive", "CX"], "admin"),
    member("Tom Whitlock", "Voice-of-customer analyst", ["CX"], "editor"),
    member("Lucía Ferrer", "UX researcher", ["CX", "Product"], "editor"),
    member("Priya Raman", "Product manager, Aria", ["Product"], "editor"),
    member("Ben Adeyemi", "Product manager, app and Care", ["Product"], "editor", { personalData: false }),
    member("Hanna Lindqvist", "Quality engineer", ["Product"], "member"),
    member("周晓梅", "苏州客服主管", ["Contact centre"], "editor", { locale: "zh-CN", address: "xiaomei" }),
    member("Dana Pruitt", "Agent, Columbus", ["Contact centre"], "agent"),
    member("Stuart Lowe", "Agent, Leeds", ["Contact centre"], "agent"),
    member("钱佳佳", "苏州客服", ["Contact centre"], "agent", { locale: "zh-CN", address: "jiajia" }),
    member("Emma Thorne", "CRM and lifecycle", ["Marketing"], "member", { personalData: true }),
    member("林夏", "中国区品牌", ["Marketing"], "member", { locale: "zh-CN", address: "linxia" }),
    member("Frances Boyd", "Data protection", [], "auditor"),
  ]
}

/** What a comment of the collaboration feed is written on. */
type CommentTarget =
  | { feedback: { source: string; externalId: string } }
  | { signalOn: { product: string; component: string; batch?: string } }

type SeedComment = {
  /** ISO time, never at or after the anchor. */
  at: string
  /** E-mail of the author. */
  author: string
  target: CommentTarget
  /** Mentions are written `@[e-mail]`, to be replaced by what the store expects. */
  text: string
  mentions: string[]
}

/** What the departments have said so far beside the record, oldest first. */
export function northlightComments({ endOn }: Until): SeedComment[] {
  const calendar = calendarUntil(endOn)
  const said = everythingSaid({ endOn })
  const motor = said.filter((item) => item.product === "Aria 2" && item.component === "Fan motor" && item.batch === "7")
  const crisis = { signalOn: { product: "Aria 2", component: "Fan motor", batch: "7" } }
  const on = (item: FeedbackInput | undefined): CommentTarget =>
    item ? { feedback: { source: item.source!, externalId: item.externalId! } } : crisis
  const before = (weeks: number, test: (item: FeedbackInput) => boolean, among = motor) => {
    const at = calendar.time(calendar.weeksBefore(weeks), 0)
    return on(among.findLast((item) => item.occurredAt! < at && item.text && item.kind !== "social" && test(item)))
  }
  const english = (item: FeedbackInput) => !/\p{Script=Han}/u.test(item.text!)
  const chinese = before(2.4, (item) => item.text!.includes("红灯"))
  const burning = before(1.2, (item) => /burn/.test(item.text!))
  const third = before(
    2.6,
    (item) => item.kind === "call" && Number(item.attributes?.contactNumber) === 3 && english(item),
  )
  const strike = before(
    18.9,
    (item) => item.region === story.strike.region && item.component === "Delivery" && item.kind !== "response",
    said,
  )
  const signIn = before(32.6, (item) => item.component === "Sign-in" && english(item), said)
  return [
    comment(
      32.6,
      "ben",
      signIn,
      "Confirmed, the token refresh in 4.6.0. Fix is in review, 4.6.1 goes out this week. @carol please tell people to use the website until then.",
    ),
    comment(
      32.4,
      "carol",
      signIn,
      "Done, and added to the greeting. Thanks for the fast answer, this is how it should work.",
    ),
    comment(
      19.2,
      "stuart",
      strike,
      "Most of today's UK callers. They do not mind the strike, they mind hearing nothing. Could we mail them? @emma",
    ),
    comment(19, "emma", strike, "Mail to all open UK and Irish orders goes out at 16:00, with a new date for each."),
    comment(
      3.9,
      "tom",
      crisis,
      "Not seasonal: Aria 1 and the other batches are flat. Median time to failure is about three weeks after delivery.",
    ),
    comment(
      3.7,
      "hanna",
      crisis,
      "Batch 7 is the first with the new supplier's motor. I have asked for ten returned units. @jonas can we get the incoming-inspection records?",
    ),
    comment(
      3.3,
      "jonas",
      crisis,
      "Records requested. I would not call it the motor yet, it could also be the new grease. Ten units are on the way to the lab.",
    ),
    comment(2.6, "dana", third, "Third time she called and I had nothing new to say. What may we offer?"),
    comment(
      2.4,
      "xiaomei",
      chinese,
      "今天第八个同样的情况，都是第7批。顾客问什么时候有配件，我们没有统一的答复。@carol @jonas",
    ),
    comment(
      2.3,
      "carol",
      chinese,
      "Same in Columbus. Two desks gave two different answers yesterday, that is on us. We need one answer today. @maya",
    ),
    comment(
      1.6,
      "maya",
      crisis,
      "After-call satisfaction is down by more than ten points and nearly all of it sits here. I would like a plan, not another dashboard. @robert @oscar",
    ),
    comment(1.2, "priya", burning, "Three people write of a burning smell. That changes the priority. @jonas @robert"),
    comment(
      0.9,
      "oscar",
      crisis,
      "If we write first, we look honest; if the reviews do, we do not. I can have a notice ready tomorrow. To whom exactly?",
    ),
    comment(0.5, "ines", crisis, "I read ten of these last night. What do we tell people on Monday, and who owns it?"),
  ]

  function comment(weeks: number, author: string, target: CommentTarget, text: string): SeedComment {
    const day = calendar.weeksBefore(weeks)
    const mentions = [...text.matchAll(/@([a-z]+)/g)].map((match) => `${match[1]}@northlight.example`)
    return {
      at: calendar.time(day, 8 * 60 + (((Math.round(weeks * 977) % 540) + 540) % 540)),
      author: `${author}@northlight.example`,
      target,
      text: text.replace(/@([a-z]+)/g, "@[$1@northlight.example]"),
      mentions,
    }
  }
}

function member(
  name: string,
  title: string,
  departments: string[],
  role: DemoMember["role"],
  more: { locale?: DemoMember["locale"]; address?: string; personalData?: boolean } = {},
): DemoMember {
  const first = name
    .split(" ")[0]!
    .normalize("NFD")
    .replace(/[^A-Za-z]/g, "")
    .toLowerCase()
  return {
    name,
    email: `${more.address ?? first}@northlight.example`,
    title,
    departments,
    role,
    locale: more.locale ?? "en",
    personalData: more.personalData ?? null,
  }
}
