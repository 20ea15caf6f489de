// What a watch can be told, and the settings that follow from it.
import { type Calibration, calibrateShare, thresholdsFor } from "./null.ts"
import type { CountSettings } from "./scan-count.ts"
import type { SelectSettings } from "./scan-select.ts"
import type { ShareSettings } from "./scan-share.ts"
import type { Columns } from "./slices.ts"

export type WatchOptions = {
  /** Values per slice, 1 to 3 (default 3). */
  depth?: number
  /** Windows in weeks, ascending; each ends at the look. */
  windows?: readonly number[]
  /** Records (count mode) or bad records (share mode) a window must hold. */
  minimum?: number
  /** Chance of one or more alarms in 12 weeks in which nothing is wrong (default 0.05). */
  chance?: number
  /** Result of an earlier calibration; without it one is made. Recalibrate when dimensions or their values change. */
  calibration?: Calibration
  /** Separates the levels of hierarchical values (default ":"). */
  separator?: string
  /** Findings per look (default 10). */
  most?: number
  /** The text of each record, for the typical words of a signal. */
  texts?: readonly string[]
}

export type WatchSettings = {
  count: CountSettings
  share: ShareSettings
  select: SelectSettings
  calibration: Calibration
}

export const HORIZON_WEEKS = 12

/** The bootstrap draws independent records from smooth rates; what comes in is a little rougher. On fresh null streams
 * thresholds made for this share of the promised chance kept the promise (docs/signals.md). */
const CAUTION = 0.6

/** @param lookDay the look the calibration is made for. */
export function watchSettings(columns: Columns, lookDay: number, options: WatchOptions): WatchSettings {
  const depth = Math.min(3, Math.max(1, options.depth ?? 3))
  const chance = options.chance ?? 0.05
  const share: ShareSettings = {
    depth,
    windows: options.windows ?? [2, 4, 8, 12],
    minimum: options.minimum ?? 5,
    baseWeeks: 104,
    floor: 4,
  }
  const count: CountSettings = {
    depth,
    windows: options.windows ?? [8, 26, 52],
    minimum: options.minimum ?? 10,
    priorSize: 2,
    pastYears: 4,
    habitZ: 0.5,
    leastExpected: 0.5,
    floor: 4,
  }
  const calibration =
    options.calibration ??
    (columns.bad
      ? calibrateShare(columns, lookDay, share, { streams: streamsFor(columns.size), looks: HORIZON_WEEKS, seed: 1 })
      : COUNT_CALIBRATION)
  return {
    count,
    share,
    calibration,
    select: {
      thresholds: thresholdsFor(calibration, columns.bad ? CAUTION * chance : chance, HORIZON_WEEKS),
      minimum: options.minimum ?? (columns.bad ? 5 : 10),
      sameShare: columns.bad ? 0.5 : 1.01,
      most: options.most ?? 10,
    },
  }
}

/** Fewer streams where each is costly: from 150 to 40. */
function streamsFor(records: number): number {
  return Math.round(Math.min(150, Math.max(40, 30_000_000 / Math.max(1, records))))
}

/** Count mode: fitted to the largest scores of replays with shuffled dates (docs/signals.md). */
const COUNT_CALIBRATION: Calibration = {
  looks: 12,
  byDepth: [
    { location: 5.2, scale: 1.1 },
    { location: 5.2, scale: 1.1 },
    { location: 5.2, scale: 1.1 },
  ],
}
