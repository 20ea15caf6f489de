import { SaxesParser } from "saxes"
import type { Survey, Text } from "../../../survey/definition.ts"
import { coded } from "../../platform/http/errors.ts"
import { textsOf } from "./translations.ts"

/** Translations as XLIFF 1.2, which translators' tools read: one file for each language but the first. */
export function asXliff(survey: Survey, only?: string): string {
  const [first = "en", ...others] = survey.languages
  const targets = only && only !== first ? [only] : others
  const texts = textsOf(survey)
  const files = targets.map((target) => {
    const units = texts.map(
      ({ path, text }) =>
        `      <trans-unit id="${escaped(path)}" xml:space="preserve"><source>${escaped(text[first] ?? "")}</source>${
          text[target]
            ? `<target state="translated">${escaped(text[target])}</target>`
            : `<target state="needs-translation"></target>`
        }</trans-unit>`,
    )
    return `  <file original="survey" datatype="plaintext" source-language="${escaped(first)}" target-language="${escaped(target)}">\n    <body>\n${units.join("\n")}\n    </body>\n  </file>\n`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">\n${files.join("")}</xliff>\n`
}

/** Reads translations back, from XLIFF 1.2 or 2.0. Throws `translations.unreadable`. */
export function fromXliff(xml: string): Map<string, Text> {
  const found = new Map<string, Text>()
  let language = ""
  let id: string | undefined
  let words: string | undefined
  const parser = new SaxesParser()
  parser.on("error", (error) => {
    throw coded("translations.unreadable", { detail: `This is no XLIFF: ${error.message.split("\n")[0]}` })
  })
  // Without document types there are no entities of one's own that could grow.
  parser.on("doctype", () => {
    throw coded("translations.unreadable", { detail: "A document type is not read." })
  })
  parser.on("opentag", ({ name, attributes }) => {
    const attribute = (key: string) => String((attributes as Record<string, unknown>)[key] ?? "")
    if (name === "xliff" && attribute("trgLang")) language = attribute("trgLang")
    if (name === "file" && attribute("target-language")) language = attribute("target-language")
    if (name === "trans-unit" || name === "unit") id = attribute("id")
    if (name === "target") words = ""
  })
  parser.on("text", (text) => {
    if (words !== undefined) words += text
  })
  parser.on("cdata", (text) => {
    if (words !== undefined) words += text
  })
  parser.on("closetag", ({ name }) => {
    if (name !== "target" || words === undefined) return
    if (id && language) found.set(id, { ...found.get(id), [language]: (found.get(id)?.[language] ?? "") + words })
    words = undefined
  })
  parser.write(xml).close()
  if (!language)
    throw coded("translations.unreadable", { detail: "It does not say into which language it translates." })
  return found
}

const escaped = (text: string) =>
  text
    .replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]!)
    .replace(/(?![\t\n\r])\p{Cc}/gu, "")
