import type { FeedbackInput } from "../feedback-input.ts"
import { type Random, seededRandom } from "../random.ts"
import { type Calendar, days } from "./calendar.ts"
import { appReleases, businessUnits, inForce, isChina, matters, type ProductName } from "./catalogue.ts"
import { aboutMatter } from "./desk.ts"
import type { Owners } from "./owners.ts"
import type { Customer, Unit } from "./people.ts"
import type { Sales } from "./sales.ts"
import { speakerAt } from "./speaker.ts"
import { story } from "./story.ts"
import { answeringMinute, soreOf } from "./surveys.ts"
import { post, writeReview } from "./voice/review.ts"
import type { PraiseTheme, ProblemTheme } from "./voice/theme-words.ts"

/** Stars in the app stores: a few a day, many and bad ones while the sign-in is broken, good ones after a release. */
export function appReviews(calendar: Calendar, all: Sales, owners: Owners): FeedbackInput[] {
  const random = seededRandom("northlight app reviews")
  const reviews: FeedbackInput[] = []
  for (let day = 0; day < days; day++) {
    const weeksLeft = (days - day) / 7
    const broken = weeksLeft <= story.signInBug.from && weeksLeft > story.signInBug.to
    const fresh = appReleases.some(([, since]) => since >= weeksLeft && since - weeksLeft < 0.9)
    const expected = (all.customers(day) / 27_000) * (broken ? 4.5 : fresh ? 2 : 1.1)
    for (let i = random.poisson(expected); i > 0; i--) {
      const unit = owners.pick("Northlight app", day, random)
      if (!unit) continue
      const who = unit.owner
      const hit = broken && random.chance(0.72)
      const sore: ProblemTheme = hit
        ? "signIn"
        : random.weighted([
            ["pairing", 4],
            ["appCrash", 3],
            ["schedules", 2],
            ["notifications", 2],
            ["signIn", 1],
          ])
      const stars = hit
        ? random.weighted([
            [1, 7],
            [2, 3],
            [3, 1],
          ])
        : random.weighted([
            [1, 9 - 4 * who.temper],
            [2, 6],
            [3, 10],
            [4, 27],
            [5, 46 + 10 * who.temper],
          ])
      const by = speakerAt(
        who,
        { day, product: "Northlight app", unit, theme: sore, anger: hit ? 0.75 : 0.95 - stars * 0.2 },
        calendar,
        random,
      )
      const part = {
        signIn: "Sign-in",
        pairing: "Pairing",
        appCrash: "Stability",
        schedules: "Schedules",
        notifications: "Notifications",
      }[sore as string]
      reviews.push({
        source: who.phoneSystem === "iOS" ? "app-store" : isChina(who.region.name) ? "android-market" : "play-store",
        occurredAt: calendar.time(day, answeringMinute(who, random)),
        kind: "review",
        channel: "app store",
        touchpoint: "App",
        ...aboutMatter(
          { product: "Northlight app", component: stars <= 3 ? part : undefined, journeyStep: "Use" },
          who,
        ),
        version: random.chance(0.86) ? inForce(appReleases, weeksLeft) : inForce(appReleases, weeksLeft + 6),
        person: reviewer(who, random),
        text: writeReview({ stars, praise: ["app"], sore, crisis: false }, by, random),
        scores: [{ metric: "rating", value: stars, scale: { min: 1, max: 5 } }],
        attributes: { system: who.phoneSystem ?? "Android" },
      })
    }
  }
  return reviews
}

/** Whoever answers a bad review files it under the part it is about. */
function componentOf(product: ProductName, theme: ProblemTheme): string | undefined {
  return matters.find((matter) => matter.product === product && matter.theme === theme)?.component
}

/** Stars in the online shop, some weeks after the parcel; owners with a dead fan come back to say so. */
export function shopReviews(calendar: Calendar, people: Customer[]): FeedbackInput[] {
  const random = seededRandom("northlight shop reviews")
  const reviews: FeedbackInput[] = []
  const write = (unit: Unit, day: number, stars: number, crisis: boolean) => {
    const who = unit.owner
    const sore = crisis ? "fanStops" : soreOf(unit.device, random)
    const by = speakerAt(
      who,
      { day, product: unit.device, unit, theme: sore, anger: crisis ? 0.8 : 0.95 - stars * 0.2 },
      calendar,
      random,
    )
    reviews.push({
      source: "shop",
      occurredAt: calendar.time(day, answeringMinute(who, random)),
      kind: "review",
      channel: "online shop",
      touchpoint: "Product page",
      ...aboutMatter(
        {
          product: unit.device,
          component: stars <= 2 ? componentOf(unit.device, sore) : undefined,
          journeyStep: "Use",
        },
        who,
      ),
      person: who.ref,
      text: writeReview({ stars, praise: likedIn[unit.device], sore, crisis }, by, random),
      scores: [{ metric: "rating", value: stars, scale: { min: 1, max: 5 } }],
      attributes: { verifiedPurchase: true },
    })
  }
  for (const who of people) {
    for (const unit of who.units) {
      const day = unit.delivered + 5 + Math.floor(random.wait(16))
      const dead = unit.failsOn !== undefined && unit.failsOn <= day
      if (day >= 0 && day < days && !dead && random.chance(0.135))
        write(
          unit,
          day,
          random.weighted([
            [1, 4],
            [2, 4],
            [3, 8],
            [4, 26],
            [5, 58 + 20 * who.temper],
          ]),
          false,
        )
      const after = unit.failsOn === undefined ? days : unit.failsOn + random.int(1, 12)
      if (after < days && random.chance(0.17))
        write(
          unit,
          after,
          random.weighted([
            [1, 8],
            [2, 2],
          ]),
          true,
        )
    }
  }
  return reviews
}

/** Posts that name the company: questions always, love at the launches, a crowd during the campaign, red lights at the end. */
export function posts(calendar: Calendar, all: Sales, people: Customer[], owners: Owners): FeedbackInput[] {
  const random = seededRandom("northlight posts")
  const said: FeedbackInput[] = []
  const add = (unit: Unit, day: number, mood: "good" | "bad" | "question" | "campaign", crisis: boolean) => {
    const who = unit.owner
    const by = speakerAt(who, { day, product: unit.device, unit, anger: mood === "bad" ? 0.75 : 0.1 }, calendar, random)
    said.push({
      source: "social-listening",
      occurredAt: calendar.time(day, answeringMinute(who, random)),
      kind: "social",
      channel: isChina(who.region.name) ? "Weibo" : "social",
      touchpoint: mood === "campaign" ? "Advertising" : "Public post",
      product: unit.device,
      ...(crisis ? { component: "Fan motor" } : {}),
      region: who.region.name,
      businessUnit: businessUnits[unit.device],
      // Nobody knows who stands behind a handle, so the handle is all there is.
      person: { anonymousId: `handle-${(who.number * 104_729 + 11).toString(36)}` },
      text: post(mood, by, random),
      attributes: { followers: Math.round(Math.exp(random.normal(5.2, 1.4))) },
    })
  }
  for (let day = 0; day < days; day++) {
    const weeksLeft = (days - day) / 7
    const launch = [story.lumenLaunch, story.arrivalOfAria2].some((at) => weeksLeft <= at && weeksLeft > at - 3)
    const campaign = weeksLeft <= story.campaign.from && weeksLeft > story.campaign.to
    const usual = random.poisson((all.customers(day) / 38_000) * (launch ? 1.9 : 0.62))
    const moods = Array.from({ length: usual }, () =>
      random.weighted<"good" | "bad" | "question">([
        ["good", launch ? 7 : 4],
        ["bad", 1.6],
        ["question", 4],
      ]),
    )
    const all2 = campaign ? [...moods, ...Array.from({ length: random.poisson(6) }, () => "campaign" as const)] : moods
    for (const mood of all2) {
      const unit = owners.pick(
        weeksLeft < story.arrivalOfAria2 && random.chance(0.6) ? "Aria 2" : "Aria 1",
        day,
        random,
      )
      if (unit) add(unit, day, mood, false)
    }
  }
  for (const who of people)
    for (const unit of who.units) {
      const day = unit.failsOn === undefined ? days : unit.failsOn + random.int(1, 9)
      if (day < days && random.chance(0.14)) add(unit, day, "bad", true)
    }
  return said
}

/** What product reviews praise: the product, not the help desk. */
const likedIn: Record<Unit["device"], readonly PraiseTheme[]> = {
  "Aria 1": ["air", "air", "quiet", "design"],
  "Aria 2": ["air", "air", "quiet", "design", "design"],
  Lumen: ["lumen", "lumen", "lumen", "design"],
}

/** Store reviewers are known by their screen name only, except a few who wrote from within the app. */
function reviewer(who: Customer, random: Random) {
  return random.chance(0.3) ? who.ref : { anonymousId: `reviewer-${(who.number * 15_485_863 + 7).toString(36)}` }
}
