import type { Page, Question, Rule, Survey, Text } from "../../../survey/definition.ts"
import { standardTheme } from "./survey.ts"

/** JSON of another tool, of which nothing is believed. */
export type Foreign = Record<string, unknown>

export type Read = { survey: Survey; kept: number; left: Left[] }
/** What could not be taken over, and why: nothing is dropped in silence. */
export type Left = { what: string; why: string }

/** Gathers what a reader finds into a survey that can be kept: ids as we write them, each once, and every loss noted. */
export function createGathering(languages: readonly string[]) {
  const left: Left[] = []
  const ids = new Map<string, string>()
  const taken = new Set<string>()
  const pages: Page[] = []

  return {
    left,
    leave: (what: string, why: string) => void left.push({ what: what.slice(0, 300), why }),
    /** The id under which something of theirs stands here; the same each time. */
    id(theirs: string): string {
      const known = ids.get(theirs)
      if (known) return known
      const stem = theirs.replace(/[^A-Za-z0-9_-]+/g, "_").slice(0, 56) || "q"
      let mine = stem
      for (let n = 2; taken.has(mine); n++) mine = `${stem}_${n}`
      taken.add(mine)
      ids.set(theirs, mine)
      return mine
    },
    knows: (theirs: string) => ids.get(theirs),
    page(id: string, questions: Question[], more: Omit<Page, "id" | "questions"> = {}) {
      if (questions.length > 0) pages.push({ id, questions, ...more })
    },
    pages,
    done(title: Text, endings: Survey["endings"], variables: Survey["variables"] = []): Read {
      const survey: Survey = {
        format: 1,
        languages: [...languages],
        title,
        pages,
        endings,
        variables,
        theme: standardTheme,
        back: true,
        progress: true,
      }
      return { survey, kept: pages.reduce((sum, page) => sum + page.questions.length, 0), left }
    },
  }
}
export type Gathering = ReturnType<typeof createGathering>

/** Which of a list of conditions hold together; one alone stands for itself, and none is no rule. */
export function together(rules: readonly (Rule | undefined)[], how: "all" | "any" = "all"): Rule | undefined {
  const known = rules.filter((one) => one !== undefined)
  if (known.length < 2) return known[0]
  return how === "all" ? { all: known } : { any: known }
}

/** Text without the markup of a web page; a line break stays one. */
export function plain(html: unknown): string {
  if (typeof html !== "string") return typeof html === "number" ? String(html) : ""
  return html
    .replace(/<(br|\/p|\/div|\/li)\b[^>]*>/gi, "\n")
    .replace(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, "")
    .replace(/<[^>]*>/g, "")
    .replace(/&(nbsp|amp|lt|gt|quot|apos|#\d{1,7});/g, (_, name: string) => entities[name] ?? fromCode(name))
    .replace(/[ \t\u00a0]+/g, " ")
    .replace(/ ?\n ?/g, "\n")
    .trim()
    .slice(0, 5_000)
}
const entities: Record<string, string> = { nbsp: " ", amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }
const fromCode = (name: string) => {
  const code = Number(name.slice(1))
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ""
}

export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
export const objects = (value: unknown): Foreign[] => listOf(value).filter(isObject)
export const isObject = (value: unknown): value is Foreign =>
  typeof value === "object" && value !== null && !Array.isArray(value)
export const textOf = (value: unknown): string => (typeof value === "string" ? value : "")
export const numberOf = (value: unknown): number | undefined => {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value
  return typeof number === "number" && Number.isFinite(number) ? number : undefined
}

export const extensions = [
  "png",
  "jpg",
  "jpeg",
  "gif",
  "webp",
  "pdf",
  "zip",
  "docx",
  "xlsx",
  "mp4",
  "mp3",
  "txt",
  "csv",
]
