import type { PraiseTheme, ProblemTheme } from "./voice/theme-words.ts"

/** What Northlight sells, where, and what can be wrong with it. Rates are what a newcomer to the desk would be told. */
export type ProductName = "Aria 1" | "Aria 2" | "Lumen" | "Northlight app" | "Care"

export const devices = ["Aria 1", "Aria 2", "Lumen"] as const
export type DeviceName = (typeof devices)[number]

export const businessUnits: Record<ProductName, string> = {
  "Aria 1": "Home Air",
  "Aria 2": "Home Air",
  Lumen: "Home Light",
  "Northlight app": "Digital",
  Care: "Digital",
}

/** Price in the shop, as people quote it. */
export const prices: Record<DeviceName, { en: string; zh: string }> = {
  "Aria 1": { en: "249", zh: "1699" },
  "Aria 2": { en: "349", zh: "2399" },
  Lumen: { en: "89", zh: "599" },
}

/**
 * Batches with the week before the anchor in which each first left the factory. Every batch sells until the next one
 * starts. The new motor supplier comes with Aria 2 batch 7; batch 8 has both suppliers' motors.
 */
export const batches: Record<DeviceName, { name: string; weeksBefore: number }[]> = {
  "Aria 1": [130, 112, 96, 80, 64, 48, 32, 14].map((weeksBefore, i) => ({ name: String(i + 1), weeksBefore })),
  "Aria 2": [62, 54, 46, 38, 29, 20.5, 12.5, 5.5].map((weeksBefore, i) => ({ name: String(i + 1), weeksBefore })),
  Lumen: [88, 66, 44, 23].map((weeksBefore, i) => ({ name: String(i + 1), weeksBefore })),
}

/** App releases with the week before the anchor in which each came out. 4.6.0 broke the sign-in; 4.6.1 mended it. */
export const appReleases = [
  ["4.0.2", 120],
  ["4.1.0", 92],
  ["4.2.0", 80],
  ["4.3.1", 66],
  ["4.4.0", 54],
  ["4.5.0", 43],
  ["4.6.0", 33],
  ["4.6.1", 32.1],
  ["4.7.0", 24],
  ["4.8.0", 14],
  ["4.9.0", 3],
] as const

export const firmware: Record<DeviceName, readonly (readonly [string, number])[]> = {
  "Aria 1": [
    ["1.8", 130],
    ["1.9", 70],
    ["1.10", 26],
  ],
  "Aria 2": [
    ["2.0", 62],
    ["2.1", 41],
    ["2.2", 17],
  ],
  Lumen: [
    ["1.0", 88],
    ["1.1", 50],
    ["1.2", 19],
  ],
}

export type Region = (typeof regions)[number]["name"]
export const regions = [
  { name: "US East", hours: -5, chinese: 0.02, desk: "Columbus", phone: "us" },
  { name: "US West", hours: -8, chinese: 0.05, desk: "Columbus", phone: "us" },
  { name: "UK & Ireland", hours: 0, chinese: 0.01, desk: "Leeds", phone: "uk" },
  { name: "Nordics", hours: 1, chinese: 0, desk: "Leeds", phone: "se" },
  { name: "Australia & NZ", hours: 10, chinese: 0.03, desk: "Leeds", phone: "au" },
  { name: "China East", hours: 8, chinese: 0.95, desk: "Suzhou", phone: "none" },
  { name: "China South", hours: 8, chinese: 0.95, desk: "Suzhou", phone: "none" },
  { name: "China North", hours: 8, chinese: 0.97, desk: "Suzhou", phone: "none" },
] as const

export function isChina(region: string): boolean {
  return region.startsWith("China")
}

/** One matter people get in touch about. */
export type Matter = {
  theme: ProblemTheme
  product: ProductName
  component?: string
  journeyStep: string
  /** Contacts a week per 1,000 owners (of the device; for the app and Care per 1,000 owners of anything). */
  perOwners?: number
  /** Contacts per 1,000 units delivered, within the first weeks. */
  perNewUnit?: number
  /** How bad it feels, 0 … 1. */
  severity: number
  /** Share of contacts that end with the matter solved. */
  solved: number
  season?: "summer" | "winter" | "none"
}

export const matters: Matter[] = [
  ...(["Aria 1", "Aria 2"] as const).flatMap((product): Matter[] => [
    {
      theme: "fanStops",
      product,
      component: "Fan motor",
      journeyStep: "Use",
      perOwners: 0.13,
      severity: 0.75,
      solved: 0.62,
      season: "summer",
    },
    {
      theme: "fanNoise",
      product,
      component: "Fan housing",
      journeyStep: "Use",
      perOwners: 0.17,
      perNewUnit: 4,
      severity: 0.42,
      solved: 0.55,
      season: "summer",
    },
    {
      theme: "filterPrice",
      product,
      component: "Filter",
      journeyStep: "Renew",
      perOwners: 0.16,
      severity: 0.45,
      solved: 0.4,
    },
    {
      theme: "filterLife",
      product,
      component: "Filter",
      journeyStep: "Use",
      perOwners: 0.26,
      severity: 0.3,
      solved: 0.85,
      season: "summer",
    },
    {
      theme: "airSensor",
      product,
      component: "Air sensor",
      journeyStep: "Use",
      perOwners: 0.14,
      severity: 0.42,
      solved: 0.7,
      season: "winter",
    },
    {
      theme: "panel",
      product,
      component: "Control panel",
      journeyStep: "Use",
      perOwners: 0.11,
      perNewUnit: 3,
      severity: 0.35,
      solved: 0.75,
    },
    {
      theme: "powerAdapter",
      product,
      component: "Power adapter",
      journeyStep: "Set up",
      perOwners: 0.06,
      perNewUnit: 5,
      severity: 0.5,
      solved: 0.8,
    },
    {
      theme: "pairing",
      product,
      component: "Wi-Fi module",
      journeyStep: "Set up",
      perOwners: 0.12,
      perNewUnit: 13,
      severity: 0.4,
      solved: 0.78,
    },
    { theme: "howTo", product, journeyStep: "Set up", perOwners: 0.1, perNewUnit: 14, severity: 0.08, solved: 0.95 },
  ]),
  {
    theme: "lumenBattery",
    product: "Lumen",
    component: "Battery",
    journeyStep: "Use",
    perOwners: 0.4,
    severity: 0.5,
    solved: 0.5,
    season: "winter",
  },
  {
    theme: "lumenCharging",
    product: "Lumen",
    component: "Charging dock",
    journeyStep: "Use",
    perOwners: 0.28,
    perNewUnit: 4,
    severity: 0.48,
    solved: 0.75,
  },
  {
    theme: "lumenFlicker",
    product: "Lumen",
    component: "LED panel",
    journeyStep: "Use",
    perOwners: 0.14,
    severity: 0.42,
    solved: 0.72,
  },
  {
    theme: "lumenDimmer",
    product: "Lumen",
    component: "Dimmer",
    journeyStep: "Use",
    perOwners: 0.13,
    severity: 0.35,
    solved: 0.65,
  },
  {
    theme: "pairing",
    product: "Lumen",
    component: "Wi-Fi module",
    journeyStep: "Set up",
    perNewUnit: 12,
    severity: 0.38,
    solved: 0.8,
  },
  {
    theme: "howTo",
    product: "Lumen",
    journeyStep: "Set up",
    perOwners: 0.08,
    perNewUnit: 8,
    severity: 0.06,
    solved: 0.95,
  },
  {
    theme: "signIn",
    product: "Northlight app",
    component: "Sign-in",
    journeyStep: "Use",
    perOwners: 0.07,
    severity: 0.5,
    solved: 0.8,
  },
  {
    theme: "appCrash",
    product: "Northlight app",
    component: "Stability",
    journeyStep: "Use",
    perOwners: 0.06,
    severity: 0.45,
    solved: 0.5,
  },
  {
    theme: "schedules",
    product: "Northlight app",
    component: "Schedules",
    journeyStep: "Use",
    perOwners: 0.08,
    severity: 0.35,
    solved: 0.65,
  },
  {
    theme: "notifications",
    product: "Northlight app",
    component: "Notifications",
    journeyStep: "Use",
    perOwners: 0.04,
    severity: 0.3,
    solved: 0.8,
  },
  {
    theme: "careBilling",
    product: "Care",
    component: "Billing",
    journeyStep: "Renew",
    perOwners: 0.2,
    severity: 0.55,
    solved: 0.85,
  },
  {
    theme: "careCancel",
    product: "Care",
    component: "Cancellation",
    journeyStep: "Leave",
    perOwners: 0.11,
    severity: 0.4,
    solved: 0.9,
  },
  {
    theme: "careDelivery",
    product: "Care",
    component: "Filter delivery",
    journeyStep: "Renew",
    perOwners: 0.1,
    severity: 0.45,
    solved: 0.85,
  },
  {
    theme: "carePrice",
    product: "Care",
    component: "Plan",
    journeyStep: "Renew",
    perOwners: 0.05,
    severity: 0.45,
    solved: 0.35,
  },
]

/** Matters of the parcel; for any device, per 1,000 units delivered. */
export const parcelMatters: (Omit<Matter, "product"> & { perNewUnit: number })[] = [
  {
    theme: "deliveryLate",
    component: "Delivery",
    journeyStep: "Receive",
    perNewUnit: 16,
    severity: 0.45,
    solved: 0.75,
  },
  {
    theme: "deliveryDamaged",
    component: "Packaging",
    journeyStep: "Receive",
    perNewUnit: 7,
    severity: 0.5,
    solved: 0.9,
  },
  { theme: "deliveryWrong", component: "Delivery", journeyStep: "Receive", perNewUnit: 4, severity: 0.4, solved: 0.92 },
  { theme: "returns", component: "Returns", journeyStep: "Leave", perNewUnit: 9, severity: 0.4, solved: 0.8 },
]

export const praiseFor: Record<ProductName, readonly PraiseTheme[]> = {
  "Aria 1": ["air", "air", "quiet", "design", "brand", "service"],
  "Aria 2": ["air", "air", "quiet", "design", "design", "brand", "app"],
  Lumen: ["lumen", "lumen", "design", "brand"],
  "Northlight app": ["app"],
  Care: ["care", "care", "service"],
}

/** The release in force on a day that lies so many weeks before the anchor. */
export function inForce(releases: readonly (readonly [string, number])[], weeksBefore: number): string {
  return releases.findLast(([, since]) => since >= weeksBefore)?.[0] ?? releases[0]![0]
}
