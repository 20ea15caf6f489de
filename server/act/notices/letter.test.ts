import { expect, test } from "vitest"
import { letterOf } from "./letter.ts"

const foot = {
  organization: "Acme",
  safety: false,
  statusLink: "http://127.0.0.1/s",
  unsubscribeLink: "http://127.0.0.1/u",
}
const letterIn = (language: string) => letterOf({ language, subject: "Aria", body: "Words." }, {}, foot)

test.each([
  ["en-GB", "ltr", "Write to me no more about this"],
  ["zh", "ltr", "不再就此事写信给我"],
  ["de-AT", "ltr", "Schreiben Sie mir dazu nicht mehr"],
  ["ar", "rtl", "لا تراسلوني بعد الآن بهذا الشأن"],
  ["he", "rtl", "לא לכתוב לי עוד בנושא זה"],
  // A language the program has no words in.
  ["fi", "ltr", "Write to me no more about this"],
])("a letter in %s runs %s, and its foot is in words that can be read", (language, direction, unsubscribe) => {
  const { html, text } = letterIn(language)
  expect(html).toContain(`<html lang="${language}" dir="${direction}">`)
  expect(html).toContain(unsubscribe)
  expect(text).toContain(`${unsubscribe}: http://127.0.0.1/u`)
})
