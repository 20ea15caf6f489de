import type { Reading } from "../../api/contract.ts"
import type { Mark } from "../../ui/Voice.tsx"

/** The sentences that carry a feeling, as marks on the customer's words; a single plain sentence needs none. */
export function feelingMarks(reading: Reading | null): Mark[] {
  if (!reading) return []
  return reading.sentences
    .filter((sentence) => sentence.label === "negative" || sentence.label === "positive")
    .map(({ start, end, label }) => ({ start, end, feeling: label === "negative" ? "negative" : "positive" }))
}
