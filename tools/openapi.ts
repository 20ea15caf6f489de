import { execFileSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import path from "node:path"
import { createApi, documentOf, type Services } from "../server/api.ts"
import { root } from "./imports.ts"

/** Writes api/openapi.json and the client's types made from it; with --check says whether they are current. */
const files = { document: path.join(root, "api/openapi.json"), types: path.join(root, "sdk/schema.gen.ts") }
// Routes are only described here, none is called, so none of their services is there.
const document = `${JSON.stringify(documentOf(createApi({} as Services)), null, 2)}\n`
if (process.argv.includes("--check")) {
  if (readFileSync(files.document, "utf8") !== document) {
    console.error("The API has changed: run `npm run openapi` and commit api/openapi.json and sdk/schema.gen.ts.")
    process.exitCode = 1
  }
} else {
  writeFileSync(files.document, document)
  execFileSync("npm", ["run", "--silent", "generate", "--workspace", "sdk"], { cwd: root, stdio: "inherit" })
  console.log(`${files.document} and ${files.types} written`)
}
