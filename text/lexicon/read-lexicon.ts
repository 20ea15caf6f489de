import { readFileSync } from "node:fs"

/**
 * A word list as it lies beside this file: lines "# comment", "@ domain strength" (opens a section; strength −4 … 4)
 * and comma-separated terms. A term that occurs again later takes the later strength.
 */
export function readLexicon(file: string): Map<string, number> {
  const terms = new Map<string, number>()
  let strength = 0
  for (const line of readFileSync(new URL(file, import.meta.url), "utf8").split("\n")) {
    if (line.startsWith("#")) continue
    if (line.startsWith("@")) {
      strength = Number(line.slice(line.lastIndexOf(" ") + 1))
      if (!Number.isFinite(strength)) throw new Error(`${file}: the section "${line}" needs a number at its end`)
      continue
    }
    for (const part of line.split(",")) {
      const term = part.trim()
      if (term !== "") terms.set(term, strength)
    }
  }
  return terms
}
