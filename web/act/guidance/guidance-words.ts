import type { Answer } from "../../api/generated.ts"

export type State = Answer<"Guidance">["state"]
export const tones: Partial<Record<State, string>> = {
  live: "good",
  asked: "accent",
  scheduled: "accent",
  expired: "warn",
  withdrawn: "bad",
}
/** The languages every text should be in; others are added as they are needed. */
export const expected = ["en", "zh-CN"]

export type Difference = { field: string; language: string | null; before: string; after: string }

/** What one version says differently from another, field by field. */
export function differences(before: Answer<"GuidanceVersion">, after: Answer<"GuidanceVersion">): Difference[] {
  const all: Difference[] = []
  const note = (field: string, language: string | null, a: string, b: string) => {
    if (a !== b) all.push({ field, language, before: a, after: b })
  }
  note("title", null, before.title, after.title)
  for (const language of [...new Set([...Object.keys(before.texts), ...Object.keys(after.texts)])].sort()) {
    const [a, b] = [before.texts[language], after.texts[language]]
    for (const field of ["say", "offer", "notPromise"] as const)
      note(field, language, a?.[field] ?? "", b?.[field] ?? "")
    note("steps", language, (a?.steps ?? []).join("\n"), (b?.steps ?? []).join("\n"))
  }
  note("coverage", null, coverageLines(before.eligibility), coverageLines(after.eligibility))
  note("validFrom", null, before.validFrom ?? "", after.validFrom ?? "")
  note("validUntil", null, before.validUntil ?? "", after.validUntil ?? "")
  return all
}

type Eligibility = Answer<"GuidanceEligibility">

/** Whose product is covered, as lines: what stands in the editor's one box. */
export function coverageLines({ serials = [], ranges = [], patterns = [] }: Eligibility): string {
  return [...ranges.map(({ from, to }) => `${from} … ${to}`), ...patterns, ...serials].join("\n")
}

/** Lines as somebody pastes them: "A100 … A199" is a range, * ? # make a pattern, anything else is one serial number. */
export function readSerials(text: string): Pick<Eligibility, "serials" | "ranges" | "patterns"> {
  const lines = text
    .split(/[\n,;]/)
    .map((line) => line.trim())
    .filter(Boolean)
  const ranges: { from: string; to: string }[] = []
  const patterns: string[] = []
  const serials: string[] = []
  for (const line of lines) {
    const [, from, to] = /^(\S+)\s*(?:…|\.\.\.?|–|—|\s-\s|\sto\s|至)\s*(\S+)$/i.exec(line) ?? []
    if (from && to) ranges.push({ from, to })
    else if (/[*?#]/.test(line)) patterns.push(line)
    else serials.push(line)
  }
  return {
    ...(serials.length > 0 ? { serials } : {}),
    ...(ranges.length > 0 ? { ranges } : {}),
    ...(patterns.length > 0 ? { patterns } : {}),
  }
}
