import { wilson } from "../../../stats/intervals.ts"
import type { Scope } from "../../platform/scope.ts"
import { mailboxNames } from "../mailboxes/public.ts"
import type { Coverage, CoveredTouchpoint } from "./contract.ts"
import { askedAt, begunWith, type HeardRow, heardAt, listTouchpoints, type SurveyRow, surveysAt } from "./store.ts"
import { asKey, findingOf, type Touchpoint } from "./touchpoint.ts"

/** An event task as this stage sees it: what it is called, and the events it begins with. */
export type TaskPost = { id: string; name: string; begins: readonly string[] }
export type TasksOf = (scope: Scope) => Promise<TaskPost[]>

type Post = CoveredTouchpoint["posts"][number]

/** Where customers are heard, touchpoint by touchpoint, by every listening post, over the days from `from` to before `to`. */
export async function coverageOf(scope: Scope, tasksOf: TasksOf, from: string, to: string): Promise<Coverage> {
  const [register, tasks, mailboxes] = await Promise.all([listTouchpoints(scope), tasksOf(scope), mailboxNames(scope)])
  const [heard, begun, surveys, asked] = await Promise.all([
    heardAt(scope, from, to, mailboxes),
    begunWith(scope, [...new Set(tasks.flatMap((one) => one.begins))], from, to),
    surveysAt(scope, from, to),
    askedAt(scope, from, to),
  ])
  const ofName = new Map(register.flatMap((one) => one.names.map((name) => [name, one] as const)))
  const spots = new Map<string, Spot>()
  const spotOf = (name: string): Spot => {
    const touchpoint = ofName.get(asKey(name)) ?? null
    const key = touchpoint?.id ?? asKey(name)
    const spot = spots.get(key) ?? {
      touchpoint,
      name: touchpoint?.name ?? name.trim(),
      heard: [],
      surveys: [],
      asked: [],
    }
    spots.set(key, spot)
    return spot
  }
  for (const one of register) spotOf(one.names[0] ?? one.name)
  for (const row of heard) if (row.name !== "") spotOf(row.name).heard.push(row)
  for (const row of surveys) spotOf(row.touchpoint).surveys.push(row)
  for (const row of asked) spotOf(row.touchpoint).asked.push(row)
  const begunBy = new Map(begun.map((row) => [row.name, row]))
  const covered = [...spots.values()].map((spot) => coveredBy(spot, tasks, begunBy))
  return {
    from,
    to,
    touchpoints: covered.sort(inOrder),
    heard: sum(heard.map((row) => row.heard)),
    placeless: sum(heard.filter((row) => row.name === "").map((row) => row.heard)),
    tasks: tasks.map(({ id, name }) => ({ id, name })),
  }
}

type Spot = {
  touchpoint: Touchpoint | null
  name: string
  heard: HeardRow[]
  surveys: SurveyRow[]
  asked: { asked: number; again: number }[]
}
type Begun = Map<string, { n: number; lastAt: string | null }>

function coveredBy(spot: Spot, tasks: readonly TaskPost[], begun: Begun): CoveredTouchpoint {
  const own = spot.heard.filter((row) => row.way === "survey" && row.by === "")
  const others = spot.heard.filter((row) => row.by !== "" || row.way !== "survey")
  const [asked, askedAgain] = [sum(spot.asked.map((one) => one.asked)), sum(spot.asked.map((one) => one.again))]
  const surveys = spot.surveys.map(asPost)
  const all = {
    heard: sum(spot.heard.map((row) => row.heard)),
    lastAt: latest(spot.heard.map((row) => row.lastAt)),
    // The same person may be heard in several ways: the largest is surely different people.
    people: Math.max(0, ...spot.heard.map((row) => row.people)),
    asked,
    askedAgain,
  }
  const finding = findingOf({
    ...all,
    cameByThemselves: sum(others.filter((row) => row.way !== "survey" && row.way !== "other").map((row) => row.heard)),
    surveysOpen: spot.surveys.filter((one) => one.state === "open").length,
    answers: sum([...own, ...others.filter((row) => row.way === "survey")].map((row) => row.heard)),
    rate: rateOf(
      sum(spot.surveys.map((one) => (asked > 0 ? one.answered : one.finished))),
      sum(spot.surveys.map((one) => (asked > 0 ? one.asked : one.opened))),
    ),
  })
  return {
    touchpoint: spot.touchpoint,
    name: spot.name,
    spellings: [...new Set(spot.heard.map((row) => row.name))],
    ...all,
    posts: [
      ...surveys,
      // Answers that came with no survey of ours at this touchpoint: sent by API, or its touchpoint was changed since.
      ...(surveys.length === 0 ? byWay(own.map((row) => ({ ...row, by: "survey" }))) : []),
      ...byWay(others),
      ...tasks.filter((one) => spot.touchpoint?.tasks.includes(one.id)).map((one) => asTaskPost(one, begun)),
    ],
    finding,
  }
}

const none = { id: null, state: null, asked: null, rate: null, of: null }

function asPost(row: SurveyRow): Post {
  const of = row.asked > 0 ? ("asked" as const) : row.opened > 0 ? ("opened" as const) : null
  return {
    kind: "survey",
    id: row.id,
    name: row.title,
    state: row.state,
    heard: row.finished,
    lastAt: row.last_at?.toISOString() ?? null,
    asked: row.asked,
    rate: of === "asked" ? rateOf(row.answered, row.asked) : of === "opened" ? rateOf(row.finished, row.opened) : null,
    of,
  }
}

/** A source may be written in two ways, or a touchpoint have two names: they are one post. */
function byWay(rows: readonly HeardRow[]): Post[] {
  const groups = [...Map.groupBy(rows, (row) => `${row.way} ${row.by}`).values()]
  return groups.map((same) => ({
    ...none,
    kind: same[0]!.way,
    name: same[0]!.by,
    heard: sum(same.map((row) => row.heard)),
    lastAt: latest(same.map((row) => row.lastAt)),
  }))
}

function asTaskPost(task: TaskPost, begun: Begun): Post {
  const found = task.begins.flatMap((name) => begun.get(name) ?? [])
  const heard = sum(found.map((one) => one.n))
  return { ...none, kind: "task", id: task.id, name: task.name, heard, lastAt: latest(found.map((one) => one.lastAt)) }
}

/** Wilson. A link is opened more often than by one person: then it is no rate of people, and never more than all. */
function rateOf(answered: number, of: number) {
  if (of === 0) return null
  const { n, estimate, low, high } = wilson(Math.min(answered, of), of)
  return { n, estimate, low, high }
}

// The company's own order; then what is not in it yet, the loudest first.
const inOrder = (a: CoveredTouchpoint, b: CoveredTouchpoint) =>
  (a.touchpoint?.position ?? last) - (b.touchpoint?.position ?? last) ||
  b.heard - a.heard ||
  a.name.localeCompare(b.name)

const last = 1_000_000
const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0)
const latest = (all: readonly (string | null)[]) =>
  all
    .filter((one) => one !== null)
    .sort()
    .at(-1) ?? null
