import { SaxesParser } from "saxes"

/**
 * An outbound message of Salesforce (SOAP) as if it were JSON: names without their prefixes, repeated elements as a list.
 * `Notification` is always a list, each with its `sObject`. Throws where it is no XML.
 */
export function readOutboundMessage(xml: string): unknown {
  type Node = { name: string; value: Record<string, unknown>; text: string; children: boolean }
  const parser = new SaxesParser({ xmlns: false, position: false })
  const stack: Node[] = [{ name: "", value: {}, text: "", children: false }]
  let fault: Error | undefined
  parser.on("error", (error) => {
    fault ??= error
  })
  // A document type could define entities without end.
  parser.on("doctype", () => {
    fault ??= new Error("a document type is not allowed")
  })
  parser.on("opentag", ({ name }) => {
    if (stack.length > 50) fault ??= new Error("too deep")
    stack.push({ name: name.replace(/^[^:]*:/, ""), value: {}, text: "", children: false })
  })
  parser.on("text", (text) => {
    stack.at(-1)!.text += text
  })
  parser.on("cdata", (text) => {
    stack.at(-1)!.text += text
  })
  parser.on("closetag", () => {
    const node = stack.pop()!
    const parent = stack.at(-1)!
    const value = node.children ? node.value : node.text.trim()
    const before = parent.children ? parent.value[node.name] : undefined
    parent.children = true
    if (before !== undefined) parent.value[node.name] = Array.isArray(before) ? [...before, value] : [before, value]
    else parent.value[node.name] = node.name === "Notification" ? [value] : value
  })
  parser.write(xml).close()
  if (fault) throw fault
  const root = stack[0]!.value
  const body = (root.Envelope as { Body?: { notifications?: unknown } } | undefined)?.Body?.notifications
  return body ?? root
}

/** What Salesforce must hear, or it sends the same again for a day. */
export const acknowledgement = `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse></soapenv:Body></soapenv:Envelope>`

export const isXml = (text: string) => /^\s*</.test(text)
