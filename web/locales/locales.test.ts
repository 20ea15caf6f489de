import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import { expect, test } from "vitest"
import en from "./en.ts"
import zh from "./zh-CN.ts"

const english = flat(en)
const chinese = flat(zh)
/** English has a singular and may have a zero; Chinese has one form for every number. */
const withoutNumber = (key: string) => key.replace(/_(one|other|zero)$/, "")

test("both languages say the same things", () => {
  const keys = (all: Map<string, string>) => [...new Set([...all.keys()].map(withoutNumber))].sort()
  expect(keys(chinese)).toEqual(keys(english))
})

test("a sentence names the same values in both languages", () => {
  const different = [...chinese].filter(([key, sentence]) => {
    const other = english.get(key) ?? english.get(`${withoutNumber(key)}_other`) ?? ""
    return (
      !/_zero$/.test(key) &&
      named(sentence).some((name) => !named(other).includes(name) && !["count", "weeks"].includes(name))
    )
  })
  expect(different).toEqual([])
})

test("every sentence the pages ask for exists", () => {
  const known = new Set([...english.keys()].map(withoutNumber))
  const missing = sources(path.join(import.meta.dirname, "..")).flatMap(({ file, text }) =>
    [...text.matchAll(/\bt\(\s*"([\w.]+)"|i18nKey="([\w.]+)"/g)]
      .map((match) => match[1] ?? match[2] ?? "")
      .filter((key) => !known.has(key))
      .map((key) => `${file}: ${key}`),
  )
  expect(missing).toEqual([])
})

test("Chinese sentences are set in Chinese punctuation", () => {
  const halfWidth = [...chinese].filter(([, sentence]) => /[\u4e00-\u9fff][,;?!]/.test(sentence))
  expect(halfWidth).toEqual([])
})

function named(sentence: string): string[] {
  return [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? "")
}

function flat(tree: object, prefix = ""): Map<string, string> {
  const all = new Map<string, string>()
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === "string") all.set(prefix + key, value)
    else for (const [inner, sentence] of flat(value, `${prefix}${key}.`)) all.set(inner, sentence)
  }
  return all
}

function sources(folder: string): { file: string; text: string }[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !file.includes("dist/") && !file.includes(".test."))
    .map((file) => ({ file, text: readFileSync(path.join(folder, file), "utf8") }))
}
