import { normalName } from "./column-names.ts"
import type { ColumnTarget } from "./guess.ts"

/** The tools whose exports are known. */
export const EXPORT_TOOLS = [
  "qualtrics",
  "surveymonkey",
  "typeform",
  "delighted",
  "zendesk",
  "intercom",
  "google_play",
  "app_store",
  "formbricks",
] as const
export type ExportTool = (typeof EXPORT_TOOLS)[number]

export type KnownExport = {
  tool: ExportTool
  kind: "response" | "ticket" | "chat" | "review"
  channel?: string
  /** What the columns are called for people: the questions of a survey. */
  names: string[]
  /** What a column certainly is; undefined where that is to be guessed. */
  targets: (ColumnTarget | undefined)[]
}

type Shape = {
  kind: KnownExport["kind"]
  channel?: string
  /** All of these must be there, each by one of its names (parted by |). */
  marks: readonly string[]
  /** What columns are, by their normal names (parted by |). */
  fields: Readonly<Record<string, ColumnTarget | "ignore" | "attribute">>
  /** The same for columns with numbers in their names. */
  patterns?: readonly (readonly [RegExp, ColumnTarget])[]
}

const field = (target: Exclude<ColumnTarget["target"], "score" | "attribute">) => ({ target }) as ColumnTarget
const ignore: ColumnTarget = { target: "ignore" }
const stars: ColumnTarget = { target: "score", metric: "rating", scale: { min: 1, max: 5 } }

// Names as the tools write them, in their normal form; what is not named here is a question, or guessed.
const shapes: Readonly<Record<ExportTool, Shape>> = {
  qualtrics: {
    kind: "response",
    marks: ["response id", "start date", "end date", "status", "finished"],
    fields: {
      "response id": field("externalId"),
      "recorded date": field("occurredAt"),
      "end date": field("occurredAt"),
      "recipient email|email address": field("person.email"),
      "recipient last name|name": field("person.name"),
      "external reference|external data reference": field("person.externalId"),
      "distribution channel": field("channel"),
      "user language": field("language"),
      "duration in seconds": "attribute",
      "status|finished|progress": "attribute",
      "start date|ip address|recipient first name|response set": "ignore",
      "location latitude|location longitude|location accuracy": "ignore",
    },
    patterns: [
      [/ nps group$/, ignore],
      [/ text$/, field("text")],
      [/ topics$| parent topics$| sentiment( polarity| score)?$/, ignore],
    ],
  },
  surveymonkey: {
    kind: "response",
    marks: ["respondent id|recipient id", "collector id", "start date|date created", "ip address"],
    fields: {
      "respondent id|id": field("externalId"),
      "end date|date modified": field("occurredAt"),
      "start date|date created": "ignore",
      "email address": field("person.email"),
      "last name": field("person.name"),
      "custom data 1|custom value": "attribute",
      "collection mode|response status|survey id": "attribute",
      "collector id|ip address|first name|recipient id|edit url|analyze url|href|total time": "ignore",
    },
    patterns: [
      [/^pages \d+ questions \d+ answers \d+ text$/, field("text")],
      [/^(pages|logic path|metadata|page path|custom variables) /, ignore],
    ],
  },
  typeform: {
    kind: "response",
    marks: ["submit date utc", "network id"],
    fields: {
      "": field("externalId"),
      token: field("externalId"),
      "submit date utc": field("occurredAt"),
      tags: "attribute",
      "start date utc|stage date utc|network id|response type|ending": "ignore",
    },
  },
  delighted: {
    kind: "response",
    marks: ["score", "comment", "permalink|survey response id|response id", "person|person id|survey type"],
    fields: {
      "id|survey response id|response id": field("externalId"),
      "created at|time|response time": field("occurredAt"),
      comment: field("text"),
      "person id|person": field("person.externalId"),
      "email|person email": field("person.email"),
      "name|person name": field("person.name"),
      "phone|phone number": field("person.phone"),
      "survey type|tags": "attribute",
      "permalink|updated at|notes": "ignore",
    },
  },
  zendesk: {
    kind: "ticket",
    marks: [
      "id|ticket id",
      "subject",
      "requester id|requester",
      "ticket form id|submitter id|submitter|via channel",
      "status",
    ],
    fields: {
      "id|ticket id": field("externalId"),
      "created at|ticket created": field("occurredAt"),
      "subject|description|summary": field("text"),
      "requester id": field("person.externalId"),
      "requester external id": field("person.externalId"),
      "requester email": field("person.email"),
      "requester|requester name": field("person.name"),
      "via channel|via": field("channel"),
      organization: field("account"),
      "status|priority|tags|type|ticket type|group": "attribute",
      "url|fivetran synced|brand id|group id|assignee id|assignee|submitter id|submitter|ticket form id|system client":
        "ignore",
      "allow channelback|has incidents|is public|problem id|recipient|updated at|due at|external id|forum topic id":
        "ignore",
      "via source from id|via source from title|via source rel|via source to address|via source to name|via source from address":
        "ignore",
      "merged ticket ids|followup ids|via followup source id|organization id|requester domain": "ignore",
    },
  },
  intercom: {
    kind: "chat",
    marks: [
      "id|conversation id",
      "conversation rating value|conversation rating|conversation rating score|rating",
      "source author id|source body|conversation rating remark|user id|teammate assigned id|waiting since",
      "state|snoozed until|conversation started|created at",
    ],
    fields: {
      "id|conversation id": field("externalId"),
      "created at|conversation started|conversation started at": field("occurredAt"),
      "source subject|source body|conversation rating remark|first message|remark": field("text"),
      "conversation rating value|conversation rating|conversation rating score|rating": {
        target: "score",
        metric: "csat",
        scale: { min: 1, max: 5 },
      },
      "source author id|user id|contact id": field("person.externalId"),
      "user email|source author email|email": field("person.email"),
      "user name|source author name|name": field("person.name"),
      "source type|channel": field("channel"),
      "state|priority|tags": "attribute",
      "fivetran synced|fivetran start|fivetran end|fivetran active|updated at|assignee id|assignee type|read": "ignore",
      "conversation rating created at|first contact reply created at|first contact reply type|first contact reply url":
        "ignore",
      "sla name|sla status|snoozed until|source author type|source delivered as|source id|waiting since|source url":
        "ignore",
    },
  },
  google_play: {
    kind: "review",
    channel: "Google Play",
    marks: ["package name", "star rating", "review text", "review submit date and time"],
    fields: {
      "package name": field("product"),
      "app version name": field("version"),
      "reviewer language": field("language"),
      device: "attribute",
      "review submit date and time": field("occurredAt"),
      "star rating": stars,
      "review title|review text": field("text"),
      "review link": field("externalId"),
      "app version code|review submit millis since epoch|review last update date and time": "ignore",
      "review last update millis since epoch|developer reply date and time|developer reply millis since epoch":
        "ignore",
      "developer reply text": "ignore",
    },
  },
  app_store: {
    kind: "review",
    channel: "App Store",
    marks: [
      "rating|attributes rating|star rating",
      "title|attributes title|review title",
      "territory|attributes territory|storefront|store front",
      "review|body|attributes body|review text",
    ],
    fields: {
      "id|review id": field("externalId"),
      "created date|attributes created date|date|review date|last modified": field("occurredAt"),
      "rating|attributes rating|star rating": stars,
      "title|attributes title|review title|review|body|attributes body|review text": field("text"),
      "nickname|reviewer nickname|attributes reviewer nickname|author": field("person.name"),
      "territory|attributes territory|storefront|store front": field("region"),
      "version|app version": field("version"),
      "app|app name": field("product"),
      "type|links self|developer response|developer reply": "ignore",
    },
    patterns: [[/^(relationships|links) /, ignore]],
  },
  formbricks: {
    kind: "response",
    marks: ["response id", "survey id", "finished", "no|formbricks id internal|timestamp"],
    fields: {
      "response id": field("externalId"),
      timestamp: field("occurredAt"),
      "user id": field("person.externalId"),
      "verified email|email": field("person.email"),
      source: field("channel"),
      "finished|tags|country|url|user agent device": "attribute",
      "no|survey id|formbricks id internal|notes|quotas|user agent os|user agent browser|action": "ignore",
    },
  },
}

/** The most telling first: a Formbricks export has a “response id” and “finished” too. */
const order: readonly ExportTool[] = [
  "google_play",
  "typeform",
  "formbricks",
  "surveymonkey",
  "qualtrics",
  "delighted",
  "intercom",
  "zendesk",
  "app_store",
]

/**
 * Which tool's export a table is, by the names of its columns, and what its columns are. `second` is the second header
 * row where there is one: Qualtrics' questions, SurveyMonkey's answers under a question. `rows` are looked at where the
 * names alone do not say which scale.
 */
export function recogniseExport(
  columns: readonly string[],
  { second, rows }: { second?: readonly string[]; rows: readonly (readonly string[])[] },
): KnownExport | undefined {
  const names = columns.map((name) => normalName(unnumbered(name)))
  // The older Qualtrics export calls its columns V1, V2; their names stand in the second row.
  const under = (second ?? []).map(normalName)
  const legacy = names[0] === "v1" && names[1] === "v2"
  const seen = new Set(legacy ? under : names)
  const tool = order.find((one) => shapes[one].marks.every((mark) => mark.split("|").some((name) => seen.has(name))))
  if (!tool) return undefined
  if (
    tool === "typeform" &&
    !columns.some((name) => name.trim() === "#" || /token/i.test(name)) &&
    !seen.has("response type")
  )
    return undefined
  const shape = shapes[tool]
  const taken = new Set<string>()
  const targets = columns.map((column, index) => {
    const name = legacy ? (under[index] ?? "") : names[index]!
    const found = targetOf(shape, name, column)
    if (!found || found.target === "score" || found.target === "attribute" || found.target === "ignore") return found
    // Each field once, but words may be several.
    if (found.target !== "text" && taken.has(found.target)) return ignore
    taken.add(found.target)
    return found
  })
  // The first column of a Typeform export is called #, or a newer one the token without any name.
  if (tool === "typeform" && !taken.has("externalId")) targets[0] = field("externalId")
  const shown = shownNames(tool, columns, second, legacy)
  preferRecorded(names, targets)
  special(tool, names, targets, rows)
  return { tool, kind: shape.kind, ...(shape.channel ? { channel: shape.channel } : {}), names: shown, targets }
}

function targetOf(shape: Shape, name: string, column: string): ColumnTarget | undefined {
  for (const [known, target] of Object.entries(shape.fields)) {
    if (!known.split("|").includes(name) || (name === "" && column.trim() !== "#")) continue
    if (target === "ignore") return ignore
    return target === "attribute" ? { target, name: column.slice(0, 60), type: "string" } : target
  }
  return shape.patterns?.find(([form]) => form.test(name))?.[1]
}

/** The moment an answer was recorded is the better time where both are there. */
function preferRecorded(names: readonly string[], targets: (ColumnTarget | undefined)[]) {
  const recorded = names.indexOf("recorded date")
  const ended = names.indexOf("end date")
  if (recorded < 0 || ended < 0) return
  targets[ended] = ignore
  targets[recorded] = field("occurredAt")
}

function special(
  tool: ExportTool,
  names: readonly string[],
  targets: (ColumnTarget | undefined)[],
  rows: readonly (readonly string[])[],
) {
  const valuesAt = (index: number) =>
    rows.map((row) => (row[index] ?? "").trim().toLowerCase()).filter((one) => one !== "")
  if (tool === "delighted") {
    const type = valuesAt(names.indexOf("survey type"))[0] ?? "nps"
    const scale = type === "ces" ? { min: 1, max: 7 } : type === "nps" ? { min: 0, max: 10 } : { min: 1, max: 5 }
    const metric = ["nps", "csat", "ces"].includes(type) ? type : type === "nps" ? "nps" : "rating"
    targets[names.indexOf("score")] = { target: "score", metric, scale }
  }
  if (tool === "zendesk") {
    const at = names.findIndex((name) => /^satisfaction (score|rating)( score)?$/.test(name))
    if (at < 0) return
    const rated = valuesAt(at).every((one) => one === "good" || one === "bad") && valuesAt(at).length > 0
    targets[at] = rated
      ? { target: "score", metric: "csat", scale: { min: 0, max: 1 }, labels: { good: 1, bad: 0 } }
      : { target: "attribute", name: "satisfaction", type: "string" }
  }
  if (tool === "google_play" || tool === "app_store") return
}

function shownNames(
  tool: ExportTool,
  columns: readonly string[],
  second: readonly string[] | undefined,
  legacy: boolean,
): string[] {
  if (tool === "qualtrics" && second)
    return columns.map((column, index) => ((legacy || /^q/i.test(column)) && second[index]?.trim()) || column)
  if (tool === "surveymonkey" && second) {
    let question = ""
    return columns.map((column, index) => {
      const sub = (second[index] ?? "").trim()
      if (!/^Column \d+$/.test(column)) question = unnumbered(column)
      if (sub === "" || /^(open-ended )?response$/i.test(sub)) return question
      return `${question}: ${sub}`
    })
  }
  // “3. How satisfied are you?” of Formbricks.
  if (tool === "formbricks") return columns.map((column) => column.replace(/^\d+\.\s+/, ""))
  return [...columns]
}

/** Without the number that tells columns of one name apart. */
const unnumbered = (name: string) => name.replace(/ \(\d+\)$/, "")
