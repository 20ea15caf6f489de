import { catalogue } from "./catalogue.ts"

type Schema = {
  $ref?: string
  type?: string | string[]
  format?: string
  enum?: unknown[]
  description?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  oneOf?: Schema[]
  anyOf?: Schema[]
  maximum?: number
  minimum?: number
  maxLength?: number
  maxItems?: number
  default?: unknown
}
type Operation = {
  summary?: string
  description?: string
  tags?: string[]
  "x-permission"?: string
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema: Schema }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, { description: string; content?: Record<string, { schema: Schema }> }>
}
type Document = { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, Schema> } }

/** The readable reference of the API, made from the OpenAPI document and the catalogue of errors: no scripts, no other host. */
export function referencePage(given: object): string {
  const document = given as Document
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const byTag = Map.groupBy(operations, ({ operation }) => operation.tags?.[0] ?? "Other")
  const nav = [...byTag.keys()].map((tag) => `<a href="#${anchor(tag)}">${text(tag)}</a>`).join("")
  const sections = [...byTag]
    .map(([tag, list]) => `<h2 id="${anchor(tag)}">${text(tag)}</h2>${list.map(operationPart).join("")}`)
    .join("")
  const schemas = Object.entries(document.components.schemas)
    .map(([name, schema]) => schemaPart(name, schema))
    .join("")
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Rapport API</title><style>${style}</style>
<nav><b>Rapport<i>.</i></b>${nav}<a href="#schemas">Shapes</a><a href="#errors">Errors</a><a href="/api/openapi.json">OpenAPI 3.1</a></nav>
<main><h1>The Rapport API</h1><p>Send an API key (made under <i>API keys</i>) as <code>Authorization: Bearer rp_…</code>. Everything the pages do, they do through this API.</p>
<pre>curl -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\
  -d '{"kind":"call","product":"Aria 2","text":"The fan stopped.","scores":[{"metric":"csat","value":2,"scale":{"min":1,"max":5}}]}' \\
  ${"http://127.0.0.1:4100"}/api/v1/feedback</pre>
${sections}<h2 id="schemas">Shapes</h2>${schemas}<h2 id="errors">Errors</h2>
<p>A refusal has the shape <code>{"error": {"code", "message", "field"?, "remedy"?, "docs", "details"?}}</code>; <code>details</code> lists every field that is wrong.</p>
<table><tr><th>code</th><th>status</th><th>what it says</th><th>what to do</th></tr>${errorRows()}</table></main></html>`
}

function operationPart({ path, method, operation }: { path: string; method: string; operation: Operation }): string {
  const rows = (operation.parameters ?? []).map(
    (one) =>
      `<tr><td><code>${text(one.name)}</code>${one.required ? " *" : ""}</td><td>${text(one.in)}</td><td>${typeOf(one.schema)}</td><td>${text(one.description ?? one.schema.description ?? "")}</td></tr>`,
  )
  const sent =
    operation.requestBody &&
    Object.entries(operation.requestBody.content).map(
      ([type, { schema }]) => `<p>Send ${text(type)}: ${typeOf(schema)}</p>${fields(schema)}`,
    )
  const answers = Object.entries(operation.responses).filter(([status]) => status !== "default")
  const answered = answers.map(([status, { description, content }]) => {
    const [type, media] = Object.entries(content ?? {})[0] ?? []
    return `<p>Answers <b>${text(status)}</b> ${text(description)}${media ? `: ${type === "application/json" ? typeOf(media.schema) : text(type ?? "")}` : ""}</p>${media ? fields(media.schema) : ""}`
  })
  return `<section id="${anchor(`${method} ${path}`)}"><h3><span class="${method}">${method.toUpperCase()}</span> <code>${text(path)}</code></h3>
<p>${text(operation.summary ?? "")}. <span class="n">Needs: ${text(operation["x-permission"] ?? "")}</span></p>${operation.description ? `<p>${text(operation.description)}</p>` : ""}
${rows.length > 0 ? `<table><tr><th>parameter</th><th>in</th><th>type</th><th></th></tr>${rows.join("")}</table>` : ""}${sent?.join("") ?? ""}${answered.join("")}</section>`
}

const schemaPart = (name: string, schema: Schema) =>
  `<section id="schema-${text(name)}"><h3>${text(name)}</h3>${schema.description ? `<p>${text(schema.description)}</p>` : ""}${fields(schema) || `<p>${typeOf(schema)}</p>`}</section>`

function fields(schema: Schema): string {
  if (schema.$ref || !schema.properties) return ""
  const rows = Object.entries(schema.properties).map(
    ([name, one]) =>
      `<tr><td><code>${text(name)}</code>${schema.required?.includes(name) ? " *" : ""}</td><td>${typeOf(one)}</td><td>${text(one.description ?? "")}</td></tr>`,
  )
  return `<table>${rows.join("")}</table>`
}

function typeOf(schema: Schema): string {
  if (schema.$ref) {
    const name = schema.$ref.split("/").at(-1)!
    return `<a href="#schema-${text(name)}">${text(name)}</a>`
  }
  const either = schema.oneOf ?? schema.anyOf
  if (either) return either.map(typeOf).join(" or ")
  if (schema.enum) return schema.enum.map((value) => `<code>${text(String(value))}</code>`).join(" | ")
  if (schema.items) return `list of ${typeOf(schema.items)}`
  const limits = [
    schema.format,
    schema.minimum !== undefined ? `≥ ${schema.minimum}` : undefined,
    schema.maximum !== undefined ? `≤ ${schema.maximum}` : undefined,
    schema.maxLength !== undefined ? `≤ ${schema.maxLength} characters` : undefined,
  ].filter((one) => one !== undefined)
  return text([[schema.type].flat().filter(Boolean).join(" or ") || "anything", ...limits].join(", "))
}

const errorRows = () =>
  Object.entries(catalogue)
    .map(
      ([code, { status, sentence, remedy }]) =>
        `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${text(sentence)}</td><td>${text(remedy)}</td></tr>`,
    )
    .join("")

const anchor = (name: string) => text(name.toLowerCase().replace(/[^a-z0-9]+/g, "-"))
const text = (value: string) =>
  value.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]!)

const style = `:root{color-scheme:light dark;--paper:light-dark(#fbfaf7,#14171a);--ink:light-dark(#1c1f21,#eceae4);--ink2:light-dark(#565b5f,#a9adac);--line:light-dark(#e4e0d8,#2b3136);--accent:light-dark(#0b6e69,#4db6ac);--sunk:light-dark(#f3f1ec,#101316)}
body{margin:0;background:var(--paper);color:var(--ink);font:14px/1.5 system-ui,sans-serif;display:grid;grid-template-columns:200px minmax(0,1fr)}nav{position:sticky;top:0;height:100vh;overflow:auto;padding:20px;box-sizing:border-box;background:var(--sunk);border-right:1px solid var(--line)}nav a{display:block;padding:4px 0;color:var(--ink2);text-decoration:none}nav b{font-size:16px;display:block;padding-bottom:12px}i{color:var(--accent)}main{padding:26px 32px 80px;max-width:980px}a{color:var(--accent)}h1{font-size:28px;margin:0}h2{margin-top:48px}section{border-top:1px solid var(--line);padding:10px 0}h3{font-size:15px;margin:6px 0}h3 span{font-size:11px;padding:2px 6px;border-radius:4px;background:var(--sunk)}table{border-collapse:collapse;width:100%;font-size:13px}td,th{text-align:left;padding:5px 8px 5px 0;border-bottom:1px solid var(--line);vertical-align:top}code,pre{font:12.5px ui-monospace,monospace}pre{background:var(--sunk);padding:12px;overflow:auto;border-radius:6px}.n{color:var(--ink2)}@media(max-width:700px){body{display:block}nav{position:static;height:auto}}`
