import type { KnownEventInput } from "../feedback-input.ts"
import type { Calendar } from "./calendar.ts"
import { appReleases, batches } from "./catalogue.ts"

/**
 * What happens in Northlight's two years, in weeks before the anchor. The README's table of truths is this, in words.
 */
export const story = {
  lumenLaunch: 88,
  arrivalOfAria2: 62,
  carePriceRise: 46,
  signInBug: { from: 33, to: 32.1 },
  campaign: { from: 28, to: 25.5 },
  strike: { from: 20, to: 18.3, region: "UK & Ireland" },
  newMotorSupplier: 14.5,
  /** Share of the units of a batch whose motor fails, about three weeks after shipping. */
  motorFails: {
    product: "Aria 2",
    shares: { "7": 0.155, "8": 0.07 } as Record<string, number>,
    afterDays: 21,
    spread: 6,
  },
} as const

export function knownEvents(calendar: Calendar): KnownEventInput[] {
  const on = (weeks: number) => calendar.date(calendar.weeksBefore(weeks))
  const aria2 = { product: ["Aria 2"] }
  const events: KnownEventInput[] = [
    { at: on(story.lumenLaunch), title: "Lumen on sale", kind: "release", slice: { product: ["Lumen"] } },
    { at: on(story.arrivalOfAria2), title: "Aria 2 on sale", kind: "release", slice: aria2 },
    {
      at: on(story.carePriceRise),
      title: "Care price from 6 to 8 a month",
      kind: "other",
      slice: { product: ["Care"] },
    },
    {
      at: on(story.signInBug.from),
      title: "App 4.6.0: sign-in fails for some",
      kind: "incident",
      slice: { product: ["Northlight app"], component: ["Sign-in"], version: ["4.6.0"] },
    },
    { at: on(story.campaign.from), title: "Spring offer “Breathe easy” begins", kind: "campaign", slice: {} },
    { at: on(story.campaign.to), title: "Spring offer ends", kind: "campaign", slice: {} },
    {
      at: on(story.strike.from),
      title: "Parcel strike in the UK and Ireland",
      kind: "incident",
      slice: { region: [story.strike.region], component: ["Delivery"] },
    },
    {
      at: on(story.newMotorSupplier),
      title: "New motor supplier",
      kind: "other",
      slice: { ...aria2, component: ["Fan motor"] },
    },
    ...Object.entries(batches).flatMap(([product, all]) =>
      all
        .filter((batch) => batch.weeksBefore < 100)
        .map((batch) => ({
          at: on(batch.weeksBefore),
          title: `${product} batch ${batch.name} first shipped`,
          kind: "batch" as const,
          slice: { product: [product], batch: [batch.name] },
        })),
    ),
    ...appReleases
      .filter(([version, weeks]) => weeks < 100 && version !== "4.6.0")
      .map(([version, weeks]) => ({
        at: on(weeks),
        title: version === "4.6.1" ? "App 4.6.1: sign-in mended" : `App ${version}`,
        kind: "release" as const,
        slice: { product: ["Northlight app"], version: [version] },
      })),
  ]
  return events.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.title < b.title ? -1 : 1))
}
