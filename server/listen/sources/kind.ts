import type { ColumnTarget, ImportColumn } from "./contract.ts"
import type { ImportKind } from "./import-kinds.ts"

type Words = readonly (readonly [ColumnTarget["target"], RegExp])[]

const both: Words = [
  ["person.email", /^(.*[ _])?e?-?mail([ _]address)?$|邮箱|邮件/],
  ["person.phone", /phone|mobile|telefon|handy|^tel$|电话|手机/],
  [
    "person.externalId",
    /^(customer|client|person|user|owner|buyer|kunden?)[ _]?(id|no|number|nr|nummer)$|客户编号|会员号/,
  ],
  ["person.name", /^(full[ _]?)?name$|^(customer|person|owner|buyer|contact)([ _]name)?$|姓名|客户名|kunde$/],
  ["account", /account|company|organi[sz]ation|firma|企业|公司/],
]

const words: Record<Exclude<ImportKind, "feedback">, Words> = {
  ownership: [
    ...both,
    ["serial", /serial|^s\/?n$|seriennummer|序列号/],
    ["orderNumber", /order|bestell|订单/],
    ["batch", /batch|^lot([ _](no|number))?$|charge|批次|批号/],
    ["version", /version|firmware|版本|固件/],
    ["component", /component|^parts?$|部件|组件|bauteil/],
    ["purchasedAt", /purchas|bought|(sold|order|buy)[ _]?(on|at|date)|kaufdatum|购买|销售日期/],
    ["endedAt", /^ended|returned|end[ _]date|退货|结束/],
    ["relation", /relation|^role$|关系|角色/],
    ["product", /product|model|device|produkt|产品|型号/],
    ["externalId", /^(id|registration([ _]id)?|uuid)$/],
  ],
  people: [
    ...both,
    ["person.externalId", /^(external[ _]?)?id$|编号/],
    ["person.role", /^role$|角色/],
    ["language", /lang|sprache|语言/],
    ["consent.marketing", /marketing|newsletter|opt[ _-]?in|营销/],
    ["consent.research", /research|研究/],
    ["person.anonymousId", /anonymous|device[ _]id/],
  ],
}

const normal = (name: string) =>
  name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s._-]+/g, " ")

/** "purchased at" of an order date goes before "order": the names are looked through in the order of their reliability. */
export function guessFor(kind: ImportKind, columns: readonly ImportColumn[]): ImportColumn[] {
  if (kind === "feedback") return [...columns]
  const taken = new Set<string>()
  return columns.map((column) => {
    const name = normal(column.name)
    const candidates = words[kind].filter(([target, test]) => test.test(name) && !taken.has(target))
    const dated = candidates.find(([target]) => target === "purchasedAt" && /date|on$|at$|日期/.test(name))
    const [target] = dated ?? candidates[0] ?? []
    if (!target) {
      const guess: ColumnTarget =
        kind === "people" && name !== ""
          ? { target: "attribute", attribute: column.name.slice(0, 60), type: "string" }
          : { target: "ignore" }
      return { ...column, guess, confidence: 0.3, reason: "its name says nothing we know" }
    }
    taken.add(target)
    return { ...column, guess: { target }, confidence: 0.9, reason: `it is named ${column.name}` }
  })
}

/** The likeliest kind of a file: what somebody said or scored is feedback; serial numbers are owned; the rest are people. */
export function kindOf(name: string, columns: readonly ImportColumn[]): ImportKind {
  const has = (test: (target: string) => boolean) => columns.some((one) => test(one.guess.target))
  if (has((target) => target === "text" || target === "score")) return "feedback"
  const owned = guessFor("ownership", columns).map((one) => one.guess.target)
  const named = owned.some((target) => target.startsWith("person.") || target === "account")
  if (named && (owned.includes("serial") || (owned.includes("product") && owned.includes("purchasedAt"))))
    return "ownership"
  if (named && owned.includes("batch") && owned.includes("product")) return "ownership"
  if (/installed.?base|serial|owner|ownership|registration/i.test(name) && owned.includes("product")) return "ownership"
  const people = guessFor("people", columns).map((one) => one.guess.target)
  const dated = has((target) => target === "occurredAt")
  return !dated && (people.includes("person.email") || people.includes("person.phone")) ? "people" : "feedback"
}
