import fc from "fast-check"
import { SaxesParser } from "saxes"
import { expect, test } from "vitest"
import { XmlScanner } from "./xml-scan.ts"

type Seen = (string | [string, Record<string, string>])[]

function scanned(xml: string, size: number): Seen {
  const seen: Seen = []
  let text = ""
  const flush = () => {
    if (text !== "") seen.push(`text ${text}`)
    text = ""
  }
  const scanner = new XmlScanner("test.xml", {
    open(name, attributes) {
      flush()
      seen.push([name, attributes()])
    },
    close(name) {
      flush()
      seen.push(`close ${name}`)
    },
    text(piece) {
      text += piece
    },
  })
  for (let at = 0; at < xml.length; at += size) scanner.write(xml.slice(at, at + size))
  scanner.close()
  flush()
  return seen
}

function parsed(xml: string): Seen {
  const seen: Seen = []
  let text = ""
  const flush = () => {
    if (text !== "") seen.push(`text ${text}`)
    text = ""
  }
  const parser = new SaxesParser()
  parser.on("opentag", (tag) => {
    flush()
    seen.push([tag.name, { ...tag.attributes }])
  })
  parser.on("closetag", (tag) => {
    flush()
    seen.push(`close ${tag.name}`)
  })
  for (const event of ["text", "cdata"] as const)
    parser.on(event, (piece: string) => {
      text += piece
    })
  parser.write(xml).close()
  flush()
  return seen
}

test("reads what a full parser reads, however the pieces are cut", () => {
  const text = fc.constantFrom(
    "a",
    " b ",
    "&lt;&amp;&#65;&#x4e2d;",
    "<![CDATA[<x>&]]>",
    "<!-- no > -->",
    "电池",
    "x\r\ny",
    "",
  )
  const attributes = fc.constantFrom("", ' r="A1"', " t='s' s = \"3\"", ' f="a&gt;b &quot;"', ' q="x>y"')
  const element: fc.Arbitrary<string> = fc.letrec<{ node: string }>((tie) => ({
    node: fc.oneof(
      { depthSize: "small" },
      fc.tuple(attributes, text).map(([a, t]) => `<c${a}>${t}</c>`),
      attributes.map((a) => `<v${a}/>`),
      fc
        .tuple(attributes, text, fc.array(tie("node"), { maxLength: 3 }))
        .map(([a, t, inner]) => `<row${a}>${t}${inner.join(t)}</row >`),
    ),
  })).node
  fc.assert(
    fc.property(element, fc.integer({ min: 1, max: 30 }), (xml, size) => {
      const whole = `<?xml version="1.0"?>\n<sheet>${xml}</sheet>`
      expect(scanned(whole, size)).toEqual(parsed(whole))
    }),
    { numRuns: 300 },
  )
})

test("what ends too early is damaged", () => {
  expect(() => scanned("<a><b></b>", 5)).toThrow("ends too early")
  expect(() => scanned("", 5)).toThrow("ends too early")
  expect(() => scanned("<a></a></b>", 5)).toThrow("never began")
})

test("long text in pieces keeps its entities", () => {
  const long = `${"x".repeat(70_000)}&amp;${"y".repeat(70_000)}`
  for (const size of [69_990, 70_003, 1000])
    expect(scanned(`<a>${long}</a>`, size)[1]).toBe(`text ${long.replace("&amp;", "&")}`)
})
