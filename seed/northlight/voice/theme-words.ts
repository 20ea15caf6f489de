/**
 * What people say about one matter. Each entry is a phrase: `[a|b]` chooses, `[|a]` may be left out, `{slot}` is filled
 * in from the situation (see phrase.ts).
 */
export type ThemeWords = {
  /** Whole sentences that say what the matter is. */
  core: readonly string[]
  /** Sentences that may follow. */
  more: readonly string[]
  /** What people ask for. */
  ask: readonly string[]
  /** A few words, as typed into a survey or a chat. */
  short: readonly string[]
  /** How the matter is named inside another sentence. */
  noun: string
}

export type ProblemTheme =
  | "fanStops"
  | "fanNoise"
  | "filterPrice"
  | "filterLife"
  | "airSensor"
  | "panel"
  | "powerAdapter"
  | "pairing"
  | "lumenBattery"
  | "lumenCharging"
  | "lumenFlicker"
  | "lumenDimmer"
  | "signIn"
  | "appCrash"
  | "schedules"
  | "notifications"
  | "careBilling"
  | "careCancel"
  | "careDelivery"
  | "carePrice"
  | "deliveryLate"
  | "deliveryDamaged"
  | "deliveryWrong"
  | "howTo"
  | "returns"

export type PraiseTheme = "air" | "quiet" | "design" | "lumen" | "app" | "care" | "delivery" | "service" | "brand"

/** Everything a language needs to speak for a customer. */
export type LanguageWords = {
  problems: Record<ProblemTheme, ThemeWords>
  praise: Record<PraiseTheme, { core: readonly string[]; more: readonly string[]; short: readonly string[] }>
  greeting: { email: readonly string[]; chat: readonly string[]; call: readonly string[] }
  signOff: readonly string[]
  /** How it feels, by how bad it is. */
  feeling: { mild: readonly string[]; annoyed: readonly string[]; furious: readonly string[] }
  /** Contacts after the first; `{nth}` and `{times}` say which. */
  again: readonly string[]
  /** Said by owners whose fan failed early and who hear that there is no part. */
  noParts: readonly string[]
  burning: readonly string[]
  service: {
    good: readonly string[]
    fine: readonly string[]
    wait: readonly string[]
    unresolved: readonly string[]
    contradicting: readonly string[]
    rude: readonly string[]
    shortGood: readonly string[]
    shortFine: readonly string[]
    shortBad: readonly string[]
    easy: readonly string[]
    hard: readonly string[]
  }
  deliveryBad: readonly string[]
  passive: readonly string[]
  /** A reservation beside praise; `{gripe}` is the noun of a matter. */
  downside: readonly string[]
  /** What is typed only to get past the box. */
  nothing: readonly string[]
  /** Said by those who bought for a company. */
  asideOfBusiness: readonly string[]
  /** Where people come from with it: said about anything. */
  aside: readonly string[]
  /** The same, fit only for those who answer. */
  asideToDesk: readonly string[]
  /** A longer tale around the matter: how it began, what was tried with the company, where it stands. */
  chronicle: {
    before: readonly string[]
    /** Earlier contacts, in the order in which they are told. */
    since: readonly string[]
    /** The same, where a thing is broken. */
    sinceBroken: readonly string[]
    now: readonly string[]
  }
  /** What stands between spoken sentences. */
  filler: readonly string[]
  detractor: readonly string[]
  sarcasm: readonly string[]
  sarcasmAboutFans: readonly string[]
  butGood: readonly string[]
  verdict: { good: readonly string[]; mixed: readonly string[]; bad: readonly string[] }
  social: { good: readonly string[]; bad: readonly string[]; question: readonly string[] }
  campaign: readonly string[]
  emoji: { good: readonly string[]; bad: readonly string[] }
}
